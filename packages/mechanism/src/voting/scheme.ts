/**
 * Votes on a block and their rewards (Murano, Bruno, Vespri, Incentive Compatibility in Consensus Protocols and DAOs,
 * the model section): n = 3k+1 validators vote v ∈ {0, 1} on a block whose content is true (x = 1) or false (x = 0); it is
 * accepted (y = 1) if and only if Σv ≥ 2k+1. The reward is a grade of reputation: not money, not transferable.
 */
import { requireAmount } from '../math/argument.ts';

/** A rewards a vote for an accepted block; B rewards a vote with the outcome, whichever it is. */
export type Scheme = 'A' | 'B';

/** x: 'true' is 1. */
export type Block = 'true' | 'false';

/** v. */
export type Vote = 0 | 1;

/** Honest validators enjoy U_y when y = x, faulty ones when y ≠ x. */
export type Kind = 'honest' | 'faulty';

export const BLOCKS: readonly Block[] = ['true', 'false'];
export const KINDS: readonly Kind[] = ['honest', 'faulty'];

/** What a validator enjoys in one round, each finite and at least 0, in any common unit. */
export interface Utilities {
  /** U_y, when the outcome suits it. */
  readonly outcome: number;
  /** U_w, when it is rewarded. */
  readonly reward: number;
  /** What a vote against the outcome costs; 0 in the paper, which has no falling reputation. */
  readonly erratic?: number;
}

/** k, the faults that n = 3k+1 validators tolerate. @throws RangeError unless n is 4, 7, 10, … up to 1,000,000. */
export function toleratedFaults(validators: number): number {
  const k = (validators - 1) / 3;
  if (!(Number.isInteger(k) && k >= 1 && validators <= 1_000_000)) {
    throw new RangeError(
      `validators must be 3k+1 for a whole k of at least 1 (4, 7, 10, … up to 1000000), not ${validators}`,
    );
  }
  return k;
}

/** 2k+1, the votes that accept a block. */
export function acceptanceQuota(validators: number): number {
  return 2 * toleratedFaults(validators) + 1;
}

/** @throws RangeError unless the scheme is A or B. */
export function checkScheme(scheme: string): void {
  if (scheme !== 'A' && scheme !== 'B') throw new RangeError(`scheme must be A or B, not ${scheme}`);
}

export function truthfulVote(block: Block): Vote {
  return block === 'true' ? 1 : 0;
}

/** What the paper lets each kind do: the honest vote the truth, the faulty against it. */
export function expectedVote(kind: Kind, block: Block): Vote {
  return (kind === 'honest') === (block === 'true') ? 1 : 0;
}

/** Whether a vote earns the reward: A iff y = 1 and v = 1, B iff v = y. */
export function isRewarded(scheme: Scheme, vote: Vote, isAccepted: boolean): boolean {
  const isConsistent = vote === (isAccepted ? 1 : 0);
  return isConsistent && (scheme === 'B' || isAccepted);
}

/** @throws RangeError unless each utility is finite and at least 0. */
export function checkUtilities(utilities: Utilities): void {
  for (const [name, value] of Object.entries(utilities)) requireAmount(name, value);
}

/** U_y / U_w as a number, or as the pair, for ratios that no double holds. */
export type Ratio = number | readonly [outcome: number, reward: number];

/**
 * U_y and U_w with a given ratio U_y / U_w; at an infinite ratio U_w = 0.
 * @throws RangeError if the ratio is negative or NaN, or one of a pair is negative or not finite, or both are 0.
 */
export function utilitiesOf(ratio: Ratio): Utilities {
  if (typeof ratio === 'number') {
    if (!(ratio >= 0)) throw new RangeError(`ratio must be a number of at least 0, not ${ratio}`);
    return ratio === Infinity ? { outcome: 1, reward: 0 } : { outcome: ratio, reward: 1 };
  }
  const [outcome, reward] = ratio;
  checkUtilities({ outcome, reward });
  if (outcome === 0 && reward === 0) throw new RangeError('ratio must not be 0 to 0');
  return { outcome, reward };
}
