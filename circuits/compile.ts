import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CircuitSize } from '@smartcast/client/transfers';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** The circuit's source. */
export const SOURCE = join(import.meta.dirname, 'ledger-transition.circom');

/** Files of a compiled circuit. */
export interface Compiled {
  readonly r1cs: string;
  readonly wasm: string;
}

/**
 * Compiles the circuit in one size. The same source and size give the same bytes, wherever they are compiled.
 * @param source text of `ledger-transition.circom`, or of a variant that a test wants to break.
 * @param folder for the results; whatever else the compiler writes is removed.
 * @throws if the compiler refuses, with what it printed.
 */
export async function compile(source: string, { depth, transfers }: CircuitSize, folder: string): Promise<Compiled> {
  const work = join(folder, 'compilation');
  await mkdir(work, { recursive: true });
  try {
    await writeFile(join(work, 'circuit.circom'), source);
    await writeFile(
      join(work, 'ledger-transition.circom'),
      `pragma circom 2.2.0;
include "./circuit.circom";
component main { public [rootBefore, rootAfter, batchHash, prover] } = LedgerTransition(${depth}, ${transfers});
`,
    );
    // The compiler, a WASI program, does not reliably read files outside its working folder.
    const library = join(dirname(require.resolve('circomlib/package.json')), 'circuits');
    await cp(library, join(work, 'circomlib', 'circuits'), { recursive: true });
    const args = ['ledger-transition.circom', '--r1cs', '--wasm', '--O2', '-l', '.'];
    await run(process.execPath, ['--no-warnings', require.resolve('circom2/cli.js'), ...args], { cwd: work });
    const compiled = { r1cs: join(folder, 'ledger-transition.r1cs'), wasm: join(folder, 'ledger-transition.wasm') };
    await rename(join(work, 'ledger-transition.r1cs'), compiled.r1cs);
    await rename(join(work, 'ledger-transition_js', 'ledger-transition.wasm'), compiled.wasm);
    return compiled;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** The source as it stands in the repository. */
export function readSource(): Promise<string> {
  return readFile(SOURCE, 'utf8');
}
