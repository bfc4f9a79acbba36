import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Lint asks the same of TypeScript. */
const MOST_LINES = 300;

it(`files of Solidity have at most ${MOST_LINES} lines, or say why they have more`, () => {
  const paths = globSync('{bench,circuits,contracts,test}/**/*.sol', { cwd: ROOT });
  expect(paths).to.have.length.above(50);
  const long = paths.filter((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return text.trimEnd().split('\n').length > MOST_LINES && !/^\/\/\/.* Over 300 lines: /m.test(text);
  });
  expect(long).to.deep.equal([]);
});
