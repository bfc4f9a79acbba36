import { expect } from 'chai';
import fc from 'fast-check';
import { loadSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { findOptimum } from '../../../packages/mechanism/src/procurement/optimum.ts';
import { planProcurement, plannedMechanism } from '../../../packages/mechanism/src/procurement/plan.ts';
import { honestLoss, worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { play } from './explicit-play.ts';
import { anySetting, tolerance } from './settings.ts';

const anyCase = anySetting(9).chain((drawn) =>
  fc
    .integer({ min: 1, max: Math.min(3, drawn.provers) })
    .map((designates) => ({ setting: { ...drawn, penalty: Math.min(drawn.penalty, 1e5) }, designates })),
);

/** Symmetric is best; designated is, by far and by 0.24; nobody should be asked. */
const typical: readonly Setting[] = [
  { provers: 5, honest: 3, penalty: 20, bond: 0 },
  { provers: 100, honest: 67, penalty: 1e4, bond: 100 },
  { provers: 3, honest: 2, penalty: 7, bond: 1 },
  { provers: 6, honest: 4, penalty: 0.5, bond: 3 },
];

const solver = await loadSolver();

describe('planProcurement', () => {
  it('proposes a mechanism that does what it says, and the best that it has', () => {
    const expectTrue = (setting: Setting, designates: number): void => {
      const planned = planProcurement(setting, { designates }, solver);
      const mechanism = plannedMechanism(setting, planned);
      expect(checkIncentives(mechanism).residual).to.be.below(1e-9);
      const worst = worstCaseLoss(mechanism, setting);
      const scale = Math.max(1, planned.loss, setting.bond);
      expect(worst.loss / scale).to.be.closeTo(planned.loss / scale, 1e-9);
      const honest = honestLoss(mechanism, setting);
      expect(honest.failureProbability).to.be.closeTo(planned.failureProbabilityHonest, 1e-9);
      expect(honest.payments).to.be.closeTo(planned.expectedProvers, 1e-9 * scale);
      expect(honest.payments).to.be.at.most(planned.maximumPayment + 1e-9 * scale);
      expect(worst.payments).to.be.at.most(planned.maximumPayment + 1e-9 * scale);
    };
    for (const setting of typical) expectTrue(setting, 1);
    fc.assert(
      fc.property(anyCase, ({ setting, designates }) => expectTrue(setting, designates)),
      { numRuns: 40 },
    );
    fc.assert(
      fc.property(anyCase, ({ setting, designates }) => {
        const { best, loss, gap, bound, designated, symmetric } = planProcurement(setting, { designates }, solver);
        const losses = {
          none: setting.penalty,
          designated: designated.loss,
          symmetric: symmetric.achieved.loss,
        };
        expect(loss).to.equal(losses[best]);
        if (losses.none < designated.loss && losses.none <= losses.symmetric) expect(best).to.equal('none');
        expect(loss).to.equal(Math.min(...Object.values(losses)));
        expect(gap).to.equal(loss - bound);
        expect(gap).to.be.at.least(-tolerance(setting) * (1 + loss));
        expect(bound).to.be.at.most(Math.min(setting.penalty, symmetric.loss));
        const alone = planProcurement(setting, {}, solver).designated.loss;
        expect(bound).to.equal(Math.min(setting.penalty, symmetric.loss, alone));
        expect(symmetric.achieved.meetsBound).to.equal(symmetric.achieved.loss <= symmetric.loss * (1 + 1e-9));
      }),
      { numRuns: 40, examples: typical.map((setting) => [{ setting, designates: 1 }]) },
    );
  });

  it('chooses each shape where it is best', () => {
    expect(typical.map((setting) => planProcurement(setting, {}, solver).best)).to.deep.equal([
      'symmetric',
      'designated',
      'designated',
      'none',
    ]);
  });

  it('tells apart what tables achieve from the symmetric bound of the paper', () => {
    const setting = { provers: 100, honest: 67, penalty: 1e4, bond: 0 };
    const { best, loss, bound, symmetric, designated } = planProcurement(setting, {}, solver);
    expect([best, loss.toFixed(2), bound.toFixed(2)]).to.deep.equal(['designated', '10.62', '10.12']);
    expect([symmetric.loss.toFixed(2), symmetric.tableLoss.toFixed(2)]).to.deep.equal(['10.12', '13.08']);
    expect(symmetric.achieved.meetsBound).to.equal(false);
    expect(symmetric.achieved.loss).to.be.within(designated.loss, 11.39);
  });

  it('leaves bonds alone where a table is better off without them', () => {
    const achieved = (bond: number) =>
      planProcurement({ provers: 200, honest: 100, penalty: 20, bond }, {}, solver).symmetric.achieved;
    const without = achieved(0);
    for (const bond of [20, 50, 200]) expect(achieved(bond).loss, `S = ${bond}`).to.be.at.most(without.loss);
    expect(achieved(200)).to.deep.equal(without);
  });

  it('is between the optimum of few provers and one more', () => {
    for (const [provers, honest, penalty, bond] of [
      [3, 2, 20, 0],
      [3, 1, 8, 2],
      [4, 2, 30, 0],
      [4, 3, 12, 4],
    ] as const) {
      const setting = { provers, honest, penalty, bond };
      const { loss, bound, symmetric } = planProcurement(setting, {}, solver);
      const optimum = findOptimum(setting, solver).loss;
      expect(bound).to.be.at.most(optimum + 1e-7);
      expect(loss).to.be.within(optimum - 1e-6, optimum + 1);
      expect(symmetric.achieved.loss).to.be.at.least(optimum - 1e-6);
    }
  });

  it('is what played games cost on average, honest and attacked', () => {
    for (const setting of [
      { provers: 5, honest: 3, penalty: 20, bond: 0 },
      { provers: 10, honest: 7, penalty: 100, bond: 3 },
      { provers: 6, honest: 4, penalty: 50, bond: 6 },
    ]) {
      const planned = planProcurement(setting, {}, solver);
      const mechanism = plannedMechanism(setting, planned);
      const attacked = play(mechanism, setting.penalty, worstCaseLoss(mechanism, setting));
      expect(Math.abs(attacked.mean - planned.loss)).to.be.at.most(4.5 * attacked.error + 1e-9);
      const honest = play(mechanism, setting.penalty);
      const cost = planned.expectedProvers + setting.penalty * planned.failureProbabilityHonest;
      expect(Math.abs(honest.mean - cost)).to.be.at.most(4.5 * honest.error + 1e-9);
    }
  });

  it('plans for ten thousand provers', () => {
    const setting = { provers: 10_000, honest: 6700, penalty: 1e4, bond: 0 };
    const planned = planProcurement(setting, {}, solver);
    expect(planned.gap).to.be.within(0, 1);
    expect(planned.symmetric.achieved.loss).to.be.within(planned.symmetric.loss, planned.symmetric.tableLoss);
  });

  it('refuses settings out of range', () => {
    const setting = { provers: 5, honest: 3, penalty: 20, bond: 0 };
    expect(() => planProcurement({ ...setting, honest: 6 }, {}, solver)).to.throw(RangeError, 'honest');
    expect(() => planProcurement({ ...setting, provers: 10_001 }, {}, solver)).to.throw(RangeError, 'provers');
    expect(() => planProcurement({ ...setting, bond: -1 }, {}, solver)).to.throw(RangeError, 'bond');
    expect(() => planProcurement(setting, { designates: 6 }, solver)).to.throw(RangeError, 'designates');
  });
});
