/**
 * Linear programs, solved by HiGHS (simplex, in WebAssembly) and then checked.
 *
 * HiGHS compares with absolute tolerances and drops small coefficients without a word, so on the programs of this
 * library, whose coefficients are binomial probabilities from 1e-30 to 1, it returns wrong answers when fed directly.
 * Here a program is scaled first (equilibration.ts), and no answer leaves unless it passes the checks of
 * linear-program-check.ts on the program as it was given: an optimum by its duals, an infeasible or unbounded program
 * by its ray.
 */
import loadHighs, { type Highs, type Model, type ModelData } from 'highs';
import { equilibrate, scaleByPower, type Scaling } from './equilibration.ts';
import { isInfeasible, isUnbounded, optimalityFault } from './linear-program-check.ts';
import { sparseMatrix, type SparseMatrix } from './sparse-matrix.ts';

/** minimise Σ minimize[j]·x[j] subject to lower ≤ Σ coefficients[j]·x[j] ≤ upper for each row, and bounds on each x[j]. */
export interface LinearProgram {
  readonly minimize: readonly number[];
  readonly rows: readonly Row[];
  /** One for each variable. */
  readonly bounds: readonly Interval[];
}

/** Either end may be infinite. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Row extends Interval {
  /** One for each variable. */
  readonly coefficients: readonly number[];
}

export type LinearSolution =
  | { readonly status: 'optimal'; readonly values: number[]; readonly objective: number }
  | { readonly status: 'infeasible' | 'unbounded' };

export type LinearSolver = (program: LinearProgram) => LinearSolution;

/** The solver gave no answer that passes the checks; the program is as it was given. */
export class LinearProgramError extends Error {
  readonly program: LinearProgram;

  constructor(reason: string, program: LinearProgram) {
    super(`no verified solution of a linear program of ${program.rows.length} rows: ${reason}`);
    this.name = 'LinearProgramError';
    this.program = program;
  }
}

export interface SolverLocation {
  /** Where highs.wasm is served; by default beside the package's script (in Node, found by itself). */
  readonly wasmUrl?: string;
  /** The bytes of highs.wasm, instead of a place to fetch it from. */
  readonly wasmBytes?: Uint8Array;
}

/** The package's types describe its CommonJS entry, whose loader is called `default`; the module exports it directly. */
const load = loadHighs as unknown as typeof loadHighs.default;

/** After scaling, coefficients below this are not shown to HiGHS, which would drop them; the checks do see them. */
const LEAST_COEFFICIENT = 1e-12;

const OPTIONS = {
  output_flag: false,
  solver: 'simplex',
  /** Without it a ray is at hand whenever a program is infeasible or unbounded. */
  presolve: 'off',
  small_matrix_value: LEAST_COEFFICIENT,
  primal_feasibility_tolerance: 1e-10,
  dual_feasibility_tolerance: 1e-10,
};

/**
 * Loads HiGHS. The solver it returns is synchronous and keeps no state between calls.
 *
 * What is proven of an optimum, in terms of the given program: each bound and row holds within 1e-9 of the sum of the
 * magnitudes of its terms, and the objective is within 1e-9 of the sum of the magnitudes of the terms of the primal
 * and dual objectives from the least possible.
 * @throws from the solver: RangeError if the program is malformed; LinearProgramError if no answer could be verified.
 */
export async function loadSolver({ wasmUrl, wasmBytes }: SolverLocation = {}): Promise<LinearSolver> {
  const highs = await load({
    ...(wasmUrl === undefined ? {} : { locateFile: () => wasmUrl }),
    ...(wasmBytes === undefined ? {} : { wasmBinary: wasmBytes }),
  });
  return (program) => {
    requireWellFormed(program);
    if ([...program.bounds, ...program.rows].some(({ lower, upper }) => lower > upper)) return { status: 'infeasible' };
    return solve(highs, program);
  };
}

function requireWellFormed({ minimize, rows, bounds }: LinearProgram): void {
  if (bounds.length === 0) throw new RangeError('bounds must name at least one variable');
  for (const { length } of [minimize, ...rows.map(({ coefficients }) => coefficients)]) {
    if (length !== bounds.length) throw new RangeError(`each row must have ${bounds.length} values, not ${length}`);
  }
}

