/**
 * When payments reach the lower bound of a symmetric shape (Adversarial procurement in blockchains, 2026).
 *
 * Let q be the root of A = B (symmetric.ts), L' = L + S = ℓ(1-q)^k and U_K as in prize-table.ts. The rows of LP1,
 * averaged over a corrupted members that toss their coins as honest ones do, make A + S = L'; so if none is above L',
 * each is L'. Row 0 is E[U_X] + ℓ(1-q)^k = E[U_X] + L', hence U_K = 0 for K ≤ k. The others, E[U_{i+X}] = L' for
 * i = 1 … a, then determine U_{k+1}, …, U_c one after the other. As a power series in x, with r = (1-q)/q:
 *   Σ_j U_{k+j}·x^j = L'·q^-k · x/(1-x) · (1 + rx)^-k,
 * so that U_{k+j} = L'·q^-k·s_j, s_j the sum of the first j coefficients of (1 + rx)^-k. s_1 = 1 and s_2 = 1 - kr. If
 * kr ≤ 1, the coefficients alternate and do not grow, and 0 ≤ s_j ≤ 1. So for a ≥ 2 the bound is met iff kr ≤ 1, that
 * is q ≥ k/(k+1), or -ln(1-q) ≥ ln(k+1).
 *
 * Bonds change nothing: what all receive together when all deliver is within what can be divided, because
 * q^a + (1-q)^a + (1-q) ≤ 1 for a ≥ 3 and q ≥ 1/2, and the same with q^a(1 - kr) for q^a if a = 2.
 *
 * For a = 1 q is never that root: A ≥ B where A is least. Without bonds the bound is then always met, since E[z_X] = A - B
 * and E[z_{1+X}] = A can be had by two prizes; but one designate loses less with the same c.
 */
import { requireWhole } from '../math/argument.ts';
import { pmf } from '../math/binomial.ts';
import type { Setting } from './mechanism.ts';
import { likelyCounts, probabilityOf, tableFrom, type PrizeTable } from './prize-table.ts';
import type { SymmetricShape } from './symmetric.ts';

/**
 * The least ℓ for which the root q of A = B with c members, k of them honest at worst, is at least k/(k+1):
 * ℓ = (ck/(k+1) + S)·(k+1)^k / (1 - (k+1)^-(c-k)). Without bonds the paper's c·k·(k+1)^(k-1)/(1 - (k+1)^-(c-k)).
 * Infinite if beyond 1e308. Error: k·2⁻⁵² relative.
 * @throws RangeError unless 1 ≤ k < c are whole numbers and bond is at least 0.
 */
export function implementablePenalty(committee: number, honestMembers: number, bond = 0): number {
  requireWhole('committee', committee, 2);
  requireWhole('honestMembers', honestMembers, 1, committee - 1);
  if (!(bond >= 0)) throw new RangeError(`bond must be at least 0, not ${bond}`);
  const k = honestMembers;
  return (((committee * k) / (k + 1) + bond) * (k + 1) ** k) / -Math.expm1((k - committee) * Math.log1p(k));
}

/** Probability that is left out of the table at the upper end. */
const TAIL = 1e-15;

/** The table above for a shape whose q is the root of A = B; null if it would have negative prizes. */
export function boundTable({ committee, activity, equalized }: SymmetricShape, setting: Setting): PrizeTable | null {
  const k = committee - (setting.provers - setting.honest);
  if (!equalized || activity < Math.log1p(k)) return null;
  const r = 1 / Math.expm1(activity);
  const { to } = likelyCounts(pmf(committee, probabilityOf({ committee, activity })), TAIL);
  const shares = new Float64Array(Math.max(to, k + 1) + 1);
  let coefficient = 1;
  let sum = 0;
  for (let j = 1; k + j < shares.length; j++) {
    sum += coefficient;
    shares[k + j] = sum;
    coefficient *= (-(k + j - 1) / j) * r;
  }
  return tableFrom(shares, { committee, activity }, setting);
}
