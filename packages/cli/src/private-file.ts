import { stat } from 'node:fs/promises';
import { UsageError } from './errors.ts';

/** Any right of the group or of others. */
const OTHERS = 0o077;

/**
 * Makes sure that nobody but its owner can use a file with a secret. Windows has no such rights. Pipes and missing files
 * are left to the reader.
 * @param what as in `the password file`.
 * @throws UsageError with the command that puts it right.
 */
export async function requirePrivate(what: string, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || (found.mode & OTHERS) === 0) return;
  throw new UsageError(`others than its owner may use ${what} ${path}. Run: chmod 600 ${path}`);
}
