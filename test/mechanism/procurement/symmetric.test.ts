import { expect } from 'chai';
import fc from 'fast-check';
import { planDesignated } from '../../../packages/mechanism/src/procurement/designated.ts';
import { planSymmetric, symmetricShape } from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { exactSymmetric } from './exact-shapes.ts';
import { anySetting, expectMonotone, tolerance, typical, uniform } from './settings.ts';

describe('planSymmetric', () => {
  it('costs what a computation with 40 digits gives', () => {
    fc.assert(
      fc.property(anySetting(8), (setting) => {
        const exact = exactSymmetric(setting);
        expect(exact.div(planSymmetric(setting).loss).minus(1).abs().toNumber()).to.be.below(1e-12);
      }),
      { numRuns: 30, examples: typical.map((setting) => [setting]) },
    );
  });

  it('has the best q of each c', () => {
    fc.assert(
      fc.property(anySetting(12, 2), uniform(0, 1), (setting, share) => {
        const { provers, honest, penalty, bond } = setting;
        const k = 1 + Math.floor(share * (honest - 1));
        const committee = provers - honest + k;
        const { loss } = symmetricShape(committee, setting);
        for (let i = 0; i <= 400; i++) {
          const q = (i / 400) ** 2;
          const everybody = committee * q + penalty * (1 - q) ** committee;
          expect(Math.max(everybody, penalty * (1 - q) ** k - bond)).to.be.at.least(loss - tolerance(setting));
        }
      }),
    );
  });

  it('tells whether silence and honesty cost the same', () => {
    fc.assert(
      fc.property(anySetting(20, 2), (setting) => {
        const { equalized, failureProbability, activity, loss } = planSymmetric(setting);
        const silenced = setting.penalty * failureProbability - setting.bond;
        if (equalized) expect(silenced).to.be.closeTo(loss, tolerance(setting) * loss);
        else if (Number.isFinite(activity)) expect(silenced).to.be.at.most(loss + tolerance(setting));
      }),
    );
  });

  it('finds the losses of the paper', () => {
    const loss = (provers: number, honest: number, penalty: number, bond: number): number =>
      planSymmetric({ provers, honest, penalty, bond }).loss;
    expect(loss(100, 67, 1e4, 0).toFixed(2)).to.equal('10.12');
    expect(loss(100, 67, 1e4, 100).toFixed(2)).to.equal('9.56');
    expect(loss(200, 100, 20, 0).toFixed(2)).to.equal('3.99');
    expect(loss(5, 3, 20, 0).toFixed(4)).to.equal('2.6491');
    const { committee, probability } = planSymmetric({ provers: 5, honest: 3, penalty: 20, bond: 0 });
    expect([committee, probability.toFixed(4)]).to.deep.equal([3, '0.8675']);
  });

  it('finds with the designated loss how much the bonds of the paper save: 26.1 %', () => {
    const bound = (bond: number): number => {
      const setting = { provers: 100, honest: 67, penalty: 1e4, bond };
      return Math.min(planDesignated(setting).loss, planSymmetric(setting).loss);
    };
    expect((100 * (1 - bound(100) / bound(0))).toFixed(1)).to.equal('26.1');
  });

  it('keeps its accuracy for ten thousand provers', () => {
    for (const [honest, penalty, bond] of [
      [8, 1e9, 0],
      [5, 1e4, 1000],
    ] as const) {
      const setting = { provers: 10_000, honest, penalty, bond };
      const exact = exactSymmetric(setting);
      expect(exact.div(planSymmetric(setting).loss).minus(1).abs().toNumber()).to.be.below(1e-12);
    }
  });

  it('rises with ℓ and falls with S and h', () => {
    expectMonotone((setting) => planSymmetric(setting).loss);
  });

  it('asks nobody where no proof costs less than one', () => {
    const setting = { provers: 6, honest: 4, penalty: 0.5, bond: 3 };
    expect(planSymmetric(setting)).to.include({ loss: 0.5, probability: 0, failureProbability: 1 });
    expect(planSymmetric({ ...setting, penalty: 0 }).loss).to.equal(0);
  });

  it('refuses settings out of range', () => {
    expect(() => planSymmetric({ provers: 5, honest: 6, penalty: 20, bond: 0 })).to.throw(RangeError, 'honest');
  });

  it('asks one where all are honest', () => {
    const setting = { provers: 6, honest: 6, penalty: 50, bond: 3 };
    expect(() => planSymmetric(setting)).not.to.throw();
    expect(planSymmetric(setting)).to.include({ loss: 1, committee: 1, probability: 1 });
  });
});
