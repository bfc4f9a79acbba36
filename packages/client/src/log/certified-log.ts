import {
  type CertifiedLog,
  type Decoded,
  equalBytes,
  type LogOptions,
  type ServedSlot,
  verifyLog,
} from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import { formatId } from '../market/ids.ts';
import type { Market } from '../market/market.ts';
import { verifyRoot } from '../market/roots.ts';
import type { Committee } from '../market/types.ts';
import { fetchLog } from './member.ts';

/**
 * Whether served slots are the committee's: their roots are recomputed, and the certificates on them are checked against
 * the accounts that the chain names, whoever served them.
 * @returns the slots up to the last certificate of b + 1 members, or the reason why there is none.
 */
export async function checkLog(
  market: Market,
  committee: Committee,
  slots: readonly ServedSlot[],
): Promise<Decoded<CertifiedLog>> {
  return verifyLog(await optionsOf(market, committee), slots);
}

/** What makes a certificate one of this committee. */
async function optionsOf(market: Market, { task, members, config, draw }: Committee): Promise<LogOptions> {
  const identity = { ...(await market.identity()), task: task.id, seed: draw.seed };
  const verify = (seat: number, message: Uint8Array, signature: Uint8Array) => {
    const member = members[seat];
    return member !== undefined && verifyRoot(member.account, message, signature);
  };
  return { identity, quorum: config.faults + 1, verify };
}

export interface FoundLog {
  readonly log: CertifiedLog;
  /** As the member served them, those without a certificate included. */
  readonly served: readonly ServedSlot[];
  /** Seat of the member that served it. */
  readonly seat: number;
}

/** Members that are asked for their log at the same time: one that lets us wait does not hold up the others. */
const ASKED_AT_ONCE = 4;

export interface SearchLimits {
  /** How long all members together may take, in ms; by default as long as their logs take. */
  readonly totalMs?: number;
  /** How long each may take, in ms. */
  readonly memberMs?: number;
}

/**
 * The longest certified log that any member serves. Slots that have no certificate yet, or never get one, are no part of it.
 * @throws SmartCastError `NotCertified`, with every member's failure, when none serves a certified slot.
 */
export async function findLog(market: Market, committee: Committee, limits: SearchLimits = {}): Promise<FoundLog> {
  const { config, members, task } = committee;
  const { totalMs, memberMs } = limits;
  const options = await optionsOf(market, committee);
  const failures: string[] = [];
  const found = new AbortController();
  const ends = [found.signal, ...(totalMs === undefined ? [] : [AbortSignal.timeout(totalMs)])];
  let best: FoundLog | undefined;
  const ask = async (seat: number, endpoint: string): Promise<void> => {
    try {
      const stop = AbortSignal.any([...ends, ...(memberMs === undefined ? [] : [AbortSignal.timeout(memberMs)])]);
      const served = await fetchLog(endpoint, task.id, config, stop);
      const checked = verifyLog(options, served);
      if (!checked.ok) failures[seat] = `seat ${seat}: ${checked.reason}`;
      else if (checked.value.slots > (best?.log.slots ?? 0)) best = { log: checked.value, served, seat };
      if (best?.log.slots === config.slots) found.abort();
    } catch (error) {
      if (!(error instanceof SmartCastError) || error.code !== 'MemberUnreachable') throw error;
      failures[seat] = `seat ${seat}: ${error.message}`;
    }
  };
  const waiting = [...members.entries()];
  const askNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !found.signal.aborted; next = waiting.shift()) {
      await ask(next[0], next[1].endpoint);
    }
  };
  try {
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, askNext));
  } finally {
    found.abort();
  }
  if (best !== undefined) return best;
  const message = `no member serves a certified log of task ${formatId(task.id)}: ${failures.join('; ')}`;
  throw new SmartCastError('NotCertified', message, { task: formatId(task.id), failures });
}

/**
 * A sequence number that a client has not used yet, as far as the certified log tells: one more than its highest, or 1.
 * @param client Ed25519 public key, 32 bytes.
 */
export async function nextSequence(market: Market, committee: Committee, client: Uint8Array): Promise<bigint> {
  const found = await findLog(market, committee).catch((error: unknown) => {
    if (error instanceof SmartCastError && error.code === 'NotCertified') return undefined;
    throw error;
  });
  const own = found?.log.entries.filter((entry) => equalBytes(entry.client, client)) ?? [];
  return own.reduce((last, { sequence }) => (sequence > last ? sequence : last), 0n) + 1n;
}
