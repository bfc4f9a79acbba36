/**
 * The least loss over all incentive-compatible mechanisms, for very few provers: an oracle for the plans, which are
 * within 1 of it (Adversarial procurement in blockchains, 2026, §2).
 */
import type { LinearSolver } from '../math/linear-program.ts';
import { minimize } from '../math/root.ts';
import { checkSetting, type Setting } from './mechanism.ts';
import { optimalPayments, type OptimalPayments } from './optimal-payments.ts';
import { searchSimplex, type SimplexPoint } from './simplex-search.ts';

export interface Optimum extends OptimalPayments {
  /** The strategy profile, falling. */
  readonly q: readonly number[];
  /** What the last, finer round of the search still gained; the inner program is exact to 1e-9 relative. */
  readonly tolerance: number;
  /** Profiles whose program the solver could not settle; they were passed over. */
  readonly unsettled: number;
}

/** Who delivers always, who sometimes and who never. */
interface Face {
  readonly always: number;
  readonly sometimes: number;
  readonly never: number;
}

/** -ln(1 - q), in which the failure probability is exponential; beyond these the face next to it is meant. */
const LEAST_ACTIVITY = 1e-6;
const MOST_ACTIVITY = 30;
const GRID = [0.03, 0.1, 0.3, 0.6, 1, 1.5, 2.2, 3, 4.5, 7, 12];

const STARTS = 4;
const FIRST_ROUND = { step: 0.2, spread: 1e-6, most: 120 };
const FINEST_ROUND = { step: 0.1, spread: 1e-13, most: 100 };
const FINER_STEPS = [0.05, -0.01, 0.003, -0.001, 0.0003, -0.0001];

function profile({ always, never }: Face, activities: readonly number[]): number[] {
  const sometimes = activities.map((y) => -Math.expm1(-Math.min(MOST_ACTIVITY, Math.max(LEAST_ACTIVITY, y))));
  const [ones, zeros] = [always, never].map((length) => Array.from({ length }));
  return [...ones!.map(() => 1), ...sometimes.toSorted((a, b) => b - a), ...zeros!.map(() => 0)];
}

/** g_S(q): what every incentive-compatible mechanism with a (falling) profile q costs at least. */
function leastLoss(q: readonly number[], { honest, penalty, bond }: Setting): number {
  const silence = (profileOf: readonly number[]): number => profileOf.reduce((p, qi) => p * (1 - qi), 1);
  const active = q.reduce((sum, qi) => sum + qi, 0);
  return Math.max(active + penalty * silence(q), penalty * silence(q.slice(q.length - honest)) - bond);
}

function facesOf(n: number): Face[] {
  const upTo = (most: number): number[] => Array.from({ length: most + 1 }, (_, i) => i);
  return upTo(n).flatMap((always) =>
    upTo(n - always).map((sometimes) => ({ always, sometimes, never: n - always - sometimes })),
  );
}

/** All falling vectors of `length` grid values. */
function fallingGrid(length: number, most = GRID.length): number[][] {
  if (length === 0) return [[]];
  return GRID.slice(0, most).flatMap((y, i) => fallingGrid(length - 1, i + 1).map((rest) => [y, ...rest]));
}

/** Where a bound is lowest among the profiles in which all that deliver sometimes do so equally often, be it ever so rarely. */
function lowestOnDiagonal(length: number, bound: (activities: readonly number[]) => number): number[] {
  const spread = (y: number): number[] => Array.from({ length }, () => y);
  return spread(minimize((y) => bound(spread(y)), LEAST_ACTIVITY, MOST_ACTIVITY).x);
}

/** A local minimum among the profiles in which all that deliver sometimes do so equally often. */
function onDiagonal({ x, value }: SimplexPoint, loss: (x: readonly number[]) => number): SimplexPoint {
  const spread = (y: number): number[] => x.map(() => y);
  const middle = x.reduce((sum, y) => sum + y, 0) / x.length;
  const start = { x: [middle], value: Math.max(value, loss(spread(middle))) };
  const found = searchSimplex(([y]) => loss(spread(y!)), start, FINEST_ROUND);
  return { x: spread(found.x[0]!), value: found.value };
}

/** The same solver, but a program that it cannot settle counts as infeasible, and is told. */
export function passingOver(solver: LinearSolver, told: () => void): LinearSolver {
  return (program) => {
    try {
      return solver(program);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'LinearProgramError')) throw error;
      told();
      return { status: 'infeasible' };
    }
  };
}

/**
 * min over q and p of Loss(p, q), all pairs being incentive compatible with participation, bonds s_i = S/n.
 *
 * Inner: optimalPayments, exact. Outer: over the faces of [0,1]ⁿ (which provers have q = 1, between, 0; sorted, since
 * provers are alike), in each of which the inner optimum is continuous but neither convex nor smooth; there simplices
 * move from the most promising points of a grid, and profiles whose bound g_S is above the best loss so far are left
 * out, which loses nothing. So the result is the loss of a true mechanism, hence an upper bound of the optimum; that
 * it is the optimum is searched, not proven. Deterministic. n ≤ 4: seconds.
 * @throws RangeError if the setting is malformed or n > 4.
 */
export function findOptimum(setting: Setting, solver: LinearSolver): Optimum {
  checkSetting(setting);
  if (setting.provers > 4) throw new RangeError(`provers must be at most 4, not ${setting.provers}`);
  let best: Optimum = { loss: Infinity, q: [], payments: [], tolerance: 0, unsettled: 0 };
  let unsettled = 0;
  const careful = passingOver(solver, () => unsettled++);
  const lossAt = (face: Face, activities: readonly number[]): number => {
    const q = profile(face, activities);
    const least = leastLoss(q, setting);
    if (least >= best.loss) return least;
    const found = optimalPayments(q, setting, careful);
    if (found.loss < best.loss) best = { ...found, q, tolerance: 0, unsettled: 0 };
    return found.loss;
  };
  const finalists: { face: Face; point: SimplexPoint }[] = [];
  const faces = facesOf(setting.provers).toSorted((a, b) => a.sometimes - b.sometimes);
  for (const face of faces) {
    const bound = (activities: readonly number[]): number => leastLoss(profile(face, activities), setting);
    const candidates = fallingGrid(face.sometimes);
    if (face.sometimes > 0) candidates.push(lowestOnDiagonal(face.sometimes, bound));
    const promising = candidates
      .map((x) => ({ x, value: bound(x) }))
      .toSorted((a, b) => a.value - b.value)
      .slice(0, 6 * STARTS)
      .map(({ x }) => ({ x, value: lossAt(face, x) }))
      .toSorted((a, b) => a.value - b.value)
      .slice(0, STARTS);
    if (face.sometimes === 0) continue;
    const starts = [...promising, onDiagonal(promising[0]!, (x) => lossAt(face, x))];
    for (const start of starts) {
      finalists.push({ face, point: searchSimplex((x) => lossAt(face, x), start, FIRST_ROUND) });
    }
  }
  let last = finalists.toSorted((a, b) => a.point.value - b.point.value).slice(0, 2 * STARTS);
  let before = best.loss;
  for (const step of FINER_STEPS) {
    before = best.loss;
    last = last.map(({ face, point }) => ({
      face,
      point: searchSimplex((x) => lossAt(face, x), point, { step, spread: 1e-13, most: 100 }),
    }));
  }
  return { ...best, tolerance: before - best.loss, unsettled };
}
