/**
 * The binomial distribution in log space: X ~ Bin(n, p) is the number of successes in n independent trials that
 * succeed with probability p each; q = 1 - p.
 *
 * ln P[X = k] is written as Stirling's formula with its exact error, plus a deviance (C. Loader, Fast and accurate
 * computation of binomial probabilities, 2000): every term is then of the size of the result, and nothing cancels as
 * it would between ln n! and the rest. The absolute error of the results is a few 2⁻⁵³·(1 + |result|), that is, the
 * relative error of a probability of 1e-30 is about 1e-14, for n up to 1e9 at least. (p is taken to be exactly the
 * double given.)
 */
import { requireProbability, requireWhole } from './argument.ts';

const HALF_LN_2PI = 0.9189385332046728;

/** δ(n) = ln n! - ln(√(2πn)·(n/e)^n) for n = 1…15. */
const SMALL_STIRLING_ERRORS = [
  0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093, 0.016644691189821193,
  0.013876128823070748, 0.01189670994589177, 0.010411265261972096, 0.009255462182712733, 0.00833056343336287,
  0.00757367548795184, 0.00694284010720953, 0.006408994188004207, 0.0059513701127588475, 0.005554733551962801,
];

/** δ(n) for n ≥ 1, to 1e-17: Stirling's series, whose error is below the first term left out. */
function stirlingError(n: number): number {
  const small = SMALL_STIRLING_ERRORS[n - 1];
  if (small !== undefined) return small;
  const z = 1 / (n * n);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - (z * 691) / 360360))))) / n;
}

/** count·ln(count/mean) - over, where over = count - mean, to a few ulps; count and mean are positive. */
function deviance(count: number, mean: number, over: number): number {
  if (Math.abs(over) > 0.4 * mean) return count * Math.log(count / mean) - over;
  const v = over / (count + mean);
  const square = v * v;
  let power = v * square;
  let sum = power / 3;
  for (let odd = 5, before = 0; sum !== before; odd += 2) {
    before = sum;
    power *= square;
    sum += power / odd;
  }
  return over * v + 2 * count * sum;
}

/** k - n·p with one rounding: n < 2²⁶ times each half of p is exact. */
function excess(n: number, p: number, k: number): number {
  const head = Math.fround(p);
  return k - n * head - n * (p - head);
}

/** ln n!, relative error a few 2⁻⁵³. */
export function lnFactorial(n: number): number {
  requireWhole('n', n, 0);
  if (n < 2) return 0;
  if (n <= 15) return Math.log(Array.from({ length: n }, (_, i) => i + 1).reduce((product, i) => product * i, 1));
  return (n + 0.5) * Math.log(n) - n + HALF_LN_2PI + stirlingError(n);
}

/** ln of the number of subsets of size k of n things; -Infinity if k is not from 0 to n. */
export function lnChoose(n: number, k: number): number {
  requireWhole('n', n, 0);
  if (!(k >= 0 && k <= n)) return -Infinity;
  requireWhole('k', k, 0, n);
  if (k === 0 || k === n) return 0;
  const few = Math.min(k, n - k);
  if (few === 1) return Math.log(n);
  const many = n - few;
  const entropy = few * Math.log(n / few) - many * Math.log1p(-few / n);
  return entropy - spread(n, few) + stirlingError(n) - stirlingError(few) - stirlingError(many);
}

/** ln √(2π·k·(n-k)/n). */
function spread(n: number, k: number): number {
  return HALF_LN_2PI + 0.5 * Math.log((k / n) * (n - k));
}

/** ln P[X = k]; -Infinity when impossible, also for k outside 0…n. */
export function lnPmf(n: number, p: number, k: number): number {
  requireWhole('n', n, 0);
  requireProbability('p', p);
  if (!(k >= 0 && k <= n)) return -Infinity;
  requireWhole('k', k, 0, n);
  if (k === 0) return n === 0 ? 0 : n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  if (p === 0 || p === 1) return -Infinity;
  // Here the deviance overflows, and there is nothing to cancel between these terms.
  if (p < 1e-200) return lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  const over = excess(n, p, k);
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p, over) -
    deviance(n - k, n * (1 - p), -over) -
    spread(n, k)
  );
}

/** P[X = k] for k = 0…n; entries below 1e-308 lose digits and underflow to 0. O(n). */
export function pmf(n: number, p: number): Float64Array {
  requireWhole('n', n, 0);
  requireProbability('p', p);
  return Float64Array.from({ length: n + 1 }, (_, k) => Math.exp(lnPmf(n, p, k)));
}

/**
 * Σ_{j ≥ 0} Π_{i < j} (many - i)/(few + 1 + i)·odds, the sum of the tail beyond a term in units of that term. The
 * ratio r of neighbouring terms falls and is below 1, so what is left out after a term t is at most t·r/(1 - r).
 */
function tailInFirstTerms(many: number, few: number, odds: number): number {
  let sum = 1;
  let term = 1;
  for (let i = 0; i < many; i++) {
    const ratio = ((many - i) / (few + 1 + i)) * odds;
    term *= ratio;
    sum += term;
    if (ratio < 1 && term * ratio < (1 - ratio) * sum * 1e-17) break;
  }
  return sum;
}

/** ln P[X ≥ k]. Beyond the mean summed from its largest term, else from the opposite tail. O(√n). */
export function lnUpperTail(n: number, p: number, k: number): number {
  requireWhole('n', n, 0);
  requireProbability('p', p);
  requireWhole('k', k, Number.MIN_SAFE_INTEGER);
  if (k <= 0) return 0;
  if (k > n) return -Infinity;
  if (k <= n * p) return Math.log1p(-Math.exp(lnLowerTail(n, p, k - 1)));
  return lnPmf(n, p, k) + Math.log(tailInFirstTerms(n - k, k, p / (1 - p)));
}

/** ln P[X ≤ k], as lnUpperTail. */
export function lnLowerTail(n: number, p: number, k: number): number {
  requireWhole('n', n, 0);
  requireProbability('p', p);
  requireWhole('k', k, Number.MIN_SAFE_INTEGER);
  if (k < 0) return -Infinity;
  if (k >= n) return 0;
  if (k > n * p) return Math.log1p(-Math.exp(lnUpperTail(n, p, k + 1)));
  return lnPmf(n, p, k) + Math.log(tailInFirstTerms(k, n - k, (1 - p) / p));
}
