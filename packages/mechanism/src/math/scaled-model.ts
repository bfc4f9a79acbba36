/** A linear program in the form that HiGHS gets: scaled, with a matrix that stays while right sides and costs change. */
import type { IndexSelection, Model, ModelData } from 'highs';
import { scaleByPower, type Scaling } from './equilibration.ts';
import type { Interval, LinearProgram } from './program.ts';
import { columnSums, rowSums, type SparseMatrix } from './sparse-matrix.ts';

/** After scaling, coefficients below this are not shown to HiGHS, which would drop them; the checks do see them. */
const LEAST_COEFFICIENT = 1e-12;
/** Columns that are scaled by more than this power of two are not shown either: their variables would overflow. */
const GREATEST_EXPONENT = 900;

const OPTIONS = {
  output_flag: false,
  solver: 'simplex',
  small_matrix_value: LEAST_COEFFICIENT,
  primal_feasibility_tolerance: 1e-10,
  dual_feasibility_tolerance: 1e-10,
};

/** Share of a cost's terms up to which the rest is taken for rounding. */
const ROUNDING = 1e-15;

/** Values of the variables and multipliers of the rows, in the units of the program. */
export interface PrimalDual {
  readonly x: number[];
  readonly y: number[];
}

export function start({ bounds, rows }: LinearProgram): PrimalDual {
  return { x: bounds.map(() => 0), y: rows.map(() => 0) };
}

/** Most iterations of the simplex for each row and column. */
const ITERATIONS_PER_LINE = 50;

/** Gives the model the matrix, and the bounds, sides and costs of the whole program. */
export function passProgram(
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  scaling: Scaling,
  presolve: 'off' | 'on',
): void {
  const { rows, columns } = scaling;
  const coefficients = matrix.values.map((value, entry) =>
    scaleByPower(value, rows[matrix.rowOf[entry]!]! + columns[matrix.columnOf[entry]!]!),
  );
  const shown = [...coefficients.keys()].filter(
    (entry) =>
      Math.abs(coefficients[entry]!) >= LEAST_COEFFICIENT && columns[matrix.columnOf[entry]!]! <= GREATEST_EXPONENT,
  );
  const starts = new Int32Array(rows.length + 1);
  for (const entry of shown) starts[matrix.rowOf[entry]! + 1]!++;
  for (let i = 0; i < rows.length; i++) starts[i + 1]! += starts[i]!;
  model.options.set({
    ...OPTIONS,
    presolve,
    simplex_iteration_limit: ITERATIONS_PER_LINE * (rows.length + columns.length),
  });
  model.passModel({
    ...residual(program, matrix, scaling, start(program)),
    numCols: columns.length,
    numRows: rows.length,
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices: Int32Array.from(shown, (entry) => matrix.columnOf[entry]!),
      values: Float64Array.from(shown, (entry) => coefficients[entry]!),
    },
  });
}

/**
 * Asks the model for the correction of a solution instead: bounds and sides become what x leaves of them, and costs
 * what y leaves of them.
 */
export function passResidual(
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  scaling: Scaling,
  base: PrimalDual,
): void {
  const { colCost, colLower, colUpper, rowLower, rowUpper } = residual(program, matrix, scaling, base);
  const all = (count: number): IndexSelection => ({ kind: 'range', from: 0, to: count - 1 });
  model.changeColsCost(all(colCost.length), colCost);
  model.changeColsBounds(all(colLower.length), colLower, colUpper);
  if (rowLower.length > 0) model.changeRowsBounds(all(rowLower.length), rowLower, rowUpper);
}

function residual(
  program: LinearProgram,
  matrix: SparseMatrix,
  { rows, columns, sides, costs }: Scaling,
  { x, y }: PrimalDual,
): Pick<ModelData, 'colCost' | 'colLower' | 'colUpper' | 'rowLower' | 'rowUpper'> {
  const activity = rowSums(matrix, x).value;
  const price = columnSums(matrix, y, columns.length);
  const leftOf = (cost: number, j: number): number => {
    const left = cost - price.value[j]!;
    return Math.abs(left) > ROUNDING * (Math.abs(cost) + price.magnitude[j]!) ? left : 0;
  };
  return {
    colCost: program.minimize.map((cost, j) => scaleByPower(leftOf(cost, j), columns[j]! + costs)),
    colLower: program.bounds.map(({ lower }, j) => scaleByPower(lower - x[j]!, sides - columns[j]!)),
    colUpper: program.bounds.map(({ upper }, j) => scaleByPower(upper - x[j]!, sides - columns[j]!)),
    rowLower: program.rows.map(({ lower }, i) => scaleByPower(lower - activity[i]!, sides + rows[i]!)),
    rowUpper: program.rows.map(({ upper }, i) => scaleByPower(upper - activity[i]!, sides + rows[i]!)),
  };
}

/** `base` with the correction that the model has found, x within the bounds. */
export function corrected(
  model: Model,
  program: LinearProgram,
  { rows, columns, sides, costs }: Scaling,
  { x, y }: PrimalDual,
): PrimalDual {
  const { colValue, rowDual } = model.getSolution();
  return {
    x: program.bounds.map(({ lower, upper }, j) =>
      Math.min(upper, Math.max(lower, x[j]! + scaleByPower(colValue[j]!, columns[j]! - sides))),
    ),
    y: program.rows.map((side, i) => withSign(side, y[i]! + scaleByPower(rowDual[i]!, rows[i]! - costs))),
  };
}

/** A multiplier that pushes towards an infinite side can only be rounding. */
export function withSign({ lower, upper }: Interval, multiplier: number): number {
  return Number.isFinite(multiplier > 0 ? lower : upper) ? multiplier : 0;
}
