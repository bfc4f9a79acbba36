import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../../packages/cli/src/program.ts';

export const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables besides those of the test; undefined for one that must not be there. */
type Environment = Readonly<Record<string, string | undefined>>;

interface Circumstances {
  /** Standard input. */
  readonly input?: string | undefined;
  readonly env?: Environment;
  /** Folder to run in; that of the tests by default. */
  readonly cwd?: string | undefined;
  /** Told what it writes to stderr, when it does. */
  readonly onStderr?: (text: string) => void;
}

/** Runs the command line in a process of its own, as a user would. */
export function smartcast(args: readonly string[], circumstances?: Circumstances): Promise<CommandOutcome> {
  return runProgram(MAIN, args, circumstances);
}

let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line in this process, which takes a tenth of the time: for planners, and for commands that are refused.
 * One run follows another. None is a daemon, which logs past `process.stdout`.
 */
export function smartcastHere(args: readonly string[], circumstances: Circumstances = {}): Promise<CommandOutcome> {
  const outcome = lastRun.then(() => runHere(args, circumstances));
  lastRun = outcome.catch(() => undefined);
  return outcome;
}

async function runHere(args: readonly string[], { input = '', env, cwd }: Circumstances): Promise<CommandOutcome> {
  const { env: before, exitCode, stdin, stdout, stderr } = process;
  const [folder, writeOut, writeErr] = [process.cwd(), stdout.write, stderr.write];
  const said = { stdout: '', stderr: '' };
  process.env = environmentOf(env, cwd);
  process.exitCode = 0;
  if (cwd !== undefined) process.chdir(cwd);
  Object.defineProperty(process, 'stdin', { value: Readable.from([input]), configurable: true });
  stdout.write = (text: string) => ((said.stdout += text), true);
  stderr.write = (text: string) => ((said.stderr += text), true);
  try {
    await run(args);
    return { code: process.exitCode, ...said };
  } finally {
    [process.env, process.exitCode, stdout.write, stderr.write] = [before, exitCode, writeOut, writeErr];
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    process.chdir(folder);
  }
}

/** A profile that somebody has in the checkout is not the test's. */
function environmentOf(env: Environment = {}, cwd: string | undefined): NodeJS.ProcessEnv {
  const profile = cwd === undefined ? { SMARTCAST_PROFILE: '' } : {};
  const all = Object.entries({ ...process.env, NO_COLOR: '1', ...profile, ...env });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** Runs a command that must succeed, in a process of its own. @returns its JSON. */
export async function ask(args: readonly string[], circumstances?: Circumstances): Promise<any> {
  return JSON.parse(textOf(await smartcast([...args, '--json'], circumstances)));
}

/** The same in this process, for commands that run in one of their own elsewhere. */
export async function askHere(args: readonly string[], circumstances?: Circumstances): Promise<any> {
  return JSON.parse(textOf(await smartcastHere([...args, '--json'], circumstances)));
}

/** What a command has printed, which must have succeeded. */
export function textOf({ code, stdout, stderr }: CommandOutcome): string {
  expect(code, stderr).to.equal(0);
  return stdout;
}

/** What a command that is refused says, on stderr alone, and its exit code. */
export async function expectRefusal(outcome: Promise<CommandOutcome>, message: RegExp, expected = 2): Promise<void> {
  const { code, stdout, stderr } = await outcome;
  expect(stderr).to.match(message);
  expect(stderr).not.to.contain('    at ');
  expect([code, stdout]).to.deep.equal([expected, '']);
}

/** Runs one of the programs under examples/. */
export function example(name: string, args: readonly string[], circumstances?: Circumstances): Promise<CommandOutcome> {
  return runProgram(fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url)), args, circumstances);
}

function runProgram(
  path: string,
  args: readonly string[],
  { input = '', env, cwd, onStderr }: Circumstances = {},
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], { env: environmentOf(env, cwd), cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(chunk.toString());
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}
