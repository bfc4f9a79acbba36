/** Limits for many provers (Adversarial procurement in blockchains, 2026, §4). α = h/n is the honest share. */
import { requireAmount } from '../math/argument.ts';
import { lambertWExp } from '../math/lambert-w.ts';
import { findRoot } from '../math/root.ts';

function requireShare(share: number): void {
  if (!(share > 0 && share <= 1)) throw new RangeError(`honestShare must be above 0 and at most 1, not ${share}`);
}

/**
 * Loss of one designate and a committee of everybody as n → ∞ with α fixed: L = W(αℓ·e^(α(1+S)))/α - S, W Lambert's,
 * the solution of L + S = ℓe^(-α(L - 1)). Where that is below 1, thus for ℓ ≤ 1 + S, one designate alone does: L = 1.
 * For S = 0 it grows as ln(αℓ)/α. For finite n the loss is lower by O(L²/n).
 *
 * Error: a few 2⁻⁵²·(L + S), absolutely, since S is subtracted.
 * @throws RangeError unless 0 < honestShare ≤ 1, and penalty and bond are finite and at least 0.
 */
export function designatedLossLimit(honestShare: number, penalty: number, bond = 0): number {
  requireShare(honestShare);
  requireAmount('bond', bond);
  requireAmount('penalty', penalty);
  if (penalty <= 1 + bond) return 1;
  return lambertWExp(Math.log(honestShare * penalty) + honestShare * (1 + bond)) / honestShare - bond;
}

/**
 * ℓ*, above which symmetric(c, q) has a lower bound than one designate as n → ∞: 1 + ln ℓ* + S = ℓ*^(1-α).
 *
 * In x = ln ℓ, e^((1-α)x) - 1 - x - S is convex with its minimum at x = -ln(1-α)/(1-α) > 0 and at most 0 at x = 0, so
 * that it has one positive root. It is ℓ*: below it the left side is greater, and symmetric loses more. The other root
 * (ℓ = 1 for S = 0, below 1 else) means nothing. ∞ for α = 1: then symmetric never wins.
 *
 * It compares bounds: whether payments reach the symmetric one at given n is told by the plan.
 * Error: 2⁻⁵²·ln ℓ* relative; ∞ if ℓ* is beyond 1e308.
 * @throws RangeError unless 0 < honestShare ≤ 1, and bond is finite and at least 0.
 */
export function transitionPenalty(honestShare: number, bond = 0): number {
  requireShare(honestShare);
  requireAmount('bond', bond);
  const rest = 1 - honestShare;
  if (rest === 0) return Infinity;
  const difference = (x: number): number => Math.expm1(rest * x) - x - bond;
  const lowest = -Math.log(rest) / rest;
  let high = 2 * lowest;
  while (difference(high) < 0) high *= 2;
  return Math.exp(findRoot(difference, lowest, high));
}
