/**
 * Mechanisms with designates: provers that always deliver, and a committee whose members deliver sometimes, in case no
 * designate does (Adversarial procurement in blockchains, 2026, §4).
 *
 * Symbols: D designates, c all provers that are asked, m = c - D committee members, q with which each of these
 * delivers, k = c - a honest committee members when all designates are corrupted, L what is paid in all, Z the part of
 * it that goes to committee members, K the committee members that deliver.
 */
import { requireWhole } from '../math/argument.ts';
import { findRoot } from '../math/root.ts';
import { checkSetting, type Mechanism, type Setting } from './mechanism.ts';

export interface DesignatedPlan {
  /** Worst-case loss. */
  readonly loss: number;
  /** D. */
  readonly designates: number;
  /** c, all provers that are asked, the designates among them. */
  readonly committee: number;
  /** q. */
  readonly probability: number;
  /** L = D + mq. */
  readonly total: number;
  /** Z = mq/(1 - (1 - q)^m); 0 without a committee. */
  readonly prize: number;
  /** With which the worst adversary prevents every delivery: (1 - q)^k. */
  readonly failureProbability: number;
}

/** A committee of m, k of them honest at worst, each delivering with probability 1 - e^-y. */
interface Committee {
  readonly size: number;
  readonly honest: number;
  readonly activity: number;
}

/**
 * y with D + m(1 - e^-y) = ℓe^-ky - S, the unique root: the left side rises and the right side falls. Solved in
 * y = -ln(1 - q), since q itself may be too near 1 to tell what is left of 1. Requires ℓ - S > D.
 */
function equalizingActivity(size: number, honest: number, designates: number, { penalty, bond }: Setting): number {
  const difference = (y: number): number => designates - size * Math.expm1(-y) + bond - penalty * Math.exp(-honest * y);
  return findRoot(difference, 0, (Math.log(penalty / (designates + bond)) + 1) / honest);
}

function describe(loss: number, designates: number, { size, honest, activity }: Committee): DesignatedPlan {
  const probability = -Math.expm1(-activity);
  const prize = size === 0 ? 0 : (size * probability) / -Math.expm1(-size * activity);
  return {
    loss,
    designates,
    committee: designates + size,
    probability,
    total: designates + size * probability,
    prize,
    failureProbability: honest === 0 ? 1 : Math.exp(-honest * activity),
  };
}

/**
 * The best mechanism with D designates: min over c = a+1 … n of D + mq at the root q of D + mq = ℓ(1-q)^k - S, or no
 * committee at all, which costs max(D, ℓ - S). With one designate it meets the lower bound of its shape and is within 1
 * of the best mechanism there is; each further one costs about 1 more, and makes it less likely that an innocent
 * failure has the bonds slashed.
 *
 * D > a (thus also a = 0): one designate is always honest, and D without committee cost D.
 *
 * Error: loss, q and the failure probability a few 2⁻⁵²·ln ℓ relative. q is a double: above ℓ ≈ 1e7 with k = 1 (ℓ^(1/k)
 * in general) ℓ(1-q)^k recomputed from it has fewer than 9 digits; failureProbability does not suffer from this.
 * n = 10,000: some 10 ms.
 * @throws RangeError if the setting is malformed or designates is not from 1 to n.
 */
export function planDesignated(setting: Setting, designates = 1): DesignatedPlan {
  checkSetting(setting);
  const { provers, honest, penalty, bond } = setting;
  requireWhole('designates', designates, 1, provers);
  const corrupted = provers - honest;
  if (designates > corrupted) {
    return { ...describe(designates, designates, { size: 0, honest: 0, activity: 0 }), failureProbability: 0 };
  }
  let loss = Math.max(designates, penalty - bond);
  let best: Committee = { size: 0, honest: 0, activity: 0 };
  if (loss === designates) return describe(loss, designates, best);
  for (let k = 1; k <= honest; k++) {
    const size = corrupted + k - designates;
    const activity = equalizingActivity(size, k, designates, setting);
    const found = designates - size * Math.expm1(-activity);
    if (found < loss) [loss, best] = [found, { size, honest: k, activity }];
  }
  return describe(loss, designates, best);
}

/**
 * The payments of a designated plan. While some designate delivers, L - Z·1{K ≥ 1} is divided by D, each delivering
 * designate gets one part, an absent one nothing, and K committee members Z/K each: at most L in all, and exactly L if
 * all designates deliver. If none does, nobody is paid and every bond is slashed.
 *
 * Incentives: a designate expects (L - mq)/D = 1 if it delivers and at most 0 if not; a committee member Z·E[1/(1+Y)] = 1
 * with Y ~ Bin(m-1, q) if it delivers, 0 if not. 0 ≤ L - Z, because Z = E[K | K ≥ 1] ≤ 1 + (m-1)q.
 */
export function designatedMechanism(
  { provers, bond }: Setting,
  { designates, committee, probability, total, prize }: DesignatedPlan,
): Mechanism {
  const each = bond / provers;
  const same = (payment: number) => ({ delivered: payment, absent: payment });
  return {
    roles: [
      { name: 'designate', size: designates, probability: 1, bond: each },
      { name: 'committee prover', size: committee - designates, probability, bond: each },
      { name: 'outsider', size: provers - committee, probability: 0, bond: each, asked: false },
    ],
    pay([delivering, others]) {
      if (delivering === 0) return [same(-each), same(-each), same(-each)];
      const share = (total - (others! > 0 ? prize : 0)) / designates;
      return [{ delivered: share, absent: 0 }, { delivered: others === 0 ? 0 : prize / others!, absent: 0 }, same(0)];
    },
  };
}
