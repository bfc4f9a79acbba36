import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  /** Standard input. */
  readonly input?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder to run in; that of the tests by default. */
  readonly cwd?: string | undefined;
  /** Told what it writes to stderr, when it does. */
  readonly onStderr?: (text: string) => void;
}

/** Runs the command line in a process of its own, as a user would. */
export function smartcast(args: readonly string[], circumstances?: Circumstances): Promise<CommandOutcome> {
  return runProgram(MAIN, args, circumstances);
}

/** Runs one of the programs under examples/. */
export function example(name: string, args: readonly string[], circumstances?: Circumstances): Promise<CommandOutcome> {
  return runProgram(fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url)), args, circumstances);
}

function runProgram(
  path: string,
  args: readonly string[],
  { input = '', env = {}, cwd, onStderr }: Circumstances = {},
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    // A profile that somebody has in the checkout is not the test's.
    const profile = cwd === undefined ? { SMARTCAST_PROFILE: '' } : {};
    const child = spawn(process.execPath, [path, ...args], {
      env: { ...process.env, NO_COLOR: '1', ...profile, ...env },
      cwd,
    });
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
