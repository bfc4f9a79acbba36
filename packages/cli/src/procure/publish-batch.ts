import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchFileName, type Checkpoint, encodeBatch } from '@smartcast/client/transfers';
import { UsageError } from '../errors.ts';

/**
 * Publishes the batch in a folder, where provers look for it by its hash.
 * @returns the path.
 * @throws UsageError if the folder cannot be written to.
 */
export async function publishBatch(folder: string, { batch, statement }: Checkpoint): Promise<string> {
  const path = join(folder, batchFileName(statement[2]!));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, encodeBatch(batch));
  } catch (cause) {
    throw new UsageError(`cannot publish the batch in ${folder}: ${(cause as Error).message}`, { cause });
  }
  return path;
}
