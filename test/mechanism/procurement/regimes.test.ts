import { expect } from 'chai';
import { loadSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import { designatedLossLimit, transitionPenalty } from '../../../packages/mechanism/src/procurement/asymptotics.ts';
import { planDesignated } from '../../../packages/mechanism/src/procurement/designated.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { planProcurement } from '../../../packages/mechanism/src/procurement/plan.ts';
import { type Regime, regimeLimit, regimeOf } from '../../../packages/mechanism/src/procurement/regimes.ts';

const solver = await loadSolver();

/** Settings of each regime, and for few provers what is best among mechanisms that can be paid (plan.test.ts has more). */
const EXAMPLES: readonly (readonly [string, Setting, Regime, string?])[] = [
  ['less to lose than a proof costs', { provers: 6, honest: 4, penalty: 0.5, bond: 3 }, 'none', 'none'],
  ['bonds of nearly the penalty', { provers: 6, honest: 4, penalty: 20, bond: 19 }, 'one designate', 'designated'],
  ['nobody corrupted', { provers: 9, honest: 9, penalty: 1e4, bond: 0 }, 'one designate', 'designated'],
  [
    'two thirds honest and bonds of a proof each',
    { provers: 100, honest: 67, penalty: 1e4, bond: 100 },
    'designate and committee',
  ],
  ['two thirds honest, below ℓ*', { provers: 1000, honest: 667, penalty: 200, bond: 0 }, 'designate and committee'],
  ['two thirds honest, above ℓ*', { provers: 100, honest: 67, penalty: 1e4, bond: 0 }, 'symmetric, unpaid'],
  ['half honest, above ℓ*', { provers: 200, honest: 100, penalty: 20, bond: 0 }, 'symmetric, unpaid'],
  ['few provers and a prize table', { provers: 5, honest: 3, penalty: 20, bond: 0 }, 'symmetric', 'symmetric'],
  [
    'so much to lose that a + 1 deliver nearly always',
    { provers: 20, honest: 14, penalty: 1e4, bond: 0 },
    'symmetric',
    'symmetric',
  ],
];

describe('the map of regimes', () => {
  for (const [name, setting, regime, best] of EXAMPLES) {
    it(`has ${regime} for ${name}`, () => {
      expect(regimeOf(setting)).to.equal(regime);
      if (best !== undefined) expect(planProcurement(setting, {}, solver).best).to.equal(best);
    });
  }

  it('is that of many provers on either side of its borders', () => {
    for (const [honest, bond] of [
      [500, 0],
      [667, 0],
      [500, 10],
    ] as const) {
      const share = honest / 1000;
      const transition = transitionPenalty(share, bond);
      for (const penalty of [0.9, 1.05, (1 + bond) * 0.9, (1 + bond) * 1.3, transition * 0.8, transition * 1.2, 1e6]) {
        const setting = { provers: 1000, honest, penalty, bond };
        expect(regimeOf(setting), JSON.stringify(setting)).to.equal(regimeLimit(share, penalty, bond));
      }
    }
    expect(regimeLimit(1, 1e9)).to.equal('one designate');
    expect(transitionPenalty(2 / 3)).to.be.closeTo(302.3, 0.05);
    expect(transitionPenalty(1 / 2)).to.be.closeTo(12.34, 0.005);
  });

  it('has a loss that grows as ln ℓ without bonds, and as ln(ℓ/S) with bonds that grow', () => {
    const share = 2 / 3;
    for (const exponent of [40, 80, 160]) {
      const penalty = 10 ** exponent;
      const growth = Math.log(penalty) / share;
      expect(designatedLossLimit(share, penalty) / growth).to.be.closeTo(1, 4 / Math.sqrt(exponent * exponent));
      for (const part of [0.1, 0.25]) {
        const bond = 10 ** Math.min(12, part * exponent);
        const expected = (Math.log(penalty) - Math.log(bond)) / share;
        expect(designatedLossLimit(share, penalty, bond) / expected).to.be.closeTo(1, 0.05);
      }
    }
    expect(planDesignated({ provers: 100, honest: 67, penalty: 1e4, bond: 9999 }).loss).to.equal(1);
  });
});
