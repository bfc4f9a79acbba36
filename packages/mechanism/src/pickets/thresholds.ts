/**
 * How many of N pickets must agree (The consensus machine, Roscoe, Antonino, Lawrence 2022, stochastic inference).
 *
 * Letters: N pickets, each bad with probability p at most and independently of the others, so that the number X of bad
 * ones is at worst Bin(N, p); an event is stochastically impossible if its probability is below ε.
 */
import { requireProbability, requireWhole } from '../math/argument.ts';
import { lnUpperTail } from '../math/binomial.ts';

export const DEFAULT_EPSILON = 1e-18;

/** A logarithm below ln ε by less than this counts as not below it; rounding errors are far smaller. */
const MARGIN = 1e-12;

export interface PicketSet {
  /** N, at least 1. */
  readonly size: number;
  /** p, from 0 to below 1. */
  readonly bad: number;
  /** ε, above 0 and below 1; 1e-18 by default. */
  readonly epsilon?: number;
}

/** Numbers of pickets; null where no number will do. */
export interface PicketThresholds {
  /** k, the least number of pickets of which at least one is good, but for a probability below ε. */
  readonly safe: number | null;
  /** The least number that for certain includes more than half of the good pickets. */
  readonly strong: number | null;
  /**
   * N - (k - 1), the number of pickets that are good for certain, if that is at least `strong`. Every threshold from
   * `strong` to `complete` is then strong and out of reach of the bad to block; if null, no threshold is both.
   */
  readonly complete: number | null;
  /** k - 1, the most bad pickets that there may be. */
  readonly maxBad: number | null;
}

/** Whether a probability, given by its logarithm, is below ε. */
export function isImpossible(lnProbability: number, epsilon: number): boolean {
  return lnProbability < Math.log(epsilon) - MARGIN;
}

/** @throws RangeError unless 0 ≤ p < 1 and 0 < ε < 1. */
export function requireRisk(bad: number, epsilon: number): void {
  requireProbability('bad', bad);
  if (bad === 1) throw new RangeError('bad must be below 1, not 1');
  if (!(epsilon > 0 && epsilon < 1)) throw new RangeError(`epsilon must be above 0 and below 1, not ${epsilon}`);
}

/** The least whole number from `low` to `high` where `holds`, which holds from some number on; null if nowhere. */
export function leastWhere(low: number, high: number, holds: (value: number) => boolean): number | null {
  let [from, to] = [low, high + 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from > high ? null : from;
}

/**
 * The thresholds that follow from the safe one, k:
 * - strong = k + ⌈(N - k)/2⌉ = ⌈(N + k)/2⌉. With B ≤ k - 1 bad pickets, s that agree include s - B good ones of N - B;
 *   that is more than half of them for every such B iff 2s > N + k - 1. (The paper asks for at least half; its formula
 *   gives more than half, which is what excludes two contrary decisions.)
 * - complete: see PicketThresholds.
 */
export function thresholdsFromSafe(size: number, safe: number | null): PicketThresholds {
  if (safe === null) return { safe, strong: null, complete: null, maxBad: null };
  const strong = safe + Math.ceil((size - safe) / 2);
  const good = size - (safe - 1);
  return { safe, strong, complete: good >= strong ? good : null, maxBad: safe - 1 };
}

/**
 * The exact thresholds: k is the least number with P[Bin(N, p) ≥ k] < ε, and there is none iff p^N ≥ ε.
 *
 * The tails are right to 1e-12 relative; a tail that is as near as that to ε counts as not below it, so that an answer
 * is never too small. O(√N·log N), N ≤ 2²⁶.
 * @throws RangeError if an argument is out of its range.
 */
export function picketThresholds({ size, bad, epsilon = DEFAULT_EPSILON }: PicketSet): PicketThresholds {
  requireWhole('size', size, 1, 2 ** 26);
  requireRisk(bad, epsilon);
  return thresholdsFromSafe(
    size,
    leastWhere(1, size, (k) => isImpossible(lnUpperTail(size, bad, k), epsilon)),
  );
}
