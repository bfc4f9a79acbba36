/**
 * Scaling of a linear program by powers of two, which is exact. Row i is multiplied by 2^rows[i] and column j by
 * 2^columns[j], so that x[j] = 2^columns[j]·x'[j] for the scaled x'; then all right sides by a common power and all
 * costs by another. Afterwards the greatest coefficient of each row and column, the greatest right side and the
 * greatest cost are in [1, 2), where the absolute tolerances of a solver mean something.
 */
import type { LinearProgram } from './linear-program.ts';
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

/** For each of `size` lines (rows or columns) minus the greatest of its coefficients' exponents; 0 if it has none. */
function level(exponents: Float64Array, lineOf: Int32Array, size: number): Float64Array {
  const greatest = new Float64Array(size).fill(-Infinity);
  exponents.forEach((exponent, entry) => {
    const line = lineOf[entry]!;
    greatest[line] = Math.max(greatest[line]!, exponent);
  });
  return greatest.map((exponent) => (exponent === -Infinity ? 0 : -exponent));
}

/** Minus the greatest exponent of the values that are finite and not 0. */
function levelOf(values: Iterable<number>): number {
  let greatest = 0;
  for (const value of values) if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value));
  return greatest === 0 ? 0 : -exponentOf(greatest);
}

export function equilibrate(program: LinearProgram, { rowOf, columnOf, values }: SparseMatrix): Scaling {
  const exponents = values.map(exponentOf);
  const rows = level(exponents, rowOf, program.rows.length);
  const afterRows = exponents.map((exponent, entry) => exponent + rows[rowOf[entry]!]!);
  const columns = level(afterRows, columnOf, program.bounds.length);
  return {
    rows,
    columns,
    sides: levelOf([
      ...program.rows.flatMap(({ lower, upper }, i) => [lower, upper].map((side) => scaleByPower(side, rows[i]!))),
      ...program.bounds.flatMap(({ lower, upper }, j) => [lower, upper].map((end) => scaleByPower(end, -columns[j]!))),
    ]),
    costs: levelOf(program.minimize.map((cost, j) => scaleByPower(cost, columns[j]!))),
  };
}
