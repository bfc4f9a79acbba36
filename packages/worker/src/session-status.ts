import { formatId } from '@smartcast/client';
import type { CommitteeSession } from './committee-session.ts';

/** Part of `GET /status` about a session. */
export function statusOf(session: CommitteeSession): object {
  const { membership, task, round, rounds, log, peers, bytesFrom, friends, isOver, abstains, absences, waiting } =
    session;
  const late = (seat: number) => session.lateness.late(seat);
  return {
    task: formatId(task),
    worker: formatId(membership.committee.members[membership.seat]!.id),
    seat: membership.seat,
    startsAt: membership.committee.draw.startsAt,
    deadline: session.deadline,
    round,
    rounds,
    slots: log.length,
    isOver,
    abstains,
    absences,
    waiting,
    maxBytesPerPeer: session.maxBytesPerPeer,
    peers: peers.map((peer) => {
      const { seat } = peer;
      return { ...peer, inTime: bytesFrom[seat], late: late(seat), friend: friends[seat] };
    }),
  };
}

/** Why a session is not well, for people; empty if it is. */
export function troublesOf(session: CommitteeSession): string[] {
  const { abstains, isIncomplete, isOver, isUncertified, membership, peers, round } = session;
  const task = formatId(session.task);
  const { faults, members } = membership.committee.config;
  const connected = peers.filter((peer) => peer.connected).length;
  const troubles: string[] = [];
  if (abstains && !isOver) troubles.push(`task ${task}: abstains, since the Δ margin is negative`);
  if (isIncomplete) troubles.push(`task ${task}: slots are missing in the log, looking for them at the peers`);
  if (isUncertified) troubles.push(`task ${task}: too few peers sign the roots of this log`);
  if (round > 0 && !isOver && connected < members - 1 - faults) {
    troubles.push(`task ${task}: connected to ${connected} of ${members - 1} peers`);
  }
  return troubles;
}
