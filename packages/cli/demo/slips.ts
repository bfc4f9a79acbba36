/** What the machine was too slow for in a session, as the members themselves tell it. */
import { type Committee, fetchStatus, formatId, type Market } from '@smartcast/client';
import type { FaultPlan } from './faults.ts';
import { patiently } from './patience.ts';

/**
 * For each honest member that was not there in time, or did not get in time what others sent, a sentence. Honest members are
 * never late by themselves: it is the machine that was too slow for Δ.
 */
export async function slipsOf(committees: readonly Committee[], fault: FaultPlan | undefined): Promise<string[]> {
  const slips = committees.flatMap(({ members, task }) =>
    honestSeats(members.length, fault).map(async (seat, _, honest) => {
      const status = await patiently(() => fetchStatus(members[seat]!.endpoint)).catch(() => undefined);
      if (status === undefined) return [slip(task.id, seat, 'does not answer')];
      const own = status.sessions.find((session) => session.task === task.id);
      if (own === undefined) return [slip(task.id, seat, 'did not see the draw in time')];
      if (own.absences > 0) return [slip(task.id, seat, `missed ${own.absences} rounds`)];
      const late = own.peers.filter((peer) => honest.includes(peer.seat)).reduce((sum, peer) => sum + peer.late, 0);
      return late > 0 ? [slip(task.id, seat, `got ${late} frames too late`)] : [];
    }),
  );
  return (await Promise.all(slips)).flat();
}

/** The same for reports, once their deadline is over. */
export async function silencesOf(
  market: Market,
  committees: readonly Committee[],
  fault: FaultPlan | undefined,
): Promise<string[]> {
  const silences = committees.map(async ({ id, members, task }) => {
    const reports = await patiently(() => market.reports(id, members.length));
    const silent = honestSeats(members.length, fault).filter((seat) => !reports[seat]?.[seat]);
    return silent.map((seat) => slip(task.id, seat, 'did not report in time'));
  });
  return (await Promise.all(silences)).flat();
}

function honestSeats(members: number, fault: FaultPlan | undefined): number[] {
  return Array.from({ length: members }, (_, seat) => seat).slice(fault?.count ?? 0);
}

function slip(task: bigint, seat: number, text: string): string {
  return `seat ${seat} of task ${formatId(task)} ${text}`;
}
