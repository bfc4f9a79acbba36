import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandOutcome } from './cli/smartcast.ts';

const PROGRAM = fileURLToPath(new URL('../examples/python/verify_log.py', import.meta.url));
const interpreter = process.env['SMARTCAST_PYTHON'] ?? 'python3';

/** Why examples/python cannot run here; undefined if it can. */
export function whyNoPython(): string | undefined {
  const { status, error, stderr } = spawnSync(interpreter, ['-c', 'import eth_keys, nacl, web3'], { encoding: 'utf8' });
  if (status === 0) return undefined;
  const why = error?.message ?? stderr.trim().split('\n').at(-1);
  return `${interpreter} cannot run examples/python (${why}): install its requirements.txt, or set SMARTCAST_PYTHON`;
}

/** Runs examples/python/verify_log.py. */
export function verifyLogInPython(...args: readonly string[]): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(interpreter, ['-B', PROGRAM, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
