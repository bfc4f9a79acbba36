import { setTimeout as sleep } from 'node:timers/promises';
import { type Committee, formatId } from '@smartcast/client';
import type { Entry } from '@smartcast/protocol';
import { MemberUnreachable, postEntries } from '@smartcast/client';
import { STREAMED_PART } from './terms.ts';

/** Requests in which a task's entries are sent. */
const REQUESTS = 20;

/**
 * Streams a task's entries through the clients' API: to every member, spread from now to the end of the first part of
 * the session, so that the ledger grows while the committee works.
 * @throws Error when every member refused an entry.
 */
export async function streamEntries(
  { task, members, config, draw }: Committee,
  entries: readonly Entry[],
): Promise<void> {
  const size = Math.max(1, Math.ceil(entries.length / REQUESTS));
  const begin = Date.now();
  const end = draw.startsAt * 1000 + config.sessionSeconds * 1000 * STREAMED_PART;
  for (let from = 0; from < entries.length; from += size) {
    const due = begin + ((end - begin) * from) / entries.length;
    if (due > Date.now()) await sleep(due - Date.now());
    await offerToAll(
      members.map(({ endpoint }) => endpoint),
      task.id,
      entries.slice(from, from + size),
      end,
    );
  }
}

/** Members may still be starting, or be down for good: one that takes the entries is enough, all are tried. */
async function offerToAll(
  endpoints: readonly string[],
  task: bigint,
  entries: readonly Entry[],
  until: number,
): Promise<void> {
  const taken = entries.map(() => false);
  const refusals = new Set<string>();
  const offer = async (endpoint: string) => {
    try {
      for (const [i, answer] of (await postEntries(endpoint, task, entries)).entries()) {
        if (answer.accepted || answer.error === 'DuplicateEntry') taken[i] = true;
        else refusals.add(`${endpoint}: ${answer.error}: ${answer.reason}`);
      }
    } catch (error) {
      if (!(error instanceof MemberUnreachable)) throw error;
      refusals.add(error.message);
    }
  };
  for (;;) {
    await Promise.all(endpoints.map(offer));
    if (taken.every(Boolean)) return;
    if (Date.now() >= until)
      throw new Error(`no member took an entry of task ${formatId(task)}: ${[...refusals].join('; ')}`);
    refusals.clear();
    await sleep(200);
  }
}
