import { expect } from 'chai';
import { loadSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import { findRoot, minimize } from '../../../packages/mechanism/src/math/root.ts';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { asMechanism, optimalPayments } from '../../../packages/mechanism/src/procurement/optimal-payments.ts';
import { findOptimum } from '../../../packages/mechanism/src/procurement/optimum.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { bruteLoss } from './explicit-play.ts';

const grid: Setting[] = [2, 3, 4].flatMap((provers) =>
  Array.from({ length: provers }, (_, i) => i + 1).flatMap((honest) =>
    [3, 20, 150].flatMap((penalty) => [0, 2, 8].map((bond) => ({ provers, honest, penalty, bond }))),
  ),
);

const show = ({ provers, honest, penalty, bond }: Setting): string =>
  `n = ${provers}, h = ${honest}, ℓ = ${penalty}, S = ${bond}`;

/** The least 1 + (c-1)q = ℓ(1-q)^k - S over c, or one designate alone. */
function designatedLoss({ provers, honest, penalty, bond }: Setting): number {
  const a = provers - honest;
  if (a === 0) return 1;
  const losses = Array.from({ length: honest }, (_, i) => i + 1).map((k) => {
    const m = k + a - 1;
    if (penalty - bond <= 1) return 1;
    return 1 + m * findRoot((q) => 1 + m * q - (penalty * (1 - q) ** k - bond), 0, 1);
  });
  return Math.min(Math.max(1, penalty - bond), ...losses);
}

/** g_S of a falling profile. */
function boundOf(q: readonly number[], { honest, penalty, bond }: Setting): number {
  const silent = (these: readonly number[]): number => these.reduce((p, qi) => p * (1 - qi), 1);
  const active = q.reduce((sum, qi) => sum + qi, 0);
  return Math.max(active + penalty * silent(q), penalty * silent(q.slice(-honest)) - bond);
}

/** min g_S over the two shapes, one of which minimises it; in each it is convex in q. */
function leastBound(setting: Setting): number {
  const shapes = Array.from({ length: setting.provers }, (_, i) => i + 1).flatMap((c) => [
    (q: number) => [1, ...Array.from({ length: c - 1 }, () => q)],
    (q: number) => Array.from({ length: c }, () => q),
  ]);
  const padded = (q: readonly number[]): number[] => Array.from({ length: setting.provers }, (_, i) => q[i] ?? 0);
  return Math.min(...shapes.map((shape) => minimize((q) => boundOf(padded(shape(q)), setting), 0, 1).value));
}

const profiles: readonly (readonly [Setting, readonly number[]])[] = [
  [{ provers: 3, honest: 2, penalty: 10, bond: 0 }, [1, 0.7, 0.4]],
  [{ provers: 3, honest: 2, penalty: 10, bond: 3 }, [1, 0.7, 0]],
  [{ provers: 3, honest: 1, penalty: 30, bond: 3 }, [0.9, 0.6, 0.6]],
  [{ provers: 4, honest: 2, penalty: 20, bond: 3 }, [1, 0.48, 0.48, 0.48]],
  [{ provers: 4, honest: 3, penalty: 20, bond: 0 }, [0.8, 0.5, 0.3, 0]],
  [{ provers: 4, honest: 4, penalty: 20, bond: 2 }, [1, 0, 0, 0]],
];

const solver = await loadSolver();

describe('findOptimum', () => {
  it('finds payments for a profile', () => {
    for (const [setting, q] of profiles) {
      const found = optimalPayments(q, setting, solver);
      const mechanism = asMechanism(q, found, setting);
      const { compatible, violations } = checkIncentives(mechanism, 1e-8);
      expect(compatible, JSON.stringify(violations)).to.equal(true);
      expect(bruteLoss(mechanism, setting)).to.be.closeTo(found.loss, 1e-7);
      expect(worstCaseLoss(mechanism, setting).loss).to.be.closeTo(found.loss, 1e-7);
      expect(found.loss).to.be.at.least(boundOf(q, setting) - 1e-7);
    }
    // The designated rule is optimal for its own profile.
    const setting = { provers: 4, honest: 3, penalty: 20, bond: 2 };
    const q = findRoot((p) => 1 + 3 * p - (20 * (1 - p) ** 3 - 2), 0, 1);
    expect(optimalPayments([1, q, q, q], setting, solver).loss).to.be.closeTo(1 + 3 * q, 1e-8);
  });

  it('is at least the lower bound, and the designated plan is within 1 of it', () => {
    for (const setting of grid) {
      const { loss, q, tolerance, unsettled } = findOptimum(setting, solver);
      expect(loss, show(setting)).to.be.at.least(leastBound(setting) - 1e-7);
      expect(loss, show(setting)).to.be.at.least(boundOf(q, setting) - 1e-7);
      expect(designatedLoss(setting), show(setting)).to.be.within(loss - 1e-6, loss + 1 + 1e-7);
      expect(tolerance, show(setting)).to.be.below(1e-6);
      expect(unsettled, show(setting)).to.equal(0);
    }
  });

  it('returns a mechanism that the checkers find compatible, at its loss', () => {
    for (const setting of grid.filter(({ penalty }) => penalty === 20)) {
      const found = findOptimum(setting, solver);
      const mechanism = asMechanism(found.q, found, setting);
      const { violations } = checkIncentives(mechanism, 1e-7);
      expect(violations, show(setting)).to.deep.equal([]);
      expect(worstCaseLoss(mechanism, setting).loss, show(setting)).to.be.closeTo(found.loss, 1e-6);
    }
  });

  it('meets the bound where a symmetric profile is best and its prizes exist', () => {
    const setting = { provers: 3, honest: 1, penalty: 30, bond: 1 };
    const found = findOptimum(setting, solver);
    const q = findRoot((p) => 3 * p + 30 * (1 - p) ** 3 - (30 * (1 - p) - 1), 0.1, 1);
    expect(found.loss).to.be.closeTo(30 * (1 - q) - 1, 1e-6);
  });

  it('refuses more than four provers', () => {
    const setting = { provers: 5, honest: 3, penalty: 20, bond: 0 };
    expect(() => findOptimum(setting, solver)).to.throw(RangeError, 'provers must be at most 4, not 5');
  });
});
