import { expect } from 'chai';
import fc from 'fast-check';
import { findRoot } from '../../../packages/mechanism/src/math/root.ts';
import type { Mechanism, Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { honestLoss, worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { anyMechanism, bruteLoss, costOf, designatedOf, expect as expected, play, writeOut } from './explicit-play.ts';

const sizeOf = ({ roles }: Mechanism): number => roles.reduce((sum, { size }) => sum + size, 0);

const anyCase = anyMechanism.chain((mechanism) =>
  fc
    .record({ honest: fc.integer({ min: 1, max: sizeOf(mechanism) }), penalty: fc.integer({ min: 0, max: 40 }) })
    .map((drawn) => ({ mechanism, setting: { ...drawn, provers: sizeOf(mechanism), bond: 0 } })),
);

/** The designated rule at its equality 1 + (c-1)q = ℓ(1-q)^k - S. */
function designatedPlan(setting: Setting, asked: number): { mechanism: Mechanism; loss: number } {
  const { provers, honest, penalty, bond } = setting;
  const k = asked - (provers - honest);
  const q = findRoot((p) => 1 + (asked - 1) * p - (penalty * (1 - p) ** k - bond), 0, 1);
  return { mechanism: designatedOf(setting, q, asked), loss: 1 + (asked - 1) * q };
}

/** One prize, to one of those that deliver. */
function lottery(provers: number, q: number): Mechanism {
  const prize = (provers * q) / (1 - (1 - q) ** provers);
  return {
    roles: [{ name: 'member', size: provers, probability: q, bond: 0 }],
    pay: ([delivered]) => [{ delivered: prize / delivered!, absent: 0 }],
  };
}

describe('worstCaseLoss', () => {
  it('agrees with every corrupted set and delivery, one by one', () => {
    fc.assert(
      fc.property(anyCase, ({ mechanism, setting }) => {
        expect(worstCaseLoss(mechanism, setting).loss).to.be.closeTo(bruteLoss(mechanism, setting), 1e-10);
      }),
      { numRuns: 80 },
    );
  });

  it('agrees with everybody following it', () => {
    fc.assert(
      fc.property(anyCase, ({ mechanism, setting }) => {
        const { q } = writeOut(mechanism);
        const free = q.map(() => undefined);
        const { loss, payments, failureProbability } = honestLoss(mechanism, setting);
        expect(loss).to.be.closeTo(expected(q, free, costOf(mechanism, setting.penalty)), 1e-10);
        expect(payments).to.be.closeTo(expected(q, free, costOf(mechanism, 0)), 1e-10);
        expect(failureProbability).to.be.closeTo(
          expected(q, free, (x) => (x.some(Boolean) ? 0 : 1)),
          1e-12,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('finds the designated plans to cost what their equality says', () => {
    for (const [provers, honest, penalty, bond, asked] of [
      [6, 4, 50, 6, 6],
      [100, 67, 1e4, 0, 80],
      [100, 67, 1e4, 100, 90],
      [200, 100, 20, 0, 150],
      [10_000, 6667, 1e6, 0, 10_000],
      [10_000, 6667, 1e6, 100, 4000],
    ] as const) {
      const setting = { provers, honest, penalty, bond };
      const { mechanism, loss } = designatedPlan(setting, asked);
      expect(worstCaseLoss(mechanism, setting).loss / loss).to.be.closeTo(1, 1e-9);
    }
  });

  it('knows a lottery of ten thousand to cost its prize at most', () => {
    const setting = { provers: 10_000, honest: 5000, penalty: 1e6, bond: 0 };
    expect(worstCaseLoss(lottery(10_000, 0.5), setting).loss / 5000).to.be.closeTo(1, 1e-12);
  });

  it('rises with the penalty and with the number of corrupted provers', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 0, max: 40 }), ({ mechanism, setting }, more) => {
        const { loss } = worstCaseLoss(mechanism, setting);
        const penalty = setting.penalty + more;
        expect(worstCaseLoss(mechanism, { ...setting, penalty }).loss).to.be.at.least(loss - 1e-10);
        const honest = Math.max(1, setting.honest - 1);
        expect(worstCaseLoss(mechanism, { ...setting, honest }).loss).to.be.at.least(loss - 1e-10);
      }),
      { numRuns: 60 },
    );
  });

  it('corrupts exactly a provers and no more than there are', () => {
    fc.assert(
      fc.property(anyCase, ({ mechanism, setting }) => {
        const { corrupted, delivering } = worstCaseLoss(mechanism, setting);
        expect(corrupted.reduce((sum, count) => sum + count, 0)).to.equal(setting.provers - setting.honest);
        mechanism.roles.forEach(({ size }, r) => {
          expect(corrupted[r]).to.be.within(0, size);
          expect(delivering[r]).to.be.within(0, corrupted[r]!);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is what played games cost on average, honest and attacked', () => {
    const setting = { provers: 12, honest: 8, penalty: 60, bond: 6 };
    for (const mechanism of [designatedOf(setting, 0.2, 10), designatedOf(setting, 0.45), lottery(12, 0.3)]) {
      const worst = worstCaseLoss(mechanism, setting);
      const attacked = play(mechanism, setting.penalty, worst);
      expect(Math.abs(attacked.mean - worst.loss)).to.be.at.most(4.5 * attacked.error + 1e-9);
      const honest = play(mechanism, setting.penalty);
      const { loss } = honestLoss(mechanism, setting);
      expect(Math.abs(honest.mean - loss)).to.be.at.most(4.5 * honest.error + 1e-9);
    }
  });

  it('refuses roles that are not all of the provers', () => {
    const setting = { provers: 7, honest: 4, penalty: 10, bond: 0 };
    const six = designatedOf({ ...setting, provers: 6 }, 0.5);
    expect(() => worstCaseLoss(six, setting)).to.throw(RangeError, 'provers = 7 members together, not 6');
    expect(() => honestLoss(six, { ...setting, honest: 9 })).to.throw(RangeError, 'honest');
  });
});
