import { setTimeout as sleep } from 'node:timers/promises';
import { type Committee, formatId, MemberUnreachable, postEntries } from '@smartcast/client';
import type { Entry } from '@smartcast/protocol';
import { STREAMED_PART } from './terms.ts';

/** Requests in which a task's entries are sent. */
const REQUESTS = 20;

/**
 * Streams a task's entries through the clients' API: to every member, spread from now to the end of the first part of
 * the session, so that the ledger grows while the committee works.
 * @throws Error when too few members took an entry for one of them to be honest for sure.
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
    const endpoints = members.map(({ endpoint }) => endpoint);
    await offerToAll(
      endpoints,
      { task: task.id, copies: config.faults + 1, until: end },
      entries.slice(from, from + size),
    );
  }
}

interface EntryOffer {
  readonly task: bigint;
  /** Members that must have an entry: b + 1, since b may be faulty and never propose it. */
  readonly copies: number;
  /** Unix ms. */
  readonly until: number;
}

/** Members may still be starting, or be down for good: all are tried until enough have the entries. */
async function offerToAll(
  endpoints: readonly string[],
  { task, copies, until }: EntryOffer,
  entries: readonly Entry[],
): Promise<void> {
  const taken = entries.map(() => new Set<string>());
  const refusals = new Set<string>();
  const offer = async (endpoint: string) => {
    try {
      for (const [i, answer] of (await postEntries(endpoint, task, entries)).entries()) {
        if (answer.accepted || answer.error === 'DuplicateEntry') taken[i]!.add(endpoint);
        else refusals.add(`${endpoint}: ${answer.error}: ${answer.reason}`);
      }
    } catch (error) {
      if (!(error instanceof MemberUnreachable)) throw error;
      refusals.add(error.message);
    }
  };
  for (;;) {
    await Promise.all(endpoints.map(offer));
    if (taken.every(({ size }) => size >= copies)) return;
    if (Date.now() >= until) {
      const said = [...refusals].join('; ');
      throw new Error(`not ${copies} members took every entry of task ${formatId(task)}: ${said}`);
    }
    refusals.clear();
    await sleep(200);
  }
}
