/**
 * Mechanisms with designates, which always deliver, and a committee of provers that deliver sometimes, in case no
 * designate does (Adversarial procurement in blockchains, 2026, §4).
 *
 * Symbols: D designates, c all provers that are asked, m = c - D committee provers, q the probability with which each of
 * these delivers, k = c - a honest committee provers when all designates are corrupted, L what is paid in all, Z the part
 * of it that goes to committee provers, K the committee provers that deliver.
 */
import { requireWhole } from '../math/argument.ts';
import { findRoot, minimize } from '../math/root.ts';
import { checkSetting, type Mechanism, type Setting } from './mechanism.ts';

/**
 * Whether committee provers that deliver are paid even if all designates fail. The paper pays them `with a designate`
 * only. Beyond the paper, `always` keeps a requester that owns the designate from getting the committee's proofs for nothing.
 */
export type PaysCommittee = 'with a designate' | 'always';

export interface DesignatedPlan {
  /** Worst-case loss. */
  readonly loss: number;
  /** D. */
  readonly designates: number;
  /** c, all provers that are asked, the designates among them. */
  readonly seats: number;
  /** q. */
  readonly probability: number;
  /** L = D + mq. */
  readonly total: number;
  /** Z = mq/(1 - (1 - q)^m); 0 without a committee. */
  readonly prize: number;
  /** Probability with which the worst adversary prevents every delivery: (1 - q)^k. */
  readonly failureProbability: number;
  readonly paysCommittee: PaysCommittee;
}

/** A committee of m, k of them honest at worst, each delivering with probability 1 - e^-y. */
interface CommitteeSize {
  readonly size: number;
  readonly honest: number;
  readonly activity: number;
}

/** Z, or a lottery's ρ, for committee provers that deliver with probability 1 - e^-y. */
export function prizeAt(size: number, y: number): number {
  return y === 0 ? 1 : (size * Math.expm1(-y)) / Math.expm1(-size * y);
}

/**
 * The best committee of a size: the y with the least max{ G, F }, where G = D + mq is paid if all designates deliver and
 * F = ℓp + V - S is what silence of all corrupted provers costs, p = e^-ky. Requires ℓ - S > D and k ≥ 1.
 *
 * V = 0 if the committee is paid with a designate only: G rises and F falls, so that it is the unique root of F = G.
 * Solved in y = -ln(1 - q), since q itself may be too near 1 to tell what is left of 1.
 *
 * V = Z(1 - p) if it is paid always. With r = 1 - q, Z = mq + Zr^m, and Zr^m = m/(r^-1 + … + r^-m) ≤ r falls in q. Thus
 *   G - F = D + S - Zr^m - (ℓ - Z)p
 * is negative at q = 0, rises as long as Z ≤ ℓ, and is at least D + S - r > 0 beyond: it has one root, before which
 * Z < ℓ, and beyond which max{ G, F } = G rises. Before it, F counts. Zr^m is convex: 1/Σ r^-j is, if
 * 2(E[j])² ≥ E[j²] + E[j] under weights ~ r^-j, j = 1 … m, which is so for equal weights, and E rises and the variance
 * falls as r does. Hence F'' = Z''(1 - p) - 2Z'p' + (ℓ - Z)p'' ≥ 0, and F has one minimum there, which may be before the
 * root, since Z rises.
 *
 * Bracket: at its end p ≤ (D + S)e^-2/ℓ and r ≤ 1/e, so that G - F ≥ (D + S)(1 - e^-2) - 1/e > 0.
 */
function bestCommittee(
  size: number,
  honest: number,
  designates: number,
  { penalty, bond }: Setting,
  paysCommittee: PaysCommittee,
): CommitteeSize & { readonly loss: number } {
  const always = paysCommittee === 'always';
  const paid = (y: number): number => designates - size * Math.expm1(-y);
  const silenced = (y: number): number =>
    penalty * Math.exp(-honest * y) + (always ? prizeAt(size, y) * -Math.expm1(-honest * y) : 0);
  const end = (Math.log(penalty / (designates + bond)) + 1) / honest + 1;
  const root = findRoot((y) => paid(y) + bond - silenced(y), 0, end);
  const activity = always ? minimize(silenced, 0, root).x : root;
  return { size, honest, activity, loss: activity === root ? paid(root) : silenced(activity) - bond };
}

