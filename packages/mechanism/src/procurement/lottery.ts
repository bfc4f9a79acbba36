/**
 * The lottery: c provers deliver with probability q each, and one of those that deliver, all being equally likely, wins
 * a fixed prize ρ (Adversarial procurement in blockchains, 2026). It needs no table and no bonds.
 */
import { minimize } from '../math/root.ts';
import { prizeAt } from './designated.ts';
import { checkSetting, type Mechanism, type Setting } from './mechanism.ts';
import { symmetricShape } from './symmetric.ts';

export interface LotteryPlan {
  /** Worst-case loss. */
  readonly loss: number;
  /** c. */
  readonly committee: number;
  /** q. */
  readonly probability: number;
  /** ρ = cq/(1 - (1 - q)^c), with which E[ρ/(1 + Y)] = 1, Y ~ Bin(c - 1, q). */
  readonly prize: number;
  /** Probability with which the worst adversary prevents every delivery: (1 - q)^k. */
  readonly failureProbability: number;
}

/** The best of the plans with q = 1: one prover, or a + 1 of which one is honest. */
function surePlan({ provers, honest, penalty }: Setting): LotteryPlan {
  const enough = provers - honest + 1;
  const gamble = Math.max(1, penalty);
  return enough <= gamble
    ? { loss: enough, committee: enough, probability: 1, prize: enough, failureProbability: 0 }
    : { loss: gamble, committee: 1, probability: 1, prize: 1, failureProbability: 1 };
}

/**
 * min over c and q of max{ ρ, ρ + (ℓ - ρ)(1-q)^k }: some corrupted prover delivers, or all are silent. Bonds are not
 * used. With q = 1, one prover costs max(1, ℓ) and a + 1 provers a + 1. Without bonds within a factor 2 of the symmetric
 * bound.
 *
 * Each c is searched by golden section in y = -ln(1 - q), up to where ρ alone exceeds the best loss so far. That the
 * loss has one minimum there is tested on a grid, not proven; the result is the loss of a true mechanism in any case.
 * Error: loss 1e-12 relative, q about 1e-8. n = 10,000: some 10 ms.
 * @throws RangeError if the setting is malformed.
 */
export function planLottery(setting: Setting): LotteryPlan {
  checkSetting(setting);
  const { provers, honest, penalty } = setting;
  const corrupted = provers - honest;
  let best = surePlan(setting);
  if (best.loss === 1) return best;
  for (let committee = provers; committee > corrupted; committee--) {
    if (symmetricShape(committee, { ...setting, bond: 0 }).loss >= best.loss) continue;
    const k = committee - corrupted;
    const lossAt = (y: number): number => {
      const prize = prizeAt(committee, y);
      return Math.max(prize, prize + (penalty - prize) * Math.exp(-k * y));
    };
    const found = minimize(lossAt, 0, (2 * Math.log(penalty) + 40) / k);
    if (found.value >= best.loss) continue;
    best = {
      loss: found.value,
      committee,
      probability: -Math.expm1(-found.x),
      prize: prizeAt(committee, found.x),
      failureProbability: Math.exp(-k * found.x),
    };
  }
  return best;
}

/** The payments of a lottery, in expectation over its draw: ρ/K for each of K that deliver. */
export function lotteryMechanism(
  { provers, bond }: Setting,
  { committee, probability, prize }: Pick<LotteryPlan, 'committee' | 'probability' | 'prize'>,
): Mechanism {
  const each = bond / provers;
  return {
    roles: [
      { name: 'committee prover', size: committee, probability, bond: each },
      { name: 'outsider', size: provers - committee, probability: 0, bond: each, asked: false },
    ],
    pay: ([delivering]) => [
      { delivered: delivering === 0 ? 0 : prize / delivering!, absent: 0 },
      { delivered: 0, absent: 0 },
    ],
  };
}
