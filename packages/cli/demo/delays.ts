/** What the machine was too slow for in a session, as the members themselves tell it. */
import { type Committee, fetchStatus, formatId, type Market } from '@smartcast/client';
import { countFaulty, type Fault } from '@smartcast/protocol/simulation';
import { patiently } from './patience.ts';

/**
 * A sentence for each honest member that was not there in time, or got messages of others too late. Honest members are
 * never late by themselves: the machine was too slow for Δ.
 */
export async function delaysOf(committees: readonly Committee[], faults: readonly Fault[]): Promise<string[]> {
  const delays = committees.flatMap(({ members, task }) =>
    honestSeats(members.length, faults).map(async (seat, _, honest) => {
      const status = await patiently(() => fetchStatus(members[seat]!.endpoint)).catch(() => undefined);
      if (status === undefined) return [delay(task.id, seat, 'does not answer')];
      const own = status.sessions.find((session) => session.task === task.id);
      if (own === undefined) return [delay(task.id, seat, 'did not see the draw in time')];
      if (own.absences > 0) return [delay(task.id, seat, `missed ${own.absences} rounds`)];
      const late = own.peers.filter((peer) => honest.includes(peer.seat)).reduce((sum, peer) => sum + peer.late, 0);
      return late > 0 ? [delay(task.id, seat, `got ${late} frames too late`)] : [];
    }),
  );
  return (await Promise.all(delays)).flat();
}

/** A sentence for each honest member without a report, once the deadline is over. */
export async function missingReportsOf(
  market: Market,
  committees: readonly Committee[],
  faults: readonly Fault[],
): Promise<string[]> {
  const missing = committees.map(async ({ id, members, task }) => {
    const reports = await patiently(() => market.reports(id, members.length));
    const late = honestSeats(members.length, faults).filter((seat) => !reports[seat]?.[seat]);
    return late.map((seat) => delay(task.id, seat, 'did not report in time'));
  });
  return (await Promise.all(missing)).flat();
}

function honestSeats(members: number, faults: readonly Fault[]): number[] {
  return Array.from({ length: members }, (_, seat) => seat).slice(countFaulty(faults));
}

function delay(task: bigint, seat: number, text: string): string {
  return `seat ${seat} of task ${formatId(task)} ${text}`;
}
