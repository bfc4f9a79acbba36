/**
 * `try.ts FILE SUITE…` in a copy of the checkout: compiles the file as it is now and whatever imports it, and runs the
 * suites. Ends with 0 if they pass, which the generator of mutants takes for a survival.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { compileWith } from '../contracts.ts';
import { runTests } from '../suite.ts';

const [file, ...suites] = process.argv.slice(2);
for (const [path, artifact] of compileWith(new Map([[file!, readFileSync(file!, 'utf8')]])))
  writeFileSync(path, artifact);
const { results, errors } = await runTests('.', suites, /./);
const failed = results.filter(({ failure }) => failure !== undefined);
process.stdout.write(`${failed.length} of ${results.length} tests fail: ${failed[0]?.title ?? errors}\n`);
process.exit(results.length > 0 && failed.length === 0 ? 0 : 1);
