/** How many pickets it takes until the good are the majority for certain. */
import { lnUpperTail } from '../math/binomial.ts';
import { DEFAULT_EPSILON, isImpossible, leastWhere, requireRisk } from './thresholds.ts';

/** Largest size that is tried. */
const GREATEST_SIZE = 2 ** 29;

export interface MajorityRisk {
  /** p, the probability that a picket is bad, from 0 to below 1/2. */
  readonly bad: number;
  /** ε, above 0 and below 1; 1e-18 by default. */
  readonly epsilon?: number;
}

export interface MajoritySize {
  /** The least N of which fewer than half are bad, but for a probability below ε; always odd. */
  readonly size: number;
  /** The least N from which on every size is sufficient, even ones included; odd, and at least `size`. */
  readonly every: number;
}

/** ln P[Bin(N, p) ≥ N/2]: that at least half of N pickets are bad. */
export function lnNoMajority(size: number, bad: number): number {
  return lnUpperTail(size, bad, Math.ceil(size / 2));
}

/**
 * The least N with P[Bin(N, p) ≥ N/2] < ε, exactly.
 *
 * The probability f(N) is not monotone, since N = 2m and N = 2m - 1 both fail at m bad pickets: f(2m) > f(2m - 1). But
 * it falls along the odd sizes and along the even ones: two more pickets bring down to a majority those 2m of which
 * exactly m are bad when both are good, and lose it for m - 1 bad ones when both are bad; the ratio of the two,
 * P[X = m]·q²/(P[X = m - 1]·p²), is (m + 1)/m·q/p > 1 (and q/p > 1 along the odd sizes). So both are searched by
 * halving, and f(2m - 1) < f(2m) makes the least size odd and every size from the least even one less 1 on sufficient.
 *
 * N grows as p(1 - p)/(1/2 - p)².
 * @throws RangeError if an argument is out of its range, or N would exceed 2²⁹ (p above 0.4998 for ε = 1e-18).
 */
export function smallestMajority({ bad, epsilon = DEFAULT_EPSILON }: MajorityRisk): MajoritySize {
  requireRisk(bad, epsilon);
  if (bad >= 0.5) throw new RangeError(`bad must be below 1/2 for a good majority, not ${bad}`);
  const holds = (size: number): boolean => isImpossible(lnNoMajority(size, bad), epsilon);
  let half = 1;
  while (!holds(2 * half)) {
    half *= 2;
    if (2 * half > GREATEST_SIZE) {
      throw new RangeError(`bad must leave a good majority among ${GREATEST_SIZE} pickets, not be ${bad}`);
    }
  }
  const odd = leastWhere(1, half, (m) => holds(2 * m - 1)) ?? half;
  const even = leastWhere(1, half, (m) => holds(2 * m)) ?? half;
  return { size: 2 * odd - 1, every: 2 * even - 1 };
}
