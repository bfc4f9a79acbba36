/**
 * The paper's normal approximations of the thresholds, beside the exact ones, and where they are too low.
 *
 * They take the number of bad pickets as normal with mean Np and variance Np(1 - p). The normal tail is too thin where
 * N is small or p is, so an approximate threshold may be met by bad pickets alone with a probability above ε.
 */
import { requireWhole } from '../math/argument.ts';
import { lnUpperTail } from '../math/binomial.ts';
import { normalQuantile } from '../math/normal.ts';
import { lnNoMajority, smallestMajority, type MajorityRisk } from './majority.ts';
import {
  DEFAULT_EPSILON,
  isImpossible,
  picketThresholds,
  requireRisk,
  thresholdsFromSafe,
  type PicketSet,
  type PicketThresholds,
} from './thresholds.ts';

/**
 * M, of which the upper normal tail is ε, as the paper prints it. Its values are above the true quantiles by up to
 * 0.0066 (4.7534, 5.9978, 7.9413, 8.7573) or, for 1e-12, below by 0.0045 (7.0345); at p = 1/4 only 6.002 makes a
 * difference, 109 pickets instead of 108.
 */
const PRINTED_M: ReadonlyMap<number, number> = new Map([
  [1e-3, 3.0902],
  [1e-6, 4.76],
  [1e-9, 6.002],
  [1e-12, 7.03],
  [1e-15, 7.943],
  [1e-18, 8.759],
]);

/** M: the paper's for the ε that it lists, else the normal quantile. */
function deviations(epsilon: number): number {
  return PRINTED_M.get(epsilon) ?? -normalQuantile(epsilon);
}

/**
 * The thresholds with k = ⌈Np + m·√(Np(1 - p))⌉, m = ⌈quantile of ε⌉, which is the paper's 9 at ε = 1e-18 (the paper
 * has no other). k is N where Np + m·√… only rounds to it, as in the paper's own table (p = 0.2, N = 20), and null
 * beyond. Not to be relied on: see unsoundThresholds.
 */
export function normalThresholds({ size, bad, epsilon = DEFAULT_EPSILON }: PicketSet): PicketThresholds {
  requireWhole('size', size, 1, 2 ** 26);
  requireRisk(bad, epsilon);
  const k = size * bad + Math.ceil(-normalQuantile(epsilon)) * Math.sqrt(size * bad * (1 - bad));
  return thresholdsFromSafe(size, Math.round(k) > size ? null : Math.min(size, Math.max(1, Math.ceil(k))));
}

/** N = ⌈M²·p(1 - p)/(1/2 - p)²⌉, at least 1. Not to be relied on: see compareMajority. */
export function normalMajority({ bad, epsilon = DEFAULT_EPSILON }: MajorityRisk): number {
  requireRisk(bad, epsilon);
  if (bad >= 0.5) throw new RangeError(`bad must be below 1/2 for a good majority, not ${bad}`);
  return Math.max(1, Math.ceil((deviations(epsilon) ** 2 * bad * (1 - bad)) / (0.5 - bad) ** 2));
}

/** An approximate threshold beside the exact one. */
export interface UnsoundThreshold {
  readonly size: number;
  /** The approximation's k. */
  readonly approximate: number;
  /** The exact k; null if there is none. */
  readonly exact: number | null;
  /** ln P[Bin(N, p) ≥ approximate], not below ln ε: how likely the bad reach the approximate threshold alone. */
  readonly lnProbability: number;
}

/** The given sizes whose approximate safe threshold the bad reach with a probability of ε or more. */
export function unsoundThresholds(
  sizes: readonly number[],
  { bad, epsilon = DEFAULT_EPSILON }: Omit<PicketSet, 'size'>,
): UnsoundThreshold[] {
  return sizes.flatMap((size) => {
    const approximate = normalThresholds({ size, bad, epsilon }).safe;
    if (approximate === null) return [];
    const lnProbability = lnUpperTail(size, bad, approximate);
    if (isImpossible(lnProbability, epsilon)) return [];
    return [{ size, approximate, exact: picketThresholds({ size, bad, epsilon }).safe, lnProbability }];
  });
}

/** The approximate size for a good majority beside the exact one. */
export interface MajorityComparison {
  readonly approximate: number;
  readonly exact: number;
  /** ln P[at least half of `approximate` pickets are bad]. */
  readonly lnProbability: number;
  readonly isSound: boolean;
}

export function compareMajority({ bad, epsilon = DEFAULT_EPSILON }: MajorityRisk): MajorityComparison {
  const approximate = normalMajority({ bad, epsilon });
  const lnProbability = lnNoMajority(approximate, bad);
  return {
    approximate,
    exact: smallestMajority({ bad, epsilon }).size,
    lnProbability,
    isSound: isImpossible(lnProbability, epsilon),
  };
}
