import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './mutant.ts';

/** A test that was run, or a hook that failed. */
export interface TestResult {
  readonly suite: string;
  readonly title: string;
  readonly failure?: { readonly isAssertion: boolean; readonly message: string };
}

const TEST_SECONDS = 60;
const SUITE_SECONDS = 300;

/**
 * Runs the tests of the suites whose titles match, in a checkout.
 * @returns the results that they reported before they ended or their time was up.
 */
export async function runTests(folder: string, suites: readonly string[], grep: RegExp, dry = false) {
  const results = mkdtempSync(join(tmpdir(), 'smartcast-results-'));
  const output = join(results, 'lines');
  const flags = ['--timeout', String(1000 * TEST_SECONDS), '--exit', '--grep', String(grep)];
  if (dry) flags.push('--dry-run');
  const reporter = ['--reporter', join(ROOT, 'test/mutants/reporter.ts'), '--reporter-option', `output=${output}`];
  const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
  // A process group of its own, so that processes that the tests start end with them.
  const child = spawn(process.execPath, [mocha, ...flags, ...reporter, ...suites], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const ended = Promise.withResolvers<void>();
  running.add(child.pid!);
  child.once('exit', () => ended.resolve());
  const timer = setTimeout(() => ended.resolve(), 1000 * SUITE_SECONDS);
  await ended.promise;
  clearTimeout(timer);
  killGroup(child.pid!);
  const lines = existsSync(output) ? readFileSync(output, 'utf8').trimEnd().split('\n') : [];
  rmSync(results, { recursive: true });
  return { results: lines.map((line) => JSON.parse(line) as TestResult), errors: errors.trim() };
}

const running = new Set<number>();
process.on('exit', () => running.forEach(killGroup));

function killGroup(pid: number): void {
  running.delete(pid);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (cause) {
    // It has ended by itself.
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

/** Matches titles that end with one of these. */
export function endingWith(ends: readonly string[]): RegExp {
  const escaped = [...new Set(ends)].map((end) => end.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(`(${escaped.join('|')})$`);
}
