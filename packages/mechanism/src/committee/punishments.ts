/**
 * What late messages cost honest members (SmartCast 2017, evaluation of the round length).
 *
 * ζ is the probability that a message arrives after its round, for each message independently. A late message's bytes do
 * not count, so its sender falls short of M and the receiver reports it an enemy. Errors are a few 2⁻⁵³ relative, for ζ
 * down to 1e-300.
 */
import { requireProbability, requireWhole } from '../math/argument.ts';

export interface PunishedCommittee {
  /** N. */
  readonly members: number;
  /** Messages that each member owes each peer; by default 2, as in the paper. For our sessions see `sessionMessages`. */
  readonly messagesPerPeer?: number;
}

const PAPER_MESSAGES = 2;

function requireMessages({ members, messagesPerPeer = PAPER_MESSAGES }: PunishedCommittee): number {
  requireWhole('members', members, 2);
  requireWhole('messagesPerPeer', messagesPerPeer, 1);
  return messagesPerPeer;
}

/** Expected enemy reports that an honest member gets from honest peers: (N-1)·(1 - (1-ζ)^messagesPerPeer). */
export function expectedPunishments(committee: PunishedCommittee, zeta: number): number {
  const messages = requireMessages(committee);
  requireProbability('zeta', zeta);
  return -(committee.members - 1) * Math.expm1(messages * Math.log1p(-zeta));
}

/**
 * The ζ at which a member has to expect `punishments` enemy reports; a smaller ζ keeps it below.
 * @throws RangeError unless 0 ≤ punishments ≤ N - 1.
 */
export function zetaForPunishments(committee: PunishedCommittee, punishments: number): number {
  const messages = requireMessages(committee);
  const peers = committee.members - 1;
  if (!(punishments >= 0 && punishments <= peers)) {
    throw new RangeError(`punishments must be from 0 to members - 1 = ${peers}, not ${punishments}`);
  }
  return -Math.expm1(Math.log1p(-punishments / peers) / messages);
}

export interface MessageCount {
  readonly least: number;
  readonly most: number;
}

/**
 * Messages that a member owes each peer in a session of ours, where the paper's protocol has 2: at least one at each of
 * the K + 1 padding rounds, and at most one in each of the r* = K(b+1) + 1 rounds.
 */
export function sessionMessages(slots: number, faults: number): MessageCount {
  requireWhole('slots', slots, 1);
  requireWhole('faults', faults, 0);
  return { least: slots + 1, most: slots * (faults + 1) + 1 };
}
