import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { hexBytes } from '@smartcast/worker';
import type { ServedLog } from '../api-client.ts';
import { UsageError } from '../errors.ts';
import { parseJson } from '../json.ts';

const base64 = z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'));

/** A log and its certificate in a file: worth what the certificate is worth, wherever it was kept. */
const schema = z.object({
  task: z.string(),
  batches: z.array(base64).min(1),
  signatures: z.array(z.object({ seat: z.int().min(0), signature: hexBytes(65) })),
});

export function savedLog(task: bigint, { batches, signatures }: ServedLog): z.input<typeof schema> {
  return {
    task: task.toString(),
    batches: batches.map((batch) => Buffer.from(batch).toString('base64')),
    signatures: signatures.map(({ seat, signature }) => ({ seat, signature: Buffer.from(signature).toString('hex') })),
  };
}

/** @throws UsageError when the file is no saved log of the task. */
export async function readSavedLog(path: string, task: bigint): Promise<ServedLog> {
  const content = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`cannot read --file: ${cause.message}`, { cause });
  });
  const parsed = schema.safeParse(parseJson(content));
  if (!parsed.success) throw new UsageError(`${path} is no saved log: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.task !== task.toString())
    throw new UsageError(`${path} is a log of task ${parsed.data.task}, not ${task}`);
  return parsed.data;
}
