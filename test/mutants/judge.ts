import type { Checkout } from './checkout.ts';
import type { AreaMutant } from './mutant.ts';
import { type TestResult, endingWith, runTests } from './suite.ts';

export interface Verdict {
  readonly mutant: AreaMutant;
  /** Why the mutant does not count as killed. */
  readonly survival: string | undefined;
  readonly seconds: number;
}

/**
 * Runs the tests that mutants name on the sources as they are.
 * @returns the reason why its test cannot judge a mutant, if it cannot, for each of them.
 */
export async function judgeOriginal(checkout: Checkout, suite: string, mutants: readonly AreaMutant[]) {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const tests = endingWith(mutants.map(({ test }) => test));
  const run = await checkout.withOriginal(files, () => runTests(checkout.folder, [suite], tests));
  return new Map(
    mutants.map((mutant) => {
      const found = outcome(run, mutant);
      return [mutant, typeof found === 'string' ? found : found.failure && `fails unchanged: ${found.failure.message}`];
    }),
  );
}

/** Killed means that the named test, and nothing else, fails by an assertion. */
export async function judge(checkout: Checkout, mutant: AreaMutant): Promise<string | undefined> {
  try {
    const run = await checkout.withMutant(mutant, () =>
      runTests(checkout.folder, [mutant.suite], endingWith([mutant.test])),
    );
    const found = outcome(run, mutant);
    if (typeof found === 'string') return found;
    if (found.failure === undefined) return 'passes the test';
    return found.failure.isAssertion ? undefined : `no failed assertion: ${found.failure.message}`;
  } catch (cause) {
    return String(cause).split('\n', 1)[0]!;
  }
}

/** @returns the result of the one test that the mutant names, or why there is none. */
function outcome({ results, errors }: { results: TestResult[]; errors: string }, { test }: AreaMutant) {
  const named = results.filter(({ title }) => title.endsWith(test));
  const hook = results.find(({ title, failure }) => failure !== undefined && / hook (for|in) "/.test(title));
  if (hook !== undefined) return `${hook.title}: ${hook.failure!.message}`;
  if (named.length !== 1) return `${named.length} tests ended: ${errors.split('\n', 1)[0]!}`;
  return named[0]!;
}
