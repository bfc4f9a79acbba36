import { type CertifiedLog, type Decoded, equalBytes, type ServedSlot, verifyLog } from '@smartcast/protocol';
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
  const { task, members, config, draw } = committee;
  const identity = { ...(await market.identity()), task: task.id, seed: draw.seed };
  const verify = (seat: number, message: Uint8Array, signature: Uint8Array) => {
    const member = members[seat];
    return member !== undefined && verifyRoot(member.account, message, signature);
  };
  return verifyLog({ identity, quorum: config.faults + 1, verify }, slots);
}

export interface FoundLog {
  readonly log: CertifiedLog;
  /** As the member served them, those without a certificate included. */
  readonly served: readonly ServedSlot[];
  /** Of the member that served it. */
  readonly seat: number;
}

/**
 * The longest certified log that any member serves. Slots that have no certificate yet, or never get one, are no part of it.
 * @throws SmartCastError `NotCertified`, with every member's failure, when none serves a certified slot.
 */
export async function findLog(market: Market, committee: Committee): Promise<FoundLog> {
  const { config, members, task } = committee;
  const failures: string[] = [];
  let best: FoundLog | undefined;
  for (const [seat, { endpoint }] of members.entries()) {
    try {
      const served = await fetchLog(endpoint, task.id, config);
      const checked = await checkLog(market, committee, served);
      if (!checked.ok) failures.push(`seat ${seat}: ${checked.reason}`);
      else if (checked.value.slots > (best?.log.slots ?? 0)) best = { log: checked.value, served, seat };
    } catch (error) {
      if (!(error instanceof SmartCastError) || error.code !== 'MemberUnreachable') throw error;
      failures.push(`seat ${seat}: ${error.message}`);
    }
    if (best?.log.slots === config.slots) break;
  }
  if (best !== undefined) return best;
  const message = `no member serves a certified log of task ${formatId(task.id)}: ${failures.join('; ')}`;
  throw new SmartCastError('NotCertified', message, { task: task.id, failures });
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
