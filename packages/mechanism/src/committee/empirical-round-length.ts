/**
 * The round length Δ from measured deliveries, whatever their distribution.
 *
 * Assumes that the deliveries measured and those to come are independent and alike; nothing else. ζ is the probability
 * that a message takes longer than Δ.
 */
import { requireWhole } from '../math/argument.ts';
import { lnLowerTail } from '../math/binomial.ts';

export interface EmpiricalRoundLength {
  readonly kind: 'bounded';
  /** Δ, ms: the rank-th longest delivery measured. Infinity if too many never came. */
  readonly roundMs: number;
  readonly rank: number;
  /** Probability, over the measurement, that a message takes longer than Δ with probability at most ζ: at least this. */
  readonly confidence: number;
}

/** The sample cannot bound so small a ζ with this confidence. */
export interface TooFewSamples {
  readonly kind: 'too few';
  /** Deliveries to measure for the ζ and confidence asked for. */
  readonly needed: number;
  /** The longest delivery measured, ms; not a Δ for ζ. */
  readonly longestMs: number;
  /** The least ζ for which `longestMs` is a Δ, with the confidence asked for. */
  readonly boundedZeta: number;
}

export function requireZeta(zeta: number): void {
  if (!(zeta > 0 && zeta < 0.5)) throw new RangeError(`zeta must be above 0 and below 0.5, not ${zeta}`);
}

function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must be above 0 and below 1, not ${confidence}`);
  }
}

/** Whether the rank-th longest of n is long enough: P[Bin(n, ζ) < rank] ≤ 1 - confidence. */
function isSure(n: number, zeta: number, confidence: number, rank: number): boolean {
  return lnLowerTail(n, zeta, rank - 1) <= Math.log1p(-confidence);
}

/** The least n whose longest delivery is a Δ for ζ with this confidence: 1 - (1-ζ)^n ≥ confidence. */
export function samplesNeeded(zeta: number, confidence = 0.99): number {
  requireZeta(zeta);
  requireConfidence(confidence);
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-zeta));
}

/**
 * The shortest order statistic that is a Δ for ζ with the confidence asked for, or what is missing for one.
 *
 * The k-th longest of n deliveries is exceeded by the next one with probability at most ζ, with confidence
 * P[Bin(n, ζ) ≥ k]: it falls short of the true (1-ζ)-quantile only if fewer than k of the n are beyond that. This is exact for
 * continuous distributions and errs on the safe side for others (H. A. David and H. N. Nagaraja, Order Statistics, 2003, §7.1).
 * @param samples ms; Infinity for a delivery that never came.
 * @throws RangeError if there is no sample, one is negative or NaN, or ζ or the confidence is out of range.
 */
export function empiricalRoundLength(
  samples: readonly number[],
  zeta: number,
  confidence = 0.99,
): EmpiricalRoundLength | TooFewSamples {
  requireZeta(zeta);
  requireConfidence(confidence);
  requireWhole('samples.length', samples.length, 1);
  const wrong = samples.find((sample) => !(sample >= 0));
  if (wrong !== undefined) throw new RangeError(`samples must be at least 0 ms, not ${wrong}`);
  const longestFirst = Float64Array.from(samples).toSorted().toReversed();
  const n = longestFirst.length;
  if (!isSure(n, zeta, confidence, 1)) {
    return {
      kind: 'too few',
      needed: samplesNeeded(zeta, confidence),
      longestMs: longestFirst[0]!,
      boundedZeta: -Math.expm1(Math.log1p(-confidence) / n),
    };
  }
  let [rank, above] = [1, n + 1];
  while (above - rank > 1) {
    const middle = Math.floor((rank + above) / 2);
    if (isSure(n, zeta, confidence, middle)) rank = middle;
    else above = middle;
  }
  const reached = -Math.expm1(lnLowerTail(n, zeta, rank - 1));
  return { kind: 'bounded', roundMs: longestFirst[rank - 1]!, rank, confidence: reached };
}
