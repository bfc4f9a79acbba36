import type { z } from 'zod';
import type { Log } from '@smartcast/protocol';
import { logSchema, type rootSchema } from './api-schema.ts';

/** Batches of one page, but for the last one, stay below this. */
const PAGE_BYTES = 4 * 1024 * 1024;
/** Certificates that nobody asked for yet are verified now, at about 3 ms each. */
const PAGE_SLOTS = 64;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What `GET /log/root` answers for `slot`, which must be in the log. */
export function rootPage(log: Log, task: bigint, slot: number): z.input<typeof rootSchema> {
  const signatures = (log.certificate(slot) ?? []).map(({ seat, signature }) => ({ seat, signature: hex(signature) }));
  return { task: task.toString(), slot, root: hex(log.roots[slot]!), signatures };
}

/** What `GET /log` answers: the slots from `from` on, as many as fit a page. */
export function logPage(log: Log, task: bigint, from: number): z.input<typeof logSchema> {
  const slots: z.input<typeof logSchema>['slots'] = [];
  let slot = from;
  for (let bytes = 0; slot < log.length && slots.length < PAGE_SLOTS && bytes < PAGE_BYTES; slot++) {
    const { root, signatures } = rootPage(log, task, slot);
    const batch = Buffer.from(log.batches[slot]!);
    slots.push({ slot, root, signatures, batch: batch.toString('base64') });
    bytes += batch.length;
  }
  return { task: task.toString(), length: log.length, from, next: slot < log.length ? slot : null, slots };
}

/**
 * A page of a peer's log. Nothing in it is believed; `Log.repair` checks it.
 * @param maxBytes most bytes read of the peer's answer.
 * @throws Error if the peer does not answer, or with anything else than a page.
 */
export async function fetchLogPage(
  endpoint: string,
  { task, from, maxBytes, signal }: { task: bigint; from: number; maxBytes: number; signal: AbortSignal },
): Promise<z.output<typeof logSchema>> {
  const response = await fetch(`http://${endpoint}/log?task=${task}&from=${from}`, { signal, redirect: 'error' });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError(`${endpoint} answers with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return logSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
}

/** Enough for any page of an honest peer: base64 of a page and one batch more, and the rest of the JSON. */
export function maxPageBytes(batchBytes: number): number {
  return 2 * (PAGE_BYTES + batchBytes) + 1024 * 1024;
}
