import { expect } from 'chai';
import fc from 'fast-check';
import { findRoot } from '../../../packages/mechanism/src/math/root.ts';
import { designatedLossLimit, transitionPenalty } from '../../../packages/mechanism/src/procurement/asymptotics.ts';
import { planDesignated } from '../../../packages/mechanism/src/procurement/designated.ts';
import { planSymmetric } from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { uniform } from './settings.ts';

/** ℓ at which both bounds are equal for n provers. */
function finiteTransition(provers: number, honest: number, from: number, to: number): number {
  return findRoot(
    (penalty) => {
      const setting = { provers, honest, penalty, bond: 0 };
      return planDesignated(setting).loss - planSymmetric(setting).loss;
    },
    from,
    to,
  );
}

describe('limits for many provers', () => {
  it('the loss solves its equation', () => {
    fc.assert(
      fc.property(uniform(0.01, 1), uniform(0, 30), uniform(0, 500), (share, lnPenalty, bond) => {
        const loss = designatedLossLimit(share, Math.exp(lnPenalty), bond);
        if (Math.exp(lnPenalty) <= 1 + bond) expect(loss).to.equal(1);
        else expect(Math.log(loss + bond)).to.be.closeTo(lnPenalty - share * (loss - 1), 1e-9);
      }),
    );
  });

  it('ℓ* solves its equation, above its other root', () => {
    fc.assert(
      fc.property(uniform(0.01, 0.95), uniform(0, 50), (share, bond) => {
        const penalty = transitionPenalty(share, bond);
        const [left, right] = [1 + Math.log(penalty) + bond, penalty ** (1 - share)];
        expect(left / right).to.be.closeTo(1, 1e-9);
        expect((1 - share) * penalty ** (1 - share)).to.be.above(1);
      }),
    );
  });

  it('have the transitions of the paper', () => {
    expect(transitionPenalty(2 / 3).toFixed(1)).to.equal('302.3');
    expect(transitionPenalty(1 / 2).toFixed(2)).to.equal('12.34');
    expect(transitionPenalty(1)).to.equal(Infinity);
  });

  it('are approached by ten thousand provers', () => {
    for (const [honest, penalty, bond] of [
      [6700, 1e4, 0],
      [6700, 1e4, 100],
      [5000, 20, 0],
      [2000, 1e6, 5],
    ] as const) {
      const limit = designatedLossLimit(honest / 10_000, penalty, bond);
      const { loss } = planDesignated({ provers: 10_000, honest, penalty, bond });
      expect(loss / limit).to.be.within(0.98, 1);
    }
    expect(finiteTransition(1000, 500, 5, 50) / transitionPenalty(0.5)).to.be.closeTo(1, 0.05);
    expect(finiteTransition(1002, 668, 50, 2000) / transitionPenalty(2 / 3)).to.be.closeTo(1, 0.1);
  });

  it('refuse shares, penalties and bonds out of range', () => {
    expect(() => designatedLossLimit(0, 5)).to.throw(RangeError, 'honestShare');
    expect(() => designatedLossLimit(0.5, Infinity)).to.throw(RangeError, 'penalty');
    expect(() => designatedLossLimit(0.5, 5, -1)).to.throw(RangeError, 'bond');
    expect(() => transitionPenalty(1.1)).to.throw(RangeError, 'honestShare');
    expect(() => transitionPenalty(0.5, NaN)).to.throw(RangeError, 'bond');
  });
});
