/**
 * Scaling of a linear program by powers of two, which is exact. Row i is multiplied by 2^rows[i] and column j by
 * 2^columns[j], so that x[j] = 2^columns[j]·x'[j] for the scaled x'; then all right sides by a common power and all
 * costs by another. Afterwards the greatest coefficient of each row and column, the greatest right side and the
 * greatest cost are in [1, 2), where the absolute tolerances of a solver mean something.
 */
import type { LinearProgram } from './program.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/** Exponents of two. */
export interface Scaling {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly sides: number;
  readonly costs: number;
}

/** x·2^exponent, also where 2^exponent itself is out of range. */
export function scaleByPower(x: number, exponent: number): number {
  if (!Number.isFinite(x)) return x;
  const half = Math.trunc(exponent / 2);
  return x * 2 ** half * 2 ** (exponent - half);
}

/** The greatest e with 2^e ≤ |x|, for a finite x other than 0. */
function exponentOf(x: number): number {
  const guess = Math.floor(Math.log2(Math.abs(x)));
  return Math.abs(scaleByPower(x, -guess)) < 1 ? guess - 1 : guess;
}

/** Minus the greatest exponent of each line (row or column); 0 for a line without coefficients. */
function level(exponents: Float64Array, lineOf: Int32Array, size: number): Float64Array {
  const greatest = new Float64Array(size).fill(-Infinity);
  exponents.forEach((exponent, entry) => {
    const line = lineOf[entry]!;
    greatest[line] = Math.max(greatest[line]!, exponent);
  });
  return greatest.map((exponent) => (exponent === -Infinity ? 0 : -exponent));
}

/** Minus the mean exponent of each line. */
function centre(exponents: Float64Array, lineOf: Int32Array, size: number): Float64Array {
  const sum = new Float64Array(size);
  const count = new Float64Array(size);
  exponents.forEach((exponent, entry) => {
    sum[lineOf[entry]!]! += exponent;
    count[lineOf[entry]!]!++;
  });
  return sum.map((total, line) => (count[line] === 0 ? 0 : -Math.round(total / count[line]!)));
}

/** Minus the greatest exponent of the values that are finite and not 0. */
function levelOf(values: Iterable<number>): number {
  let greatest = 0;
  for (const value of values) if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value));
  return greatest === 0 ? 0 : -exponentOf(greatest);
}

/**
 * First rows, then columns are brought to their greatest coefficient, the costs counting as a row. That suits rows of
 * probabilities, where what is small beside its row's greatest is small. Where only units differ between columns,
 * centring the exponents of rows and columns in turn first, a few `sweeps`, recovers common units.
 */
export function equilibrate(program: LinearProgram, matrix: SparseMatrix, sweeps: number): Scaling {
  const { minimize, rows: sides, bounds } = program;
  const priced = [...minimize.keys()].filter((j) => minimize[j] !== 0);
  const rowOf = Int32Array.from([...matrix.rowOf, ...priced.map(() => sides.length)]);
  const columnOf = Int32Array.from([...matrix.columnOf, ...priced]);
  const exponents = Float64Array.from([...matrix.values, ...priced.map((j) => minimize[j]!)], exponentOf);
  const rows = new Float64Array(sides.length + 1);
  const columns = new Float64Array(bounds.length);
  const adjust = (scales: Float64Array, lineOf: Int32Array, rule: typeof level): void => {
    const change = rule(exponents, lineOf, scales.length);
    change.forEach((by, line) => (scales[line]! += by));
    exponents.forEach((_, entry) => (exponents[entry]! += change[lineOf[entry]!]!));
  };
  for (let sweep = 0; sweep < sweeps; sweep++) {
    adjust(rows, rowOf, centre);
    adjust(columns, columnOf, centre);
  }
  adjust(rows, rowOf, level);
  adjust(columns, columnOf, level);
  return {
    rows: rows.subarray(0, sides.length),
    columns,
    sides: levelOf([
      ...sides.flatMap(({ lower, upper }, i) => [lower, upper].map((side) => scaleByPower(side, rows[i]!))),
      ...bounds.flatMap(({ lower, upper }, j) => [lower, upper].map((end) => scaleByPower(end, -columns[j]!))),
    ]),
    costs: levelOf(minimize.map((cost, j) => scaleByPower(cost, columns[j]!))),
  };
}
