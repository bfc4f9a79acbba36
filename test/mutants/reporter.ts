/** Mocha reporter: a line of JSON for each test and each failed hook, in the file that the option `output` names. */
import { appendFileSync } from 'node:fs';
import type { MochaOptions, Runner } from 'mocha';
import type { TestResult } from './suite.ts';

function reportLines(runner: Runner, options: MochaOptions): void {
  const { output } = options.reporterOptions as { output: string };
  const report = (result: TestResult): void => appendFileSync(output, `${JSON.stringify(result)}\n`);
  runner.on('pass', (test) => report({ suite: test.file!, title: test.fullTitle() }));
  runner.on('fail', (test, error: unknown) => {
    const failure = { isAssertion: test.type === 'test' && isAssertion(error), message: messageOf(error) };
    report({ suite: test.file!, title: test.fullTitle(), failure });
  });
}

/** Properties and enumerations wrap the failed assertion in an error that tells the counterexample. */
function isAssertion(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AssertionError' || isAssertion(error.cause);
}

/** First line of the error at the root of it. */
function messageOf(error: unknown): string {
  if (error instanceof Error && error.cause !== undefined) return messageOf(error.cause);
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)[0]!;
}

export { reportLines as 'module.exports' };
