/**
 * The round length Δ from a normal fit to measured deliveries, as in the paper (SmartCast 2017, evaluation of the round
 * length). ζ is the probability that a message takes longer than Δ.
 *
 * A normal fit *extrapolates*: it says what no delivery measured has shown as soon as ζ is below one in the sample size, and
 * real delays have longer tails. `checkNormalFit` says when it is not to be trusted; `empiricalRoundLength` needs no
 * such trust, only more samples.
 */
import { requireWhole } from '../math/argument.ts';
import { lnUpperTail } from '../math/binomial.ts';
import { lnNormalUpperTail, normalQuantile } from '../math/normal.ts';
import { requireZeta } from './empirical-round-length.ts';
import { studentUpperTail } from './student.ts';

export interface NormalFit {
  /** n. */
  readonly samples: number;
  /** ms. */
  readonly mean: number;
  /** Standard deviation, ms, of n - 1 degrees of freedom. */
  readonly deviation: number;
}

/**
 * Mean and standard deviation.
 * @throws RangeError unless there are two different samples or more, all finite and at least 0 ms.
 */
export function fitNormal(samples: readonly number[]): NormalFit {
  requireWhole('samples.length', samples.length, 2);
  const wrong = samples.find((sample) => !(sample >= 0 && sample < Infinity));
  if (wrong !== undefined) throw new RangeError(`samples must be finite and at least 0 ms, not ${wrong}`);
  const n = samples.length;
  const mean = samples.reduce((total, sample) => total + sample, 0) / n;
  const squares = samples.reduce((total, sample) => total + (sample - mean) ** 2, 0);
  if (squares === 0 || samples.every((sample) => sample === samples[0])) {
    throw new RangeError(`samples must differ, not all be ${samples[0]} ms`);
  }
  return { samples: n, mean, deviation: Math.sqrt(squares / (n - 1)) };
}

export interface NormalRoundLength {
  readonly fit: NormalFit;
  /** Δ = mean + z·deviation, ms, where z is the normal distribution's (1-ζ)-quantile. */
  readonly roundMs: number;
  /**
   * Probability that the next delivery takes longer than Δ if deliveries are normal, the fit's own error included:
   * P[T > z/√(1+1/n)] for Student's T of n - 1 degrees of freedom. Above ζ, and many times as high for few samples.
   */
  readonly expectedZeta: number;
  /** ζ·n < 1: the sample does not reach the tail that Δ is read from. */
  readonly isExtrapolated: boolean;
}

/** Δ by the paper's method; assumes that deliveries are independent and normal. Relative error about 1e-15. */
export function normalRoundLength(samples: readonly number[], zeta: number): NormalRoundLength {
  requireZeta(zeta);
  const fit = fitNormal(samples);
  const z = -normalQuantile(zeta);
  return {
    fit,
    roundMs: fit.mean + z * fit.deviation,
    expectedZeta: studentUpperTail(z / Math.sqrt(1 + 1 / fit.samples), fit.samples - 1),
    isExtrapolated: zeta * fit.samples < 1,
  };
}

export interface NormalFitCheck {
  /** Anderson and Darling's A², corrected for the sample's size. */
  readonly andersonDarling: number;
  /** Probability of at least this A² if deliveries are normal; to a few per cent of itself between 0.001 and 0.5. */
  readonly significance: number;
  /** How many deliveries measured took longer than the fit's Δ for ζ, and how many were to be expected. */
  readonly late: number;
  readonly expectedLate: number;
  /** Probability of at least `late` if each is late with probability ζ. */
  readonly lateSignificance: number;
  /** One sentence for each reason not to trust the fit; none if nothing speaks against it. */
  readonly warnings: readonly string[];
}

/** Below it a test warns: of 100 samples that are normal, about 2 get a warning from one of the two tests. */
const SIGNIFICANCE = 0.01;

/**
 * Compares deliveries with their normal fit: as a whole, with weight on the tails (Anderson–Darling with mean and
 * deviation fitted; significance by R. B. D'Agostino and M. A. Stephens, Goodness-of-Fit Techniques, 1986, table 4.9), and
 * beyond the Δ that the fit yields for ζ.
 *
 * That nothing speaks against the fit is no proof of it; in particular not beyond one in the sample size. Deliveries
 * rounded to whole milliseconds have ties and are rejected when there are many: measure finer.
 * @throws RangeError for fewer than 8 samples.
 */
export function checkNormalFit(samples: readonly number[], zeta: number): NormalFitCheck {
  requireWhole('samples.length', samples.length, 8);
  const { fit, roundMs, isExtrapolated } = normalRoundLength(samples, zeta);
  const n = fit.samples;
  const andersonDarling = andersonDarlingOf(samples, fit);
  const significance = significanceOf(andersonDarling);
  const late = samples.filter((sample) => sample > roundMs).length;
  const lateSignificance = Math.exp(lnUpperTail(n, zeta, late));
  const warnings: string[] = [];
  if (significance < SIGNIFICANCE) {
    warnings.push(
      `deliveries are not normal (Anderson-Darling ${andersonDarling.toFixed(2)}, critical value 1.03 at 1 %)`,
    );
  }
  if (lateSignificance < SIGNIFICANCE) {
    warnings.push(
      `${late} of ${n} deliveries took longer than ${roundMs.toPrecision(6)} ms, not the ${zeta * n} expected`,
    );
  }
  if (isExtrapolated) warnings.push(`${n} deliveries cannot show a tail of ${zeta}: the fit extrapolates`);
  return { andersonDarling, significance, late, expectedLate: zeta * n, lateSignificance, warnings };
}

/** A²·(1 + 0.75/n + 2.25/n²), A² = -n - Σ (2i-1)/n·(ln Φ(z_i) + ln Q(z_{n+1-i})) with the z_i ascending. */
function andersonDarlingOf(samples: readonly number[], { mean, deviation }: NormalFit): number {
  const z = Float64Array.from(samples, (sample) => (sample - mean) / deviation).toSorted();
  const n = z.length;
  const weighted = z.reduce(
    (total, low, i) => total + (2 * i + 1) * (lnNormalUpperTail(-low) + lnNormalUpperTail(z[n - 1 - i]!)),
    0,
  );
  return (-n - weighted / n) * (1 + 0.75 / n + 2.25 / n ** 2);
}

/** The polynomials of the table's four ranges; above 10, the last one's value at 10. */
function significanceOf(statistic: number): number {
  const a = Math.min(statistic, 10);
  if (a < 0.2) return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
  if (a < 0.34) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a);
  if (a < 0.6) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a);
  return Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a);
}
