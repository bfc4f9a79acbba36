/** The best prize table: the search over c and q around LP1. */
import type { LinearSolver } from '../math/linear-program.ts';
import { findRoot } from '../math/root.ts';
import { boundTable } from './implementable.ts';
import { planLottery } from './lottery.ts';
import type { Setting } from './mechanism.ts';
import { solveTable } from './prize-program.ts';
import { emptyTable, type PrizeTable, type Profile } from './prize-table.ts';
import { thresholdTable } from './prize-threshold.ts';
import { symmetricShape, type SymmetricShape } from './symmetric.ts';

/** What is left out of a table while searching, and of the one that is returned. */
const COARSE = 1e-9;
const FINE = 1e-12;

/** Size of all programs together after which the search ends; on the order of half a second. */
const BUDGET = 200_000;

/** Golden-section steps for each c while c is searched, in c itself, and for the c that was found. */
const STEPS = { probability: 7, committee: 9, last: 20 };

const NEAR = 1e-7;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The least value of f that golden section sees in a fixed number of steps. */
function section(f: (x: number) => number, low: number, high: number, steps: number): number {
  let [from, to] = [low, high];
  let [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)];
  let [atLeft, atRight] = [f(left), f(right)];
  let least = Math.min(atLeft, atRight);
  for (let step = 2; step < steps; step++) {
    if (atLeft <= atRight) {
      [to, right, atRight] = [right, left, atLeft];
      left = to - GOLDEN * (to - from);
      atLeft = f(left);
    } else {
      [from, left, atLeft] = [left, right, atRight];
      right = from + GOLDEN * (to - from);
      atRight = f(right);
    }
    least = Math.min(least, atLeft, atRight);
  }
  return least;
}

/** Whether a loss is so near its bound that a search for less is in vain. */
function isAt(bound: number, loss: number): boolean {
  return loss <= bound * (1 + NEAR);
}

/**
 * A table for a shape's own c and q: nothing for q = 0, the closed form, one threshold if that meets the bound,
 * LP1, or one threshold if LP1 is too large or not solved.
 */
export function tableOf(shape: SymmetricShape, setting: Setting, solver: LinearSolver): PrizeTable {
  if (shape.probability === 0) return emptyTable(shape.committee, setting);
  const closed = boundTable(shape, setting);
  if (closed !== null) return closed;
  const simple = thresholdTable(shape, setting);
  if (simple !== null && simple.loss <= shape.loss * (1 + 1e-12)) return simple;
  return solveTable(shape, setting, solver, FINE).table ?? simple!;
}

/** Between which y a table for `committee` could lose less than `loss`, as far as the bound of its shape tells. */
function bracket(committee: number, loss: number, { provers, honest, penalty, bond }: Setting): [number, number] {
  const k = committee - (provers - honest);
  const low = Math.max(0, Math.log(penalty / (loss + bond)) / k);
  const everybody = (y: number): number => penalty * Math.exp(-committee * y) - committee * Math.expm1(-y) - loss;
  const lowest = Math.max(low, Math.log(penalty) / (committee - 1));
  const high = Math.max(lowest, Math.log(penalty) / k) + 1;
  return [low, everybody(lowest) < 0 && everybody(high) > 0 ? findRoot(everybody, lowest, high) : high];
}

/** The least loss of boundTable over all c, which needs no linear program. */
function bestBoundTable(setting: Setting): PrizeTable | null {
  const { provers, honest } = setting;
  let best: SymmetricShape | null = null;
  for (let k = 1; k <= honest; k++) {
    const shape = symmetricShape(provers - honest + k, setting);
    const isMet = shape.equalized && shape.activity >= Math.log1p(k);
    if (isMet && !(best !== null && best.loss <= shape.loss)) best = shape;
  }
  return best && boundTable(best, setting);
}

/**
 * The best prize table that is found: of those that meet the bound of their own c (implementable.ts), `atShape`, which is
 * for the c and q of the symmetric bound, the lottery's c and q with one threshold, and LP1 (one threshold if LP1 is too
 * large) at further c and q. The last are found by golden section in k and, inside, in -ln(1-q), where the bound of the
 * shape does not rule a c or q out. That the loss has one minimum in either is not proven, and large programs end the
 * search early; so it is an upper bound of what tables can do, and the loss of a true mechanism in any case.
 */
export function bestPrizeTable(
  shape: SymmetricShape,
  atShape: PrizeTable,
  setting: Setting,
  solver: LinearSolver,
): PrizeTable {
  const { provers, honest } = setting;
  const corrupted = provers - honest;
  let best = atShape;
  let coarse: Profile | null = null;
  const keep = (table: PrizeTable | null): boolean => {
    if (table === null || table.loss >= best.loss) return false;
    [best, coarse] = [table, null];
    return true;
  };
  if (isAt(shape.loss, best.loss)) return best;
  const lottery = planLottery(setting);
  const asLottery = { committee: lottery.committee, activity: -Math.log1p(-lottery.probability) };
  keep(thresholdTable(asLottery, setting));
  keep(bestBoundTable(setting));

  let spent = 0;
  const lossAt = (candidate: Profile): number => {
    if (spent > BUDGET) return Infinity;
    const { table, size } = solveTable(candidate, setting, solver, COARSE);
    spent += size;
    const found = table ?? thresholdTable(candidate, setting);
    if (keep(found)) coarse = candidate;
    return found?.loss ?? Infinity;
  };
  const searchActivity = (committee: number, steps: number): number => {
    const [low, high] = bracket(committee, best.loss, setting);
    return section((activity) => lossAt({ committee, activity }), low, high, steps);
  };
  const known = new Map<number, number>();
  const lossFor = (k: number): number => {
    const committee = corrupted + k;
    const limit = symmetricShape(committee, setting).loss;
    if (limit >= best.loss) return limit;
    const loss = known.get(k) ?? searchActivity(committee, STEPS.probability);
    known.set(k, loss);
    return loss;
  };
  lossFor(shape.committee - corrupted);
  lossFor(honest);
  section((lnK) => lossFor(Math.round(Math.exp(lnK))), 0, Math.log(honest), STEPS.committee);
  if (!isAt(symmetricShape(best.committee, setting).loss, best.loss)) {
    searchActivity(best.committee, STEPS.last);
  }
  if (coarse !== null) keep(solveTable(coarse, setting, solver, FINE).table);
  return best;
}
