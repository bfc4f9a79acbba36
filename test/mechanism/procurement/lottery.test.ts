import { expect } from 'chai';
import fc from 'fast-check';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import { lotteryMechanism, planLottery } from '../../../packages/mechanism/src/procurement/lottery.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { planSymmetric } from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { anySetting, tolerance, typical } from './settings.ts';

/** The least loss over all c and a fine grid of q. */
function onGrid({ provers, honest, penalty }: Setting): number {
  const corrupted = provers - honest;
  let least = Math.max(1, penalty);
  for (let c = corrupted + 1; c <= provers; c++) {
    for (let i = 1; i <= 1000; i++) {
      const q = i / 1000;
      const prize = (c * q) / (1 - (1 - q) ** c);
      const silence = (1 - q) ** (c - corrupted);
      least = Math.min(least, Math.max(prize, prize * (1 - silence) + penalty * silence));
    }
  }
  return least;
}

describe('planLottery', () => {
  it('is incentive compatible and costs what it says', () => {
    fc.assert(
      fc.property(anySetting(14), (setting) => {
        if (setting.penalty > 1e5) return;
        const plan = planLottery(setting);
        const mechanism = lotteryMechanism(setting, plan);
        expect(checkIncentives(mechanism).residual).to.be.below(1e-12);
        expect(worstCaseLoss(mechanism, setting).loss / plan.loss).to.be.closeTo(1, 1e-9);
        const k = plan.committee - (setting.provers - setting.honest);
        expect(plan.failureProbability).to.be.closeTo(k <= 0 ? 1 : (1 - plan.probability) ** k, 1e-12);
      }),
    );
  });

  it('is the best of all c and q', () => {
    fc.assert(
      fc.property(anySetting(8), (setting) => {
        const loss = onGrid(setting);
        expect(planLottery(setting).loss).to.be.within(loss * 0.97, loss + tolerance(setting));
      }),
      { numRuns: 60, examples: typical.map((setting) => [setting]) },
    );
  });

  it('is within a factor 2 of the symmetric bound without bonds', () => {
    fc.assert(
      fc.property(anySetting(60), (setting) => {
        const { loss } = planSymmetric({ ...setting, bond: 0 });
        expect(planLottery(setting).loss).to.be.within(loss * (1 - 1e-9), Math.max(1, 2 * loss));
      }),
    );
  });

  it('rises with ℓ and falls with h', () => {
    fc.assert(
      fc.property(anySetting(30, 2), (setting) => {
        const here = planLottery(setting).loss;
        const more = planLottery({ ...setting, penalty: 1.5 * setting.penalty }).loss;
        const honest = Math.min(setting.provers, setting.honest + 1);
        expect(more).to.be.at.least(here * (1 - 1e-9));
        expect(planLottery({ ...setting, honest }).loss).to.be.at.most(here * (1 + 1e-9));
      }),
    );
  });

  it('refuses settings out of range', () => {
    expect(() => planLottery({ provers: 5, honest: 6, penalty: 20, bond: 0 })).to.throw(RangeError, 'honest');
  });

  it('is one sure prover, or a + 1, where that is best', () => {
    const sure = { provers: 5, honest: 3, penalty: 20, bond: 0 };
    expect(() => planLottery({ ...sure, honest: 1 })).not.to.throw();
    expect(planLottery(sure)).to.include({ loss: 3, committee: 3, probability: 1, failureProbability: 0 });
    expect(planLottery({ ...sure, penalty: 0.5 })).to.include({ loss: 1, committee: 1, probability: 1 });
    expect(planLottery({ ...sure, honest: 5 })).to.include({ loss: 1, committee: 1, failureProbability: 0 });
  });
});
