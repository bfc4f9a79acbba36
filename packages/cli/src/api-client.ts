import { z } from 'zod';
import { logSchema } from '@smartcast/worker';
import type { Entry, RootSignature } from '@smartcast/protocol';

/** How long a member may take to answer, in ms. */
const TIMEOUT = 10_000;

/** What a member answers to one entry. */
export interface EntryAnswer {
  readonly accepted: boolean;
  /** For programs, when it was not accepted. */
  readonly error?: string;
  readonly reason?: string;
}

/** A log as one member serves it: nothing of it is believed before `verifyLog` has seen it. */
export interface ServedLog {
  readonly batches: readonly Uint8Array[];
  /** b + 1 members' on the last root, or fewer. */
  readonly signatures: readonly RootSignature[];
}

/** A member could not be reached, or answered what no member answers. */
export class MemberUnreachable extends Error {
  override name = 'MemberUnreachable';
}

/** Offers entries of one task to the member at `endpoint` (`host:port`). @returns one answer an entry, in order. */
export async function postEntries(endpoint: string, task: bigint, entries: readonly Entry[]): Promise<EntryAnswer[]> {
  const body = entries.map(({ client, sequence, payload, signature }) => ({
    client: Buffer.from(client).toString('hex'),
    sequence: sequence.toString(),
    payload: Buffer.from(payload).toString('base64'),
    signature: Buffer.from(signature).toString('hex'),
  }));
  const answer = await request(endpoint, `/entries?task=${task}`, { method: 'POST', body: JSON.stringify(body) });
  const { results, error, reason } = answer as { results?: EntryAnswer[]; error?: string; reason?: string };
  if (!Array.isArray(results)) throw new MemberUnreachable(`${endpoint} refused the request: ${error}: ${reason}`);
  return results;
}

/** Fetches the whole log of a task from the member at `endpoint`. */
export async function fetchLog(endpoint: string, task: bigint): Promise<ServedLog> {
  const slots: z.infer<typeof logSchema>['slots'] = [];
  for (let from: number | null = 0; from !== null;) {
    const page = logSchema.safeParse(await request(endpoint, `/log?task=${task}&from=${from}`));
    if (!page.success) throw new MemberUnreachable(`${endpoint} serves no log of task ${task}: ${page.error.message}`);
    slots.push(...page.data.slots);
    from = page.data.next;
  }
  return {
    batches: slots.map(({ batch }) => batch),
    signatures: slots.at(-1)?.signatures ?? [],
  };
}

const statusSchema = z.object({
  sessions: z.array(
    z.object({
      task: z.string(),
      round: z.number(),
      rounds: z.number(),
      slots: z.number(),
      waiting: z.number(),
      /** Bytes that arrived in time from each other seat. */
      peers: z.array(z.object({ seat: z.number(), inTime: z.number() })),
    }),
  ),
});

export type MemberStatus = z.infer<typeof statusSchema>;

/** What the member says of itself (`GET /status`). */
export async function fetchStatus(endpoint: string): Promise<MemberStatus> {
  const status = statusSchema.safeParse(await request(endpoint, '/status'));
  if (!status.success) throw new MemberUnreachable(`${endpoint} serves no status: ${status.error.message}`);
  return status.data;
}

async function request(endpoint: string, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = init.body === undefined ? {} : { 'content-type': 'application/json' };
  try {
    const response = await fetch(`http://${endpoint}${path}`, {
      ...init,
      headers,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return await response.json();
  } catch (cause) {
    const { message, cause: inner } = cause as Error & { cause?: Error };
    throw new MemberUnreachable(`${endpoint} does not answer: ${inner?.message ?? message}`, { cause });
  }
}
