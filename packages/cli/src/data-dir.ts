import { access, constants, mkdir } from 'node:fs/promises';
import { UsageError } from './errors.ts';

/** Makes a daemon's folder if there is none. @throws UsageError unless it is one that can be written to. */
export async function openDataDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = WHY[code ?? ''] ?? message;
    throw new UsageError(`--data-dir ${path}: ${why}; name a folder that this account may write to`, { cause });
  }
}

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'it cannot be written to',
  EPERM: 'it cannot be written to',
  EROFS: 'it is on a file system that cannot be written to',
};
