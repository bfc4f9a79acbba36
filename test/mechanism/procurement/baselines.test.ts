import { expect } from 'chai';
import fc from 'fast-check';
import {
  fixedProversMechanism,
  payEachDeliveryMechanism,
  planBaselines,
  unboundedStakeMechanism,
} from '../../../packages/mechanism/src/procurement/baselines.ts';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import type { Mechanism, Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { anySetting, tolerance, typical } from './settings.ts';

/** The least max(a + kq, kq + ℓ(1-q)^k) over all c and a grid of q, and max(1, ℓ). */
function payEachOnGrid({ provers, honest, penalty }: Setting): number {
  const corrupted = provers - honest;
  let least = corrupted === 0 ? 1 : Math.max(1, penalty);
  for (let k = 1; k <= honest; k++) {
    for (let i = 0; i <= 1000; i++) {
      const q = i / 1000;
      least = Math.min(least, k * q + Math.max(corrupted, penalty * (1 - q) ** k));
    }
  }
  return least;
}

describe('planBaselines', () => {
  it('gives mechanisms that are incentive compatible and cost what they say', () => {
    fc.assert(
      fc.property(anySetting(12), (drawn) => {
        const setting = { ...drawn, penalty: Math.min(drawn.penalty, 1e5) };
        const { fixedProvers, payEachDelivery, unboundedStake } = planBaselines(setting);
        const cases: readonly (readonly [number, Mechanism])[] = [
          [fixedProvers.loss, fixedProversMechanism(setting, fixedProvers.provers)],
          [payEachDelivery.loss, payEachDeliveryMechanism(setting, payEachDelivery)],
          [unboundedStake.loss, unboundedStakeMechanism(setting)],
        ];
        for (const [loss, mechanism] of cases) {
          expect(checkIncentives(mechanism).residual).to.be.below(1e-12);
          expect(worstCaseLoss(mechanism, setting).loss / loss).to.be.closeTo(1, 1e-9);
        }
        if (setting.penalty >= 1) expect(unboundedStake.bond).to.equal(setting.penalty - 1);
        expect(cases[2]![1].roles[0]!.bond).to.equal(unboundedStake.bond);
      }),
    );
  });

  it('gives mechanisms that are the best of their kind', () => {
    fc.assert(
      fc.property(anySetting(10), (drawn) => {
        const setting = { ...drawn, penalty: Math.max(1, drawn.penalty) };
        const { fixedProvers, payEachDelivery } = planBaselines(setting);
        const grid = payEachOnGrid(setting);
        expect(payEachDelivery.loss).to.be.within(grid * 0.97, grid + tolerance(setting));
        for (let asked = 1; asked <= setting.provers; asked++) {
          const loss = asked > setting.provers - setting.honest ? asked : Math.max(asked, setting.penalty);
          expect(fixedProvers.loss).to.be.at.most(loss);
        }
      }),
      { examples: [...typical, { provers: 6, honest: 3, penalty: 2, bond: 0 }].map((setting) => [setting]) },
    );
  });

  it('refuses settings out of range', () => {
    expect(() => planBaselines({ provers: 5, honest: 6, penalty: 20, bond: 0 })).to.throw(RangeError, 'honest');
  });
});
