import { type Committee, formatId, type Market, verifyRoot } from '@smartcast/client';
import { type Entry, verifyLog } from '@smartcast/protocol';
import { fetchLog, type ServedLog } from '../api-client.ts';
import { UsageError } from '../errors.ts';

/** A log that b + 1 members vouch for. */
export interface CheckedLog {
  readonly root: Uint8Array;
  readonly slots: number;
  readonly entries: readonly Entry[];
}

/** @throws UsageError while the task has no committee. */
export async function committeeOf(market: Market, task: bigint): Promise<Committee> {
  const committee = await market.committeeOf(task);
  if (committee === undefined)
    throw new UsageError(`task ${formatId(task)} has no committee: see \`smartcast task status\``);
  return committee;
}

/**
 * Whether a served log is the committee's: its roots are recomputed, its certificate checked against the accounts that
 * the chain names, whoever served it.
 * @returns the log, or the reason why it is none.
 */
export async function checkLog(
  market: Market,
  committee: Committee,
  served: ServedLog,
): Promise<CheckedLog | { reason: string }> {
  const { task, members, config, draw } = committee;
  const identity = { ...(await market.identity()), task: task.id, seed: draw.seed };
  const verify = (seat: number, message: Uint8Array, signature: Uint8Array) => {
    const member = members[seat];
    return member !== undefined && verifyRoot(member.account, message, signature);
  };
  const checked = verifyLog({ identity, quorum: config.faults + 1, verify }, served.batches, served.signatures);
  return checked.ok ? { ...checked.value, slots: served.batches.length } : { reason: checked.reason };
}

export interface FoundLog {
  readonly log: CheckedLog;
  readonly served: ServedLog;
  readonly seat: number;
}

/**
 * The longest valid log that any member serves.
 * @throws UsageError with every member's failure when none serves a valid one.
 */
export async function findLog(market: Market, committee: Committee): Promise<FoundLog> {
  const failures: string[] = [];
  let best: FoundLog | undefined;
  for (const [seat, { endpoint }] of committee.members.entries()) {
    try {
      const served = await fetchLog(endpoint, committee.task.id);
      const log = await checkLog(market, committee, served);
      if ('reason' in log) failures.push(`seat ${seat}: ${log.reason}`);
      else if (log.slots > (best?.log.slots ?? 0)) best = { log, served, seat };
    } catch (error) {
      failures.push(`seat ${seat}: ${(error as Error).message}`);
    }
    if (best?.log.slots === committee.config.slots) break;
  }
  if (best === undefined)
    throw new UsageError(`no member serves a valid log of task ${formatId(committee.task.id)}: ${failures.join('; ')}`);
  return best;
}
