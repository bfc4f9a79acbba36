import { encodeBase64 } from 'ethers';
import { z } from 'zod';
import { type CertifiedLog, type ServedSlot, toHex } from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import { formatId, parseId } from '../market/ids.ts';
import { base64Bytes, hexBytes } from './api-schema.ts';

/** A log and its certificate as text: worth what the certificate is worth, wherever it was kept. */
const schema = z.object({
  task: z.string(),
  batches: z.array(base64Bytes).min(1),
  /** On the root after the last batch. */
  signatures: z.array(z.object({ seat: z.int().min(0), signature: hexBytes(65) })),
});

/** The certified slots of a log, for a file. */
export function encodeLog(task: bigint, { slots, signatures }: CertifiedLog, served: readonly ServedSlot[]): string {
  const saved: z.input<typeof schema> = {
    task: formatId(task),
    batches: served.slice(0, slots).map(({ batch }) => encodeBase64(batch)),
    signatures: signatures.map(({ seat, signature }) => ({ seat, signature: toHex(signature) })),
  };
  return `${JSON.stringify(saved)}\n`;
}

/**
 * Inverse of `encodeLog`; nothing of the log is believed before `checkLog` has seen it.
 * @throws SmartCastError `InvalidLogFile` when the text is no saved log of the task.
 */
export function decodeLog(task: bigint, text: string): readonly ServedSlot[] {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new SmartCastError('InvalidLogFile', `no saved log: ${z.prettifyError(parsed.error)}`);
  const { batches, signatures, task: named } = parsed.data;
  const namedTask = parseId(named);
  if (namedTask !== task) {
    const saved = namedTask === undefined ? JSON.stringify(named.slice(0, 64)) : formatId(namedTask);
    const asked = formatId(task);
    throw new SmartCastError('InvalidLogFile', `a log of task ${saved}, not ${asked}`, { saved, asked });
  }
  return batches.map((batch, slot) => ({ batch, signatures: slot === batches.length - 1 ? signatures : [] }));
}

/** Undefined for a text that is no JSON, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