function solve(highs: Highs, program: LinearProgram): LinearSolution {
  const matrix = sparseMatrix(program.rows);
  const scaling = equilibrate(program, matrix);
  return highs.withModel((model) => {
    model.options.set(OPTIONS);
    model.passModel(scaledModel(program, matrix, scaling));
    model.run();
    return verified(highs, model, program, matrix, scaling);
  });
}

function scaledModel(program: LinearProgram, matrix: SparseMatrix, scaling: Scaling): ModelData {
  const { rows, columns, sides, costs } = scaling;
  const coefficients = matrix.values.map((value, entry) =>
    scaleByPower(value, rows[matrix.rowOf[entry]!]! + columns[matrix.columnOf[entry]!]!),
  );
  const shown = [...coefficients.keys()].filter((entry) => Math.abs(coefficients[entry]!) >= LEAST_COEFFICIENT);
  const starts = new Int32Array(rows.length + 1);
  for (const entry of shown) starts[matrix.rowOf[entry]! + 1]!++;
  for (let i = 0; i < rows.length; i++) starts[i + 1]! += starts[i]!;
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: program.minimize.map((cost, j) => scaleByPower(cost, columns[j]! + costs)),
    colLower: program.bounds.map(({ lower }, j) => scaleByPower(lower, sides - columns[j]!)),
    colUpper: program.bounds.map(({ upper }, j) => scaleByPower(upper, sides - columns[j]!)),
    rowLower: program.rows.map(({ lower }, i) => scaleByPower(lower, sides + rows[i]!)),
    rowUpper: program.rows.map(({ upper }, i) => scaleByPower(upper, sides + rows[i]!)),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices: Int32Array.from(shown, (entry) => matrix.columnOf[entry]!),
      values: Float64Array.from(shown, (entry) => coefficients[entry]!),
    },
  };
}

/** The answer that the model has come to, in the units of the program and checked against it. */
function verified(
  highs: Highs,
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  { rows, columns, sides, costs }: Scaling,
): LinearSolution {
  const { optimal, infeasible, unbounded } = highs.constants.modelStatus;
  switch (model.getModelStatus()) {
    case optimal: {
      const { colValue, rowDual } = model.getSolution();
      const values = program.bounds.map((bound, j) => clamp(bound, scaleByPower(colValue[j]!, columns[j]! - sides)));
      const multipliers = program.rows.map((row, i) => withSign(row, scaleByPower(rowDual[i]!, rows[i]! - costs)));
      const fault = optimalityFault(program, matrix, values, multipliers);
      if (fault !== null) throw new LinearProgramError(fault, program);
      return { status: 'optimal', values, objective: dot(program.minimize, values) };
    }
    case infeasible: {
      const ray = model.getDualRay()?.values ?? new Float64Array(rows.length);
      const proves = (sign: number): boolean =>
        isInfeasible(
          program,
          matrix,
          program.rows.map((row, i) => withSign(row, sign * scaleByPower(ray[i]!, rows[i]!))),
        );
      if (!proves(1) && !proves(-1)) throw new LinearProgramError('it is said to be infeasible', program);
      return { status: 'infeasible' };
    }
    case unbounded: {
      const direction = model.getPrimalRay()?.values ?? new Float64Array(columns.length);
      const ray = direction.map((step, j) => scaleByPower(step, columns[j]!));
      if (!isUnbounded(program, matrix, ray)) throw new LinearProgramError('it is said to be unbounded', program);
      const feasible = solve(highs, { ...program, minimize: program.minimize.map(() => 0) });
      return feasible.status === 'optimal' ? { status: 'unbounded' } : feasible;
    }
    default:
      throw new LinearProgramError(`HiGHS ends with model status ${model.getModelStatus()}`, program);
  }
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * right[i]!, 0);
}

function clamp({ lower, upper }: Interval, value: number): number {
  return Math.min(upper, Math.max(lower, value));
}

/** A multiplier towards a side that is infinite can only be rounding. */
function withSign({ lower, upper }: Interval, multiplier: number): number {
  return Number.isFinite(multiplier > 0 ? lower : upper) ? multiplier : 0;
}
