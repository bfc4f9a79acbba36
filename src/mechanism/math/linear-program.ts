/**
 * Linear programs, solved by HiGHS (simplex, in WebAssembly) and then checked.
 *
 * HiGHS compares with absolute tolerances and drops small coefficients without a word, so on the programs of this
 * library, whose coefficients are binomial probabilities from 1e-30 to 1, it returns wrong answers when fed directly.
 * Here a program is scaled first (equilibration.ts), and no answer leaves unless it passes the checks of
 * linear-program-check.ts on the program as it was given: an optimum by its duals, an infeasible or unbounded program
 * by its ray.
 */
import loadHighs, { type Highs, type Model, type ModelStatusCode } from 'highs';
import { equilibrate, scaleByPower, type Scaling } from './equilibration.ts';
import { isInfeasible, isUnbounded, dualFault, primalFault } from './linear-program-check.ts';
import { correctedValues, multipliers, passProgram, passResidual, withSign } from './scaled-model.ts';
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

/** Each round of refinement magnifies what is wrong by this many binary digits. */
const DIGITS = 20;
const ROUNDS = 3;

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

/** Without presolve a ray is at hand when it is needed; with it another path may be found when the first fails. */
function solve(highs: Highs, program: LinearProgram): LinearSolution {
  const matrix = sparseMatrix(program.rows);
  const scaling = equilibrate(program, matrix);
  const attempt = (presolve: 'off' | 'on'): LinearSolution =>
    highs.withModel((model) => {
      passProgram(model, program, matrix, scaling, presolve);
      return refine(highs, model, program, matrix, scaling);
    });
  try {
    return attempt('off');
  } catch (error) {
    if (!(error instanceof LinearProgramError)) throw error;
    return attempt('on');
  }
}

/**
 * Solves, then solves for the correction of x, magnified, until the checks are content (iterative refinement: Gleixner,
 * Steffy, Wolter, INFORMS Journal on Computing 28, 2016; here of the primal side only).
 */
function refine(
  highs: Highs,
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  scaling: Scaling,
): LinearSolution {
  const { optimal, infeasible, unbounded } = highs.constants.modelStatus;
  let values = program.bounds.map(() => 0);
  let fault: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const magnified = { ...scaling, sides: scaling.sides + DIGITS * round };
    if (round > 0) passResidual(model, program, matrix, magnified, values);
    const status = run(model, program);
    if (round === 0 && status === infeasible) return provenInfeasible(model, program, matrix, scaling);
    if (round === 0 && status === unbounded) return provenUnbounded(highs, model, program, matrix, scaling);
    if (status !== optimal) throw new LinearProgramError(fault ?? `HiGHS ends with model status ${status}`, program);
    values = correctedValues(model, program, magnified, values);
    fault =
      primalFault(program, matrix, values) ?? dualFault(program, matrix, values, multipliers(model, program, scaling));
    if (fault === null) return { status: 'optimal', values, objective: dot(program.minimize, values) };
  }
  throw new LinearProgramError(fault ?? 'none', program);
}

function run(model: Model, program: LinearProgram): ModelStatusCode {
  try {
    return model.run().modelStatus;
  } catch (error) {
    throw new LinearProgramError(error instanceof Error ? error.message : String(error), program);
  }
}

function provenInfeasible(
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  { rows }: Scaling,
): LinearSolution {
  const ray = model.getDualRay()?.values ?? new Float64Array(rows.length);
  const proves = (sign: number): boolean =>
    isInfeasible(
      program,
      matrix,
      program.rows.map((side, i) => withSign(side, sign * scaleByPower(ray[i]!, rows[i]!))),
    );
  if (!proves(1) && !proves(-1)) throw new LinearProgramError('it is said to be infeasible', program);
  return { status: 'infeasible' };
}

function provenUnbounded(
  highs: Highs,
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  { columns }: Scaling,
): LinearSolution {
  const direction = model.getPrimalRay()?.values ?? new Float64Array(columns.length);
  const ray = direction.map((step, j) => scaleByPower(step, columns[j]!));
  if (!isUnbounded(program, matrix, ray)) throw new LinearProgramError('it is said to be unbounded', program);
  const feasible = solve(highs, { ...program, minimize: program.minimize.map(() => 0) });
  return feasible.status === 'optimal' ? { status: 'unbounded' } : feasible;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * right[i]!, 0);
}
