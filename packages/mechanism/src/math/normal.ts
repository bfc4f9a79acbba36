/**
 * The standard normal distribution: density φ, distribution function Φ, upper tail Q = 1 - Φ.
 *
 * Near the centre, Φ(x) - 1/2 is summed from its series in φ(x), all of whose terms have one sign; in the tails, Q is
 * φ(x) times Laplace's continued fraction. Nothing cancels in either.
 */
import { requireProbability } from './argument.ts';

const LN_SQRT_2PI = 0.9189385332046728;
/** |x| up to which the series is used: there Q is still 0.067, so that 1/2 - (Φ - 1/2) loses less than a digit. */
const CENTRE = 1.5;

function density(x: number): number {
  return Math.exp(-0.5 * x * x - LN_SQRT_2PI);
}

/** Φ(x) - 1/2 = φ(x)·(x + x³/3 + x⁵/(3·5) + …), for |x| ≤ CENTRE. */
function centralMass(x: number): number {
  let sum = x;
  let term = x;
  for (let odd = 3, before = 0; sum !== before; odd += 2) {
    before = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return density(x) * sum;
}

/** Mills' ratio Q(x)/φ(x) = 1/(x + 1/(x + 2/(x + 3/(…)))), for x ≥ CENTRE; the depth makes it right to rounding. */
function millsRatio(x: number): number {
  let fraction = x;
  for (let i = Math.ceil(520 / (x * x)) + 8; i >= 1; i--) fraction = x + i / fraction;
  return 1 / fraction;
}

/** Φ(x); relative error below 1e-15·(1 + x²), until it underflows at x = -38. */
export function normalCdf(x: number): number {
  if (x > CENTRE) return 1 - density(x) * millsRatio(x);
  if (x < -CENTRE) return density(x) * millsRatio(-x);
  return 0.5 + centralMass(x);
}

/** ln Q(x), for every finite x; error below 1e-15·(1 + |result|), far beyond where Q itself underflows. */
export function lnNormalUpperTail(x: number): number {
  if (x > CENTRE) return -0.5 * x * x - LN_SQRT_2PI + Math.log(millsRatio(x));
  if (x < -CENTRE) return Math.log1p(-normalCdf(x));
  return Math.log(0.5 - centralMass(x));
}

/**
 * The x with Φ(x) = u, relative error about 1e-15 for every double u: -Infinity at 0, Infinity at 1. For a small upper
 * tail ε use -normalQuantile(ε), since the double 1 - ε has lost digits of ε.
 *
 * Newton's method, on Φ - 1/2 near the centre and on ln Q, which is concave, in the tails.
 * @throws RangeError unless u is in [0, 1].
 */
export function normalQuantile(u: number): number {
  requireProbability('u', u);
  if (u === 0) return -Infinity;
  if (u > 0.5) return -normalQuantile(1 - u);
  if (0.5 - u <= centralMass(CENTRE)) return -newton((x) => (centralMass(x) - (0.5 - u)) / density(x), 0);
  const goal = Math.log(u);
  return -newton((x) => (goal - lnNormalUpperTail(x)) * millsRatio(x), Math.sqrt(-2 * goal));
}

/** x after steps x ← x - step(x), until they no longer shrink. */
function newton(step: (x: number) => number, start: number): number {
  let x = start;
  for (let last = Infinity; ;) {
    const by = step(x);
    if (!(Math.abs(by) < last)) return x;
    last = Math.abs(by);
    x -= by;
  }
}
