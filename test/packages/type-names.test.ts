import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['packages/*/src/**/*.{ts,tsx}', 'packages/cli/{demo,deploy}/**/*.ts', 'deploy/**/*.ts'];
const EXPORTED_TYPE = /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;

it('exported types have one meaning: no two files declare the same name', () => {
  const paths = globSync(SOURCES, { cwd: ROOT });
  expect(paths).to.have.length.above(200);
  const declarations = paths.toSorted().flatMap((path) => {
    const source = readFileSync(join(ROOT, path), 'utf8');
    return [...new Set([...source.matchAll(EXPORTED_TYPE)].map(([, name]) => name!))].map((name) => ({ name, path }));
  });
  const repeated = [...Map.groupBy(declarations, ({ name }) => name)].filter(([, places]) => places.length > 1);
  const clashes = repeated.map(([name, places]) => `${name}: ${places.map(({ path }) => path).join(', ')}`);
  expect(clashes, `declared in several files: ${clashes.join('; ')}`).to.deep.equal([]);
});
