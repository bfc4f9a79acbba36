import { expect } from 'chai';
import fc from 'fast-check';
import { loadSolver, type LinearSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import { boundTable, implementablePenalty } from '../../../packages/mechanism/src/procurement/implementable.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { bestPrizeTable, tableOf } from '../../../packages/mechanism/src/procurement/prize-search.ts';
import { solveTable } from '../../../packages/mechanism/src/procurement/prize-program.ts';
import { prizeTableMechanism } from '../../../packages/mechanism/src/procurement/prize-table.ts';
import {
  planSymmetric,
  symmetricShape,
  type SymmetricShape,
} from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { honestLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { anySetting, typical, uniform } from './settings.ts';
import { expectSound } from './sound.ts';
import { wholeProgramLoss } from './whole-program.ts';

/** A committee, and an activity -ln(1-q) near that of the bound. */
const anyProfile = (most: number): fc.Arbitrary<{ setting: Setting; committee: number; activity: number }> =>
  fc.tuple(anySetting(most, 2), uniform(0, 1), uniform(0.7, 1.5)).map(([drawn, share, factor]) => {
    const setting = { ...drawn, penalty: Math.max(5, Math.min(drawn.penalty, 1e4)) };
    const committee = setting.provers - setting.honest + 1 + Math.floor(share * (setting.honest - 1));
    return { setting, committee, activity: factor * Math.min(4, symmetricShape(committee, setting).activity) };
  });

const grid: readonly Setting[] = [2, 3, 4, 5, 7, 9].flatMap((provers) =>
  Array.from({ length: provers - 1 }, (_, i) => i + 1).flatMap((honest) =>
    [1.2, 5, 20, 150, 3000, 1e5].flatMap((penalty) => [0, 4].map((bond) => ({ provers, honest, penalty, bond }))),
  ),
);

const shapesOf = (setting: Setting): SymmetricShape[] =>
  Array.from({ length: setting.honest }, (_, i) => symmetricShape(setting.provers - setting.honest + i + 1, setting));

const isPlayable = ({ probability }: SymmetricShape): boolean => probability > 0 && probability < 1 - 1e-9;

const solver = await loadSolver();

describe('prize tables', () => {
  it('are incentive compatible, cost what they say, and are as good as any on a grid of c and q', () => {
    const expectBestSound = (setting: Setting): void => {
      const shape = planSymmetric(setting);
      const atShape = tableOf(shape, setting, solver);
      const best = bestPrizeTable(shape, atShape, setting, solver);
      expectSound(setting, atShape);
      expectSound(setting, best);
      expect(best.loss)
        .to.be.at.least(shape.loss * (1 - 1e-9))
        .and.at.most(atShape.loss);
    };
    for (const setting of typical) expectBestSound(setting);
    const playable = anySetting(12).map((drawn) => ({ ...drawn, penalty: Math.min(drawn.penalty, 1e5) }));
    fc.assert(fc.property(playable, expectBestSound), { numRuns: 40 });
    for (const setting of typical) {
      const shape = planSymmetric(setting);
      const best = bestPrizeTable(shape, tableOf(shape, setting, solver), setting, solver);
      const others = shapesOf(setting).flatMap(({ committee, activity, loss }) => {
        if (loss >= best.loss) return [];
        return Array.from({ length: 40 }, (_, i) => {
          const found = solveTable({ committee, activity: activity * 1.02 ** (i - 10) }, setting, solver, 1e-12);
          return found.table?.loss ?? Infinity;
        });
      });
      expect(best.loss).to.be.at.most(Math.min(Infinity, ...others) * (1 + 1e-4));
    }
  });

  it('are what LP1 with a variable for each payment has', () => {
    fc.assert(
      fc.property(anyProfile(8), ({ setting, committee, activity }) => {
        const { penalty, bond, provers, honest } = setting;
        const q = -Math.expm1(-activity);
        const everybody = committee * q + penalty * (1 - q) ** committee + bond;
        const silenced = penalty * (1 - q) ** (committee - provers + honest);
        const most = 16 * Math.max(everybody, silenced) - bond;
        const whole = wholeProgramLoss(setting, committee, q, solver, most);
        const { table } = solveTable({ committee, activity }, setting, solver, 0);
        if (table === null) {
          expect(whole, 'infeasible').to.deep.equal(NaN);
          return;
        }
        expectSound(setting, table);
        // A table of a bonded request leaves 1e-8 of the divisible sum to the solver's tolerance (prize-program.ts).
        expect(table.loss).to.be.closeTo(whole, 2e-8 * penalty);
      }),
      { numRuns: 150 },
    );
  });

  it('do not lose by leaving out unlikely numbers of deliveries', () => {
    for (const bond of [0, 30]) {
      const setting = { provers: 60, honest: 40, penalty: 500, bond };
      const loss = (tail: number): number =>
        solveTable({ committee: 60, activity: 0.12 }, setting, solver, tail).table!.loss;
      expect(loss(1e-12) / loss(0)).to.be.closeTo(1, 1e-9);
      expect(loss(1e-6) / loss(0)).to.be.closeTo(1, 1e-3);
    }
  });

  it('have the prizes of the paper', () => {
    const setting = { provers: 5, honest: 3, penalty: 20, bond: 0 };
    const { prizes, loss } = tableOf(planSymmetric(setting), setting, solver);
    expect(prizes.map((prize) => prize.toFixed(3))).to.deep.equal(['0.000', '3.054', '2.587']);
    expect(loss).to.be.closeTo(planSymmetric(setting).loss, 1e-12);
  });

  it('meet the bound exactly where -ln(1-q) ≥ ln(k+1), if q is the root and a ≥ 2', () => {
    const counts = { met: 0, missed: 0 };
    for (const setting of grid) {
      const corrupted = setting.provers - setting.honest;
      for (const shape of shapesOf(setting).filter((some) => some.equalized && isPlayable(some))) {
        expect(corrupted).to.be.at.least(2);
        const k = shape.committee - corrupted;
        const whole = wholeProgramLoss(setting, shape.committee, shape.probability, solver);
        const isMet = shape.activity >= Math.log1p(k);
        counts[isMet ? 'met' : 'missed']++;
        if (isMet) expect(whole / shape.loss).to.be.closeTo(1, 1e-8);
        else expect(whole / shape.loss).to.be.above(1 + 1e-7);
        expect(boundTable(shape, setting) !== null).to.equal(isMet);
        const threshold = implementablePenalty(shape.committee, k, setting.bond);
        expect(setting.penalty >= threshold).to.equal(isMet);
      }
    }
    expect(counts.met).to.be.above(50);
    expect(counts.missed).to.be.above(50);
  });

  it('meet the bound by the closed form as by the program', () => {
    for (const setting of grid) {
      for (const shape of shapesOf(setting)) {
        const table = boundTable(shape, setting);
        if (table === null || !isPlayable(shape)) continue;
        expect(table.loss / shape.loss).to.be.closeTo(1, 1e-10);
        expectSound(setting, table);
        table.prizes.forEach((prize, i) => {
          expect(prize / (i + 1)).to.be.at.least(-setting.bond / setting.provers - 1e-12);
        });
      }
    }
  });

  it('without bonds always meet it for a = 1, and never for a ≥ 2 where q is not the root', () => {
    for (const setting of grid.filter(({ bond }) => bond === 0)) {
      for (const shape of shapesOf(setting).filter((some) => !some.equalized && isPlayable(some))) {
        const ratio = wholeProgramLoss(setting, shape.committee, shape.probability, solver) / shape.loss;
        if (setting.provers - setting.honest === 1) expect(ratio).to.be.closeTo(1, 1e-8);
        else expect(ratio).to.be.above(1 + 1e-7);
      }
    }
  });

  it('cost in expectation what honest provers spend, and the penalty', () => {
    const setting = { provers: 30, honest: 20, penalty: 200, bond: 5 };
    const table = tableOf(planSymmetric(setting), setting, solver);
    const { payments } = honestLoss(prizeTableMechanism(setting, table), setting);
    expect(payments).to.be.closeTo(table.committee * table.probability, 1e-9);
  });

  it('exist for ten thousand provers', () => {
    for (const [honest, penalty, bond] of [
      [6700, 1e4, 0],
      [6700, 1e4, 100],
      [9000, 1e9, 0],
    ] as const) {
      const setting = { provers: 10_000, honest, penalty, bond };
      const shape = planSymmetric(setting);
      const table = tableOf(shape, setting, solver);
      const best = bestPrizeTable(shape, table, setting, solver);
      expect(best.loss).to.be.within(shape.loss, table.loss);
      expect(checkIncentives(prizeTableMechanism(setting, best)).residual).to.be.below(1e-9);
    }
  });

  it('fall back to the lottery when the solver fails', () => {
    const failing: LinearSolver = () => {
      throw Object.assign(new Error('none'), { name: 'LinearProgramError' });
    };
    for (const bond of [0, 5]) {
      const setting = { provers: 20, honest: 10, penalty: 100, bond };
      const shape = planSymmetric(setting);
      const table = tableOf(shape, setting, failing);
      expectSound(setting, table);
      const best = bestPrizeTable(shape, table, setting, failing);
      expectSound(setting, best);
      expect(best.loss).to.be.below(12);
    }
    const broken: LinearSolver = () => {
      throw new Error('broken');
    };
    const setting = { provers: 20, honest: 10, penalty: 100, bond: 0 };
    expect(() => tableOf(planSymmetric(setting), setting, broken)).to.throw('broken');
  });
});

describe('implementablePenalty', () => {
  it('is where the root is k/(k+1)', () => {
    for (const [committee, k, bond] of [
      [3, 1, 0],
      [12, 4, 0],
      [12, 4, 7],
      [40, 2, 0],
    ] as const) {
      const penalty = implementablePenalty(committee, k, bond);
      const corrupted = committee - k;
      const setting = { provers: committee, honest: committee - corrupted, penalty: penalty * (1 + 1e-9), bond };
      const { activity } = symmetricShape(committee, setting);
      expect(activity / Math.log1p(k)).to.be.closeTo(1, 1e-8);
    }
  });

  it('is the formula of the paper without bonds', () => {
    for (const [c, k] of [
      [3, 1],
      [7, 3],
      [12, 11],
    ] as const) {
      const paper = (c * k * (k + 1) ** (k - 1)) / (1 - (k + 1) ** -(c - k));
      expect(implementablePenalty(c, k) / paper).to.be.closeTo(1, 1e-12);
    }
  });

  it('refuses committees without corrupted members', () => {
    expect(() => implementablePenalty(3, 3)).to.throw(RangeError, 'honestMembers must be a whole number from 1 to 2');
    expect(() => implementablePenalty(3, 2, -1)).to.throw(RangeError, 'bond');
  });
});
