/**
 * How likely late messages make honest members disagree (SmartCast 2017, evaluation of the round length).
 *
 * ζ is the probability that a message arrives after its round, for each message independently; a message to every peer is N-1
 * messages. N members run Dolev–Strong, b of them faulty, h = N-b honest. Errors are a few 2⁻⁵³ relative, for ζ down to
 * 1e-300.
 *
 * Divergence. The paper calls 1 - (1-ζ)^(N-1-b) the worst case: the faulty members stay silent until round b, then show
 * one honest member a value, which it must relay to the N-1-b others. A leader that signs *two* values does twice as
 * much harm: shown to one honest member each in round b, both must be relayed to everybody. The first gets the second's
 * relay, and the second the first's, with probability 1-ζ each, and each of the h-2 others gets both or neither, which
 * make ⊥ alike, with probability (1-ζ)² + ζ². All honest members must end with ⊥, since those two cannot agree on a value:
 *   inconsistency 1 - (1-ζ)²·((1-ζ)² + ζ²)^(h-2) = 2(N-1-b)ζ - O(ζ²).
 * No attack does better than 1 - (1-ζ)^(2(N-1-b)). Let v and w be the first two values that any honest member accepts,
 * those of one round in a fixed order. Each was accepted in a round ≤ b, for b+1 signatures include an honest member's, and so
 * its first acceptor relays it to the h-1 others. If these at most 2(h-1) messages are all in time, then every honest member
 * ends with v and w or two other values, or, if v is the only value, with v. Which messages these are is settled before they
 * are sent, so all are in time with probability at least (1-ζ)^(2(h-1)), however the adversary adapts.
 */
import { requireProbability, requireWhole } from '../math/argument.ts';
import { requireCommittee } from './theta.ts';

export interface AttackedCommittee {
  /** N. */
  readonly members: number;
  /** b < N - 2. */
  readonly faults: number;
  /** Slots in which the attack is tried; 1 unless told, K for a whole session. */
  readonly slots?: number;
}

/** relay: the paper's attack, one value. any: what no attack exceeds; with b = 0 the leader is honest and has one value. */
export type Attack = 'relay' | 'any';

/** Messages that must all be in time for agreement. */
function vitalMessages({ members, faults, slots = 1 }: AttackedCommittee, attack: Attack): number {
  requireCommittee(members, faults);
  requireWhole('slots', slots, 1);
  const values = attack === 'any' && faults > 0 ? 2 : 1;
  return values * slots * (members - 1 - faults);
}

/**
 * Probability that honest members disagree in at least one slot: 1 - (1-ζ)^(slots·(N-1-b)) for the paper's attack, and with
 * twice the exponent an upper bound for any.
 */
export function inconsistency(committee: AttackedCommittee, attack: Attack, zeta: number): number {
  requireProbability('zeta', zeta);
  return -Math.expm1(vitalMessages(committee, attack) * Math.log1p(-zeta));
}

/**
 * Probability that a leader with two values, as described above, makes honest members disagree in at least one slot. Needs b ≥ 1.
 */
export function equivocationInconsistency(committee: AttackedCommittee, zeta: number): number {
  const { members, faults, slots = 1 } = committee;
  requireCommittee(members, faults);
  requireWhole('faults', faults, 1);
  requireWhole('slots', slots, 1);
  requireProbability('zeta', zeta);
  const others = members - faults - 2;
  return -Math.expm1(slots * (2 * Math.log1p(-zeta) + others * Math.log1p(-2 * zeta * (1 - zeta))));
}

/**
 * The ζ at which `inconsistency` is `target`; a smaller ζ keeps it below.
 * @throws RangeError unless 0 ≤ target ≤ 1.
 */
export function zetaForInconsistency(committee: AttackedCommittee, attack: Attack, target: number): number {
  requireProbability('target', target);
  return -Math.expm1(Math.log1p(-target) / vitalMessages(committee, attack));
}
