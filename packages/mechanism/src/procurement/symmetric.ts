/**
 * The least loss that a mechanism can have in which c provers deliver with the same probability q and the others never
 * (Adversarial procurement in blockchains, 2026, §3): a bound. Whether payments reach it: see prize-table.ts.
 *
 * Symbols: c provers are asked, k = c - a of them honest at worst, S the sum of all bonds.
 */
import { findRoot } from '../math/root.ts';
import { checkSetting, type Setting } from './mechanism.ts';

export interface SymmetricShape {
  /** max(A, B), what no payment rule can undercut. */
  readonly loss: number;
  /** c. */
  readonly committee: number;
  /** q. */
  readonly probability: number;
  /** y = -ln(1 - q), which still tells what is left of 1 when q is near it; ∞ for q = 1. */
  readonly activity: number;
  /** (1 - q)^k. */
  readonly failureProbability: number;
  /** Whether A = B there, so that an adversary gains nothing by silence; else q minimises A alone. */
  readonly equalized: boolean;
}

/** The best q for one c. Takes some microseconds. */
export function symmetricShape(committee: number, { provers, honest, penalty, bond }: Setting): SymmetricShape {
  const k = committee - (provers - honest);
  const everybody = (y: number): number => penalty * Math.exp(-committee * y) - committee * Math.expm1(-y);
  const silenced = (y: number): number => penalty * Math.exp(-k * y) - bond;
  const level = penalty <= 1 ? 0 : Math.log(penalty) / (committee - 1);
  const equalized = everybody(level) < silenced(level);
  const activity = equalized
    ? findRoot((y) => everybody(y) - silenced(y), level, Math.max(level, Math.log(penalty) / k + 1))
    : level;
  return {
    loss: everybody(activity),
    committee,
    probability: -Math.expm1(-activity),
    activity,
    failureProbability: Math.exp(-k * activity),
    equalized,
  };
}

/**
 * min over c = a+1 … n and q of max{ A, B }, A = cq + ℓ(1-q)^c, B = ℓ(1-q)^k - S. (c ≤ a cannot be better than c = 1,
 * which is one designate.)
 *
 * A is convex with its minimum at 1 - q = ℓ^(-1/(c-1)) (q = 0 for ℓ ≤ 1), and B falls. So if A ≥ B at that minimum it
 * is the best q, and else the best q is the unique root of A = B to the right of it. As in designated.ts, y = -ln(1 - q)
 * is solved for.
 *
 * Error: loss, q and the failure probability a few 2⁻⁵²·ln ℓ relative. n = 10,000: some 10 ms.
 * @throws RangeError if the setting is malformed.
 */
export function planSymmetric(setting: Setting): SymmetricShape {
  checkSetting(setting);
  const { provers, honest } = setting;
  let best = symmetricShape(provers - honest + 1, setting);
  for (let committee = best.committee + 1; committee <= provers; committee++) {
    const shape = symmetricShape(committee, setting);
    if (shape.loss < best.loss) best = shape;
  }
  return best;
}
