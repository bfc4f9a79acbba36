/**
 * Which mechanism a setting calls for, if all move at once, as a map over α = h/n, ℓ and S (Adversarial procurement in
 * blockchains, 2026, appendix B.1). Without linear programs: tables are counted only where they meet the bound.
 */
import { transitionPenalty } from './asymptotics.ts';
import { planDesignated } from './designated.ts';
import { boundTable } from './implementable.ts';
import type { Setting } from './mechanism.ts';
import { planSymmetric } from './symmetric.ts';

/**
 * none: nobody is asked, ℓ < 1. one designate: it is asked alone. designate and committee: that shape has the least bound,
 * which is paid out. symmetric, unpaid: a symmetric committee has a lower bound, but no anonymous table reaches it, so
 * that a designate may still be better. symmetric: one does.
 */
export const REGIMES = ['none', 'one designate', 'designate and committee', 'symmetric, unpaid', 'symmetric'] as const;
export type Regime = (typeof REGIMES)[number];

/** The regime of finitely many provers; ties go to the designate. @throws RangeError if the setting is malformed. */
export function regimeOf(setting: Setting): Regime {
  const designated = planDesignated(setting);
  const symmetric = planSymmetric(setting);
  if (setting.penalty < designated.loss && setting.penalty <= symmetric.loss) return 'none';
  if (designated.loss <= symmetric.loss) return designated.seats === 1 ? 'one designate' : 'designate and committee';
  return boundTable(symmetric, setting) === null ? 'symmetric, unpaid' : 'symmetric';
}

/**
 * The regime as n → ∞ with α and S fixed. No table meets the symmetric bound then: it would take ℓ ≥ c·k·(k+1)^(k-1) with
 * k → ∞ (implementable.ts).
 * @throws RangeError unless 0 < honestShare ≤ 1, and penalty and bond are finite and at least 0.
 */
export function regimeLimit(honestShare: number, penalty: number, bond = 0): Regime {
  const transition = transitionPenalty(honestShare, bond);
  if (penalty < 1) return 'none';
  if (honestShare === 1 || penalty <= 1 + bond) return 'one designate';
  return penalty <= transition ? 'designate and committee' : 'symmetric, unpaid';
}