function describe(
  loss: number,
  designates: number,
  { size, honest, activity }: CommitteeSize,
  paysCommittee: PaysCommittee,
): DesignatedPlan {
  const probability = -Math.expm1(-activity);
  return {
    loss,
    designates,
    seats: designates + size,
    probability,
    total: designates + size * probability,
    prize: size === 0 ? 0 : prizeAt(size, activity),
    failureProbability: honest === 0 ? 1 : Math.exp(-honest * activity),
    paysCommittee,
  };
}

const NOBODY: CommitteeSize = { size: 0, honest: 0, activity: 0 };

/**
 * The best mechanism with D designates: min over c = a+1 … n of D + mq at the root q of D + mq = ℓ(1-q)^k - S, or no
 * committee at all, which costs max(D, ℓ - S). With one designate it meets the lower bound of its shape and is within 1
 * of the best mechanism there is; each further one costs about 1 more, and makes it less likely that an innocent
 * failure has the bonds slashed.
 *
 * If the committee is paid always, silence costs Z(1 - p) more, p = (1-q)^k; then the loss is the least max{ D + mq,
 * ℓp + Z(1 - p) - S }. Nothing else is worse: while some designate delivers, at most L is paid; a corrupted committee
 * prover that delivers alone makes it Z - S ≤ L. At the paper's q this is at most Z(1 - p) above the paper's loss.
 *
 * D > a (thus also a = 0): one designate is always honest, and D without committee cost D.
 *
 * Error: loss, q and the failure probability a few 2⁻⁵²·ln ℓ relative. q is a double: above ℓ ≈ 1e7 with k = 1 (ℓ^(1/k)
 * in general) ℓ(1-q)^k recomputed from it has fewer than 9 digits; failureProbability does not suffer from this. If the
 * committee is paid always, q may be 1e-8 off where the loss is level.
 * n = 10,000: some 10 ms; some 100 ms if the committee is paid always.
 * @throws RangeError if the setting is malformed or designates is not from 1 to n.
 */
export function planDesignated(
  setting: Setting,
  designates = 1,
  paysCommittee: PaysCommittee = 'with a designate',
): DesignatedPlan {
  checkSetting(setting);
  const { provers, honest, penalty, bond } = setting;
  requireWhole('designates', designates, 1, provers);
  const corrupted = provers - honest;
  if (designates > corrupted) {
    return { ...describe(designates, designates, NOBODY, paysCommittee), failureProbability: 0 };
  }
  let best = { ...NOBODY, loss: Math.max(designates, penalty - bond) };
  for (let k = 1; k <= honest && best.loss > designates; k++) {
    const found = bestCommittee(corrupted + k - designates, k, designates, setting, paysCommittee);
    if (found.loss < best.loss) best = found;
  }
  return describe(best.loss, designates, best, paysCommittee);
}

/**
 * The payments of a designated plan. While some designate delivers, L - Z·1{K ≥ 1} is divided by D, each delivering
 * designate gets one part, an absent one nothing, and K committee provers Z/K each: at most L in all, and exactly L if
 * all designates deliver. If none does, nobody is paid and every bond is slashed. If the committee is paid always, it
 * gets Z/K each then too, and the bonds are the designates' own, S/D each.
 *
 * Incentives: a designate expects (L - mq)/D = 1 if it delivers and at most 0 if not; a committee prover Z·E[1/(1+Y)] = 1
 * with Y ~ Bin(m-1, q) if it delivers, 0 if not. 0 ≤ L - Z, because Z = E[K | K ≥ 1] ≤ 1 + (m-1)q.
 */
export function designatedMechanism({ provers, bond }: Setting, plan: DesignatedPlan): Mechanism {
  const { designates, seats, probability, total, prize, paysCommittee } = plan;
  const always = paysCommittee === 'always';
  const [own, other] = always ? [bond / designates, 0] : [bond / provers, bond / provers];
  const same = (payment: number) => ({ delivered: payment, absent: payment });
  const toCommittee = (others: number) => ({ delivered: others === 0 ? 0 : prize / others, absent: 0 });
  return {
    roles: [
      { name: 'designate', size: designates, probability: 1, bond: own },
      { name: 'committee prover', size: seats - designates, probability, bond: other },
      { name: 'outsider', size: provers - seats, probability: 0, bond: other, asked: false },
    ],
    pay([delivering, others]) {
      if (delivering === 0) return [same(-own), always ? toCommittee(others!) : same(-other), same(-other)];
      const share = (total - (others! > 0 ? prize : 0)) / designates;
      return [{ delivered: share, absent: 0 }, toCommittee(others!), same(0)];
    },
  };
}
