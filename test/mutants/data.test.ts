/** Checks that the mutants still fit the sources; `npm run test:mutants` runs them, once a night. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, mutate, readMutants } from './mutant.ts';
import { runTests } from './suite.ts';

describe('mutants', () => {
  const mutants = readMutants();

  it('change what stands in their files once', () => {
    for (const mutant of mutants) {
      const source = readFileSync(join(ROOT, mutant.file), 'utf8');
      expect(mutate(source, mutant), `${mutant.area}: ${mutant.change}`).not.to.equal(source);
    }
  });

  it('name one test each', async () => {
    const suites = [...new Set(mutants.map(({ suite }) => suite))];
    const { results, errors } = await runTests(ROOT, suites, /./, true);
    expect(results, errors).not.to.be.empty;
    const titles = Map.groupBy(results, (result) => relative(ROOT, result.suite));
    for (const { area, change, suite, test } of mutants) {
      const named = (titles.get(suite) ?? []).filter(({ title }) => title.endsWith(test));
      expect(named, `${area}: ${change}: "${test}" in ${suite}`).to.have.length(1);
    }
  });
});
