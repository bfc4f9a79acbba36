/** The upper tail of Student's t distribution, which a normal fit to few samples has. */
import { requireWhole } from '../math/argument.ts';
import { lnFactorial } from '../math/binomial.ts';

const LN_SQRT_PI = 0.5 * Math.log(Math.PI);

/** ln Γ(twice / 2) for a whole `twice` ≥ 1. */
function lnGammaOfHalf(twice: number): number {
  if (twice % 2 === 0) return lnFactorial(twice / 2 - 1);
  const whole = (twice - 1) / 2;
  return lnFactorial(2 * whole) - lnFactorial(whole) - whole * Math.log(4) + LN_SQRT_PI;
}

/** Σ_j x^j·Π_{i<j} (a+b+i)/(a+1+i) for 0 ≤ x < 1; all terms positive. */
function hypergeometric(a: number, b: number, x: number): number {
  let total = 1;
  let term = 1;
  for (let i = 0; ; i++) {
    const ratio = ((a + b + i) / (a + 1 + i)) * x;
    term *= ratio;
    total += term;
    if (ratio < 1 && term < 1e-17 * total * (1 - Math.max(ratio, x))) return total;
  }
}

/**
 * P[T > t] for t ≥ 0 and ν ≥ 1 degrees of freedom, as half a regularized incomplete beta function, summed from the side
 * on which it converges faster. Relative error about 1e-16·ν·ln ν; O(36ν/t²) steps.
 */
export function studentUpperTail(t: number, degrees: number): number {
  requireWhole('degrees', degrees, 1);
  if (!(t >= 0)) throw new RangeError(`t must be at least 0, not ${t}`);
  const lnBeta = LN_SQRT_PI + lnGammaOfHalf(degrees) - lnGammaOfHalf(degrees + 1);
  const square = (t * t) / degrees;
  // The shares ν/(ν+t²) and t²/(ν+t²) to the powers ν/2 and 1/2.
  const powers = Math.exp(-0.5 * degrees * Math.log1p(square) - lnBeta) * Math.sqrt(square / (1 + square));
  if (t * t < 3) return 0.5 - powers * hypergeometric(0.5, degrees / 2, square / (1 + square));
  return (powers / degrees) * hypergeometric(degrees / 2, 0.5, 1 / (1 + square));
}
