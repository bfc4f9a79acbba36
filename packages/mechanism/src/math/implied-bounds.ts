/** Bounds on the variables of a linear program that follow from its rows. */
import type { Interval, LinearProgram } from './program.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/** Each sweep over the rows carries bounds one row further; the programs of this library need two. */
const SWEEPS = 4;

/** Lower and upper ends for each variable. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * A box that holds every x which satisfies the program and costs at most `cost`: a row (or the cost) bounds a variable
 * as soon as its other variables are bounded. No bound is wider than the program's own.
 */
export function impliedBounds(program: LinearProgram, matrix: SparseMatrix, cost: number): Box {
  const { minimize, rows, bounds } = program;
  const costColumns = Int32Array.from([...minimize.keys()].filter((j) => minimize[j] !== 0));
  const costs = Float64Array.from(costColumns, (j) => minimize[j]!);
  const box: Box = {
    lower: Float64Array.from(bounds, ({ lower }) => lower),
    upper: Float64Array.from(bounds, ({ upper }) => upper),
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before: Box = { lower: box.lower.slice(), upper: box.upper.slice() };
    rows.forEach((side, i) => {
      const [from, to] = [matrix.starts[i]!, matrix.starts[i + 1]!];
      tighten(box, before, matrix.columnOf.subarray(from, to), matrix.values.subarray(from, to), side);
    });
    tighten(box, before, costColumns, costs, { lower: -Infinity, upper: cost });
  }
  return box;
}

/** Narrows `box` by what a row says of each of its variables when the others lie within `before`. */
function tighten(box: Box, before: Box, columns: Int32Array, values: Float64Array, side: Interval): void {
  let [least, most, leastOpen, mostOpen] = [0, 0, 0, 0];
  const contributions = (entry: number): [number, number] => {
    const [value, j] = [values[entry]!, columns[entry]!];
    const [low, high] = [value * before.lower[j]!, value * before.upper[j]!];
    return value > 0 ? [low, high] : [high, low];
  };
  values.forEach((_, entry) => {
    const [low, high] = contributions(entry);
    if (Number.isFinite(low)) least += low;
    else leastOpen++;
    if (Number.isFinite(high)) most += high;
    else mostOpen++;
  });
  if (leastOpen > 1 && mostOpen > 1) return;
  values.forEach((value, entry) => {
    const j = columns[entry]!;
    const [low, high] = contributions(entry);
    const othersLeast = Number.isFinite(low) ? openSum(least - low, leastOpen, -1) : openSum(least, leastOpen - 1, -1);
    const othersMost = Number.isFinite(high) ? openSum(most - high, mostOpen, 1) : openSum(most, mostOpen - 1, 1);
    const ends = [(side.upper - othersLeast) / value, (side.lower - othersMost) / value];
    const [upper, lower] = value > 0 ? ends : [ends[1]!, ends[0]!];
    box.upper[j] = Math.min(box.upper[j]!, upper!);
    box.lower[j] = Math.max(box.lower[j]!, lower!);
  });
}

/** A sum of which `open` more terms are infinite. */
function openSum(finite: number, open: number, sign: 1 | -1): number {
  return open > 0 ? sign * Infinity : finite;
}
