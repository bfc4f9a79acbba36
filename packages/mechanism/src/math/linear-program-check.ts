/**
 * Proofs that an answer to a linear program is right, from the program as it was given and nothing else.
 *
 * Letters: x the variables, y the multipliers of the rows, a the matrix, c the costs, z = c - aᵀy the reduced costs.
 * By duality every y with suitable signs bounds c·x from below; what c·x exceeds the bound by is
 * Σ z[j]·(x[j] - its bound) + Σ y[i]·((ax)[i] - its side), where the bound (side) is the lower one if the factor is
 * positive, else the upper one.
 *
 * All tolerances are relative to the sum of the magnitudes of the terms that are added up, or to what rounding makes of
 * variables as large as their finite bounds allow.
 */
import { impliedBounds } from './implied-bounds.ts';
import type { Interval, LinearProgram } from './program.ts';
import { columnSums, rowSums, type SparseMatrix } from './sparse-matrix.ts';

const TOLERANCE = 1e-9;
/** Share of the largest value that a variable may have, by its bounds, which is taken to be rounding. */
const ROUNDING = 1e-15;

/** The values below which the variables are as good as 0. */
function roundingOf(bounds: readonly Interval[]): Float64Array {
  const size = (end: number): number => (Number.isFinite(end) ? Math.abs(end) : 0);
  return Float64Array.from(bounds, ({ lower, upper }) => ROUNDING * Math.max(size(lower), size(upper)));
}

/** Whether `value` is outside the interval by more than the tolerance and by more than `rounding`. */
function isOutside({ lower, upper }: Interval, value: number, magnitude: number, rounding = 0): boolean {
  const below = lower - value > TOLERANCE * (magnitude + Math.abs(lower)) + rounding;
  const above = value - upper > TOLERANCE * (magnitude + Math.abs(upper)) + rounding;
  return below || above;
}

/** The end of the interval that a factor of this sign pushes the quantity to when the factor's product is minimised. */
function pushedEnd({ lower, upper }: Interval, factor: number): number {
  return factor > 0 ? lower : upper;
}

/** Why `x` does not satisfy the program, or null. */
export function primalFault(program: LinearProgram, matrix: SparseMatrix, x: ArrayLike<number>): string | null {
  const activity = rowSums(matrix, x);
  const rounding = rowSums(matrix, roundingOf(program.bounds)).magnitude;
  const row = program.rows.findIndex((side, i) =>
    isOutside(side, activity.value[i]!, activity.magnitude[i]!, rounding[i]),
  );
  if (row >= 0) return `row ${row} is ${activity.value[row]}, outside its sides`;
  const column = program.bounds.findIndex((bound, j) => isOutside(bound, x[j]!, Math.abs(x[j]!)));
  return column < 0 ? null : `variable ${column} is ${x[column]}, outside its bounds`;
}

/** Why the multipliers `y` do not prove that no x of the program costs less than the given one, or null. */
export function dualFault(
  program: LinearProgram,
  matrix: SparseMatrix,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): string | null {
  const { rows, bounds, minimize } = program;
  const activity = rowSums(matrix, x);
  const price = columnSums(matrix, y, bounds.length);
  const box = impliedBounds(program, matrix, dot(minimize, x));
  const rounding = roundingOf(bounds);
  let gap = 0;
  let magnitude = 0;
  let allowance = 0;
  for (const [i, side] of rows.entries()) {
    const end = pushedEnd(side, y[i]!);
    if (y[i] === 0) continue;
    gap += y[i]! * (activity.value[i]! - end);
    magnitude += Math.abs(y[i]!) * (activity.magnitude[i]! + Math.abs(end));
  }
  for (let j = 0; j < bounds.length; j++) {
    const reduced = minimize[j]! - price.value[j]!;
    const end = pushedEnd({ lower: box.lower[j]!, upper: box.upper[j]! }, reduced);
    magnitude += Math.abs(minimize[j]! * x[j]!);
    allowance += (Math.abs(minimize[j]!) + price.magnitude[j]!) * rounding[j]!;
    if (Number.isFinite(end)) gap += reduced * (x[j]! - end);
    else if (Math.abs(reduced) > TOLERANCE * (Math.abs(minimize[j]!) + price.magnitude[j]!)) gap = Infinity;
  }
  return Math.abs(gap) <= TOLERANCE * magnitude + allowance
    ? null
    : `the objective may exceed the least possible by ${gap}`;
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
  return sum;
}

/**
 * Whether the multipliers `y` of the rows prove that no x satisfies them: y·(ax) would have to be at least the sum of
 * the sides, and is at most the sum over the bounds (Farkas).
 */
export function isInfeasible(program: LinearProgram, matrix: SparseMatrix, y: ArrayLike<number>): boolean {
  const { rows, bounds } = program;
  const price = columnSums(matrix, y, bounds.length);
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

/** Whether x may move along `ray` without end at ever lower cost; it does not show that some x is feasible. */
export function isUnbounded(program: LinearProgram, matrix: SparseMatrix, ray: ArrayLike<number>): boolean {
  const { rows, bounds, minimize } = program;
  const activity = rowSums(matrix, ray);
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
