/**
 * Proofs that an answer to a linear program is right, from the program as it was given and nothing else.
 *
 * Letters: x the variables, y the multipliers of the rows, a the matrix, c the costs, z = c - aᵀy the reduced costs.
 * By duality every y with suitable signs bounds c·x from below; what c·x exceeds the bound by is
 * Σ z[j]·(x[j] - its bound) + Σ y[i]·((ax)[i] - its side), where the bound (side) is the lower one if the factor is
 * positive, else the upper one.
 *
 * All tolerances are relative to the sum of the magnitudes of the terms that are added up.
 */
import type { SparseMatrix } from './equilibration.ts';
import type { Interval, LinearProgram } from './linear-program.ts';

const TOLERANCE = 1e-9;

/** A sum and the sum of its terms' magnitudes. */
interface Sums {
  readonly value: Float64Array;
  readonly magnitude: Float64Array;
}

/** a·x, or aᵀ·y with the roles of rows and columns exchanged. */
function multiply(matrix: SparseMatrix, vector: ArrayLike<number>, size: number, transposed: boolean): Sums {
  const [to, from] = transposed ? [matrix.columnOf, matrix.rowOf] : [matrix.rowOf, matrix.columnOf];
  const sums = { value: new Float64Array(size), magnitude: new Float64Array(size) };
  matrix.values.forEach((value, entry) => {
    const term = value * vector[from[entry]!]!;
    sums.value[to[entry]!]! += term;
    sums.magnitude[to[entry]!]! += Math.abs(term);
  });
  return sums;
}

/** Whether `value` is outside the interval by more than the tolerance. */
function isOutside({ lower, upper }: Interval, value: number, magnitude: number): boolean {
  const below = lower - value > TOLERANCE * (magnitude + Math.abs(lower));
  const above = value - upper > TOLERANCE * (magnitude + Math.abs(upper));
  return below || above;
}

/** The end of the interval that a factor of this sign pushes the quantity to when the factor's product is minimised. */
function pushedEnd({ lower, upper }: Interval, factor: number): number {
  return factor > 0 ? lower : upper;
}

/** Why `x` with multipliers `y` is not proven optimal, or null. */
export function optimalityFault(
  program: LinearProgram,
  matrix: SparseMatrix,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): string | null {
  const { rows, bounds, minimize } = program;
  const activity = multiply(matrix, x, rows.length, false);
  const row = rows.findIndex((side, i) => isOutside(side, activity.value[i]!, activity.magnitude[i]!));
  if (row >= 0) return `row ${row} is ${activity.value[row]}, outside its bounds`;
  const column = bounds.findIndex((bound, j) => isOutside(bound, x[j]!, Math.abs(x[j]!)));
  if (column >= 0) return `variable ${column} is ${x[column]}, outside its bounds`;

  const price = multiply(matrix, y, bounds.length, true);
  let gap = 0;
  let magnitude = 0;
  for (const [i, side] of rows.entries()) {
    const end = pushedEnd(side, y[i]!);
    if (y[i] === 0) continue;
    if (!Number.isFinite(end)) return `the multiplier ${y[i]} of row ${i} has the wrong sign`;
    gap += y[i]! * (activity.value[i]! - end);
    magnitude += Math.abs(y[i]!) * (activity.magnitude[i]! + Math.abs(end));
  }
  for (const [j, bound] of bounds.entries()) {
    const reduced = minimize[j]! - price.value[j]!;
    magnitude += Math.abs(minimize[j]! * x[j]!);
    if (Math.abs(reduced) <= TOLERANCE * (Math.abs(minimize[j]!) + price.magnitude[j]!)) continue;
    const end = pushedEnd(bound, reduced);
    if (!Number.isFinite(end)) return `the reduced cost ${reduced} of variable ${j} has the wrong sign`;
    gap += reduced * (x[j]! - end);
    magnitude += Math.abs(reduced * end);
  }
  return Math.abs(gap) <= TOLERANCE * magnitude ? null : `the objective exceeds its dual bound by ${gap}`;
}

/**
 * Whether the multipliers `y` of the rows prove that no x satisfies them: y·(ax) would have to be at least the sum of
 * the sides, and is at most the sum over the bounds (Farkas).
 */
export function isInfeasible(program: LinearProgram, matrix: SparseMatrix, y: ArrayLike<number>): boolean {
  const { rows, bounds } = program;
  const price = multiply(matrix, y, bounds.length, true);
  let excess = 0;
  let magnitude = 0;
  const add = (factor: number, interval: Interval): void => {
    const term = factor * pushedEnd(interval, factor);
    excess += term;
    magnitude += Math.abs(term);
  };
  rows.forEach((side, i) => y[i] !== 0 && add(y[i]!, side));
  bounds.forEach(
    (bound, j) => Math.abs(price.value[j]!) > TOLERANCE * price.magnitude[j]! && add(-price.value[j]!, bound),
  );
  return excess > TOLERANCE * magnitude && magnitude < Infinity;
}

/** Whether x may move along `ray` for ever and pay less and less; that some x is feasible is not shown by this. */
export function isUnbounded(program: LinearProgram, matrix: SparseMatrix, ray: ArrayLike<number>): boolean {
  const { rows, bounds, minimize } = program;
  const activity = multiply(matrix, ray, rows.length, false);
  const recedes = ({ lower, upper }: Interval): Interval => ({
    lower: Number.isFinite(lower) ? 0 : -Infinity,
    upper: Number.isFinite(upper) ? 0 : Infinity,
  });
  const products = minimize.map((cost, j) => cost * ray[j]!);
  const slope = products.reduce((sum, product) => sum + product, 0);
  const magnitude = products.reduce((sum, product) => sum + Math.abs(product), 0);
  return (
    slope < -TOLERANCE * magnitude &&
    bounds.every((bound, j) => !isOutside(recedes(bound), ray[j]!, 0)) &&
    rows.every((side, i) => !isOutside(recedes(side), activity.value[i]!, activity.magnitude[i]!))
  );
}
