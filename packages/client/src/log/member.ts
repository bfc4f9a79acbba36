/** One member's HTTP API, as clients and peers use it. Nothing that a member says is believed. */
import { encodeBase64 } from 'ethers';
import type { z } from 'zod';
import { type Entry, type ServedSlot, toHex } from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import { parseEndpoint } from '../market/endpoint.ts';
import { formatId } from '../market/ids.ts';
import {
  type EntryResult,
  entryResultsSchema,
  logSchema,
  maxPageBytes,
  type MemberStatus,
  PAGE_BYTES,
  PAGE_SLOTS,
  statusSchema,
} from './api-schema.ts';
import { readText } from '../http.ts';

/** How long a member may take to answer, in ms. */
const TIMEOUT = 10_000;
/** Most bytes of an answer that is no page of a log. */
const MOST_BYTES = 1024 * 1024;
/** Most entries that members take in one request, and most bytes of their payloads, well below those of its body. */
const MOST_ENTRIES = 1_000;
const MOST_PAYLOAD_BYTES = 4 * 1024 * 1024;

/** A member could not be reached, or answered what no member answers. */
export class MemberUnreachable extends SmartCastError {
  override name = 'MemberUnreachable';

  constructor(endpoint: string, reason: string, options?: ErrorOptions) {
    super('MemberUnreachable', `${endpoint} ${reason}`, { endpoint }, options);
  }
}

/**
 * Offers entries of one task to the member at `endpoint` (`host:port`).
 * @returns one answer an entry, in order.
 * @throws MemberUnreachable.
 */
export async function postEntries(endpoint: string, task: bigint, entries: readonly Entry[]): Promise<EntryResult[]> {
  const results: EntryResult[] = [];
  while (results.length < entries.length) {
    const part = portionOf(entries, results.length);
    const body = part.map(({ client, sequence, payload, signature }) => ({
      client: toHex(client),
      sequence: sequence.toString(),
      payload: encodeBase64(payload),
      signature: toHex(signature),
    }));
    const answer = await request(endpoint, `/entries?task=${formatId(task)}`, MOST_BYTES, {
      body: JSON.stringify(body),
    });
    const parsed = entryResultsSchema.safeParse(answer);
    if (!parsed.success || parsed.data.results.length !== part.length) {
      throw new MemberUnreachable(endpoint, `refused the request: ${describe(answer)}`);
    }
    results.push(...parsed.data.results);
  }
  return results;
}

/** As many entries from `from` on as one request may have; at least one. */
function portionOf(entries: readonly Entry[], from: number): readonly Entry[] {
  let to = from + 1;
  let bytes = entries[from]!.payload.length;
  while (to < entries.length && to - from < MOST_ENTRIES) {
    bytes += entries[to]!.payload.length;
    if (bytes > MOST_PAYLOAD_BYTES) break;
    to++;
  }
  return entries.slice(from, to);
}

/** What a log can be, by its pool's terms. */
export interface LogBounds {
  /** K. */
  readonly slots: number;
  /** C. */
  readonly batchBytes: number;
}

/**
 * Fetches the log of a task from the member at `endpoint`: at most so many slots, however many it offers.
 * @param stop ends it early.
 * @throws MemberUnreachable.
 */
export async function fetchLog(
  endpoint: string,
  task: bigint,
  bounds: LogBounds,
  stop?: AbortSignal,
): Promise<readonly ServedSlot[]> {
  const slots: ServedSlot[] = [];
  const maxBytes = maxPageBytes(bounds.batchBytes);
  const timeout = AbortSignal.timeout(TIMEOUT * mostPages(bounds));
  const signal = stop === undefined ? timeout : AbortSignal.any([stop, timeout]);
  for (let from: number | null = 0; from !== null && slots.length < bounds.slots;) {
    const page: LogPage = await fetchLogPage(endpoint, { task, from, maxBytes, signal });
    const isInOrder = page.slots.every(({ slot }, i) => slot === slots.length + i);
    slots.push(...page.slots);
    // A page before the last must have slots, so that a member cannot send pages for ever.
    if (!isInOrder || page.next === from || (page.next ?? slots.length) !== slots.length) {
      throw new MemberUnreachable(endpoint, `serves the slots of task ${formatId(task)} out of order`);
    }
    from = page.next;
  }
  return slots.slice(0, bounds.slots);
}

/** Pages in which an honest member serves a whole log, rounded up. */
function mostPages({ slots, batchBytes }: LogBounds): number {
  return 1 + Math.ceil(slots / PAGE_SLOTS) + Math.ceil((slots * batchBytes) / PAGE_BYTES);
}

export type LogPage = z.output<typeof logSchema>;

/**
 * A page of a member's log.
 * @param maxBytes most bytes read of the answer.
 * @throws MemberUnreachable if the member does not answer, or with anything else than a page.
 */
export async function fetchLogPage(
  endpoint: string,
  { task, from, maxBytes, signal }: { task: bigint; from: number; maxBytes: number; signal: AbortSignal },
): Promise<LogPage> {
  const answer = await request(endpoint, `/log?task=${formatId(task)}&from=${from}`, maxBytes, { signal });
  const page = logSchema.safeParse(answer);
  if (!page.success)
    throw new MemberUnreachable(endpoint, `serves no log of task ${formatId(task)}: ${describe(answer)}`);
  return page.data;
}

/** What the member says of itself (`GET /status`). @throws MemberUnreachable. */
export async function fetchStatus(endpoint: string): Promise<MemberStatus> {
  const answer = await request(endpoint, '/status', MOST_BYTES);
  const status = statusSchema.safeParse(answer);
  if (!status.success) throw new MemberUnreachable(endpoint, `serves no status: ${status.error.message}`);
  return status.data;
}

/** The reason that an answer gives for a refusal. */
function describe(answer: unknown): string {
  const { error, reason } = (answer ?? {}) as { error?: unknown; reason?: unknown };
  return typeof error === 'string' ? `${error}: ${String(reason)}`.slice(0, 300) : 'the answer has another form';
}

interface RequestOptions {
  /** With a body, the request is a POST. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

async function request(endpoint: string, path: string, maxBytes: number, options: RequestOptions = {}) {
  const parsed = parseEndpoint(endpoint);
  if ('reason' in parsed) throw new MemberUnreachable(endpoint.slice(0, 64), 'is registered, but is not host:port');
  const { body, signal } = options;
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(`http://${endpoint}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return JSON.parse(await readText(response, maxBytes)) as unknown;
  } catch (cause) {
    const { message, cause: inner } = cause as Error & { cause?: Error };
    throw new MemberUnreachable(endpoint, `does not answer: ${inner?.message ?? message}`, { cause });
  }
}
