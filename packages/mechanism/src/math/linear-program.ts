/**
 * Linear programs, solved by HiGHS (simplex, in WebAssembly) and then checked.
 *
 * HiGHS compares with absolute tolerances and drops small coefficients silently. The coefficients of this library's
 * programs are binomial probabilities from 1e-30 to 1, for which it returns wrong answers when it gets them directly.
 * Here a program is scaled first (equilibration.ts), and an answer is returned only if it passes the checks of
 * linear-program-check.ts on the program as it was given: an optimum by its duals, an infeasible or unbounded program
 * by its ray.
 */
import loadHighs, { type Highs, type Model } from 'highs';
import { equilibrate, scaleByPower, type Scaling } from './equilibration.ts';
import { isInfeasible, isUnbounded, dualFault, primalFault } from './linear-program-check.ts';
import type { LinearProgram } from './program.ts';
import { corrected, passProgram, passResidual, start, withSign } from './scaled-model.ts';
import { sparseMatrix, type SparseMatrix } from './sparse-matrix.ts';

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
const ROUNDS = 4;

/**
 * Loads HiGHS. The solver it returns is synchronous and keeps no state between calls.
 *
 * What is proven of an optimum, in terms of the given program: each bound and row holds within 1e-9 of the sum of the
 * magnitudes of its terms, and the objective is within 1e-9 of the sum of the magnitudes of the terms of the primal
 * and dual objectives from the least possible; rounding of variables at the size of their finite bounds comes on top.
 * @throws from the solver: RangeError if the program is malformed; LinearProgramError if no answer could be verified.
 */
export async function loadSolver({ wasmUrl, wasmBytes }: SolverLocation = {}): Promise<LinearSolver> {
  const highs = await load({
    ...(wasmUrl === undefined ? {} : { locateFile: () => wasmUrl }),
    ...(wasmBytes === undefined ? {} : instantiation(await WebAssembly.compile(wasmBytes))),
  });
  return (program) => {
    requireWellFormed(program);
    return isContradictory(program) ? { status: 'infeasible' } : solve(highs, program);
  };
}

/** The part of WebAssembly that is used: every browser and Node have it, but TypeScript's ES library does not declare it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
};

/** The loader's hook for WebAssembly: the options `wasmBinary` and `wasmModule` that highs 1.15.3 documents do nothing. */
function instantiation(module: object): object {
  return {
    instantiateWasm: (imports: object, receive: (instance: object) => void): void => {
      void WebAssembly.instantiate(module, imports).then(receive);
    },
  };
}

function requireWellFormed({ minimize, rows, bounds }: LinearProgram): void {
  if (bounds.length === 0) throw new RangeError('bounds must name at least one variable');
  for (const line of [minimize, ...rows.map(({ coefficients }) => coefficients)]) {
    if (line.length !== bounds.length) {
      throw new RangeError(`each row must have ${bounds.length} values, not ${line.length}`);
    }
    if (!line.every(Number.isFinite)) throw new RangeError('costs and coefficients must be finite');
  }
  for (const { lower, upper } of [...rows, ...bounds]) {
    if (Number.isNaN(lower) || Number.isNaN(upper) || lower === Infinity || upper === -Infinity) {
      throw new RangeError(`bounds and sides must be numbers or open, not from ${lower} to ${upper}`);
    }
  }
}

/** Whether an interval is empty, or a row without coefficients excludes 0. */
function isContradictory({ rows, bounds }: LinearProgram): boolean {
  return (
    [...bounds, ...rows].some(({ lower, upper }) => lower > upper) ||
    rows.some(({ coefficients, lower, upper }) => (lower > 0 || upper < 0) && coefficients.every((c) => c === 0))
  );
}

/** Options to try in turn; without presolve HiGHS also gives a ray. */
const ATTEMPTS = [
  { sweeps: 0, presolve: 'off' },
  { sweeps: 4, presolve: 'off' },
  { sweeps: 0, presolve: 'on' },
] as const;

function solve(highs: Highs, program: LinearProgram): LinearSolution {
  const matrix = sparseMatrix(program.rows);
  let failure: LinearProgramError | null = null;
  for (const { sweeps, presolve } of ATTEMPTS) {
    const scaling = equilibrate(program, matrix, sweeps);
    try {
      return highs.withModel((model) => {
        attempt(program, () => passProgram(model, program, matrix, scaling, presolve));
        return refine(highs, model, program, matrix, scaling);
      });
    } catch (error) {
      if (!(error instanceof LinearProgramError)) throw error;
      failure ??= error;
    }
  }
  throw failure!;
}

/**
 * Solves, then solves for the correction of x or y, magnified, until the checks pass (iterative refinement:
 * Gleixner, Steffy, Wolter, INFORMS Journal on Computing 28, 2016).
 */
function refine(
  highs: Highs,
  model: Model,
  program: LinearProgram,
  matrix: SparseMatrix,
  scaling: Scaling,
): LinearSolution {
  const { optimal, infeasible, unbounded } = highs.constants.modelStatus;
  let base = start(program);
  let magnified = scaling;
  let fault: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) passResidual(model, program, matrix, magnified, base);
    const status = attempt(program, () => model.run().modelStatus);
    if (status === infeasible) return provenInfeasible(model, program, matrix, scaling);
    if (status === unbounded) return provenUnbounded(highs, model, program, matrix, scaling);
    if (status !== optimal) throw new LinearProgramError(fault ?? `HiGHS ends with model status ${status}`, program);
    const { x, y } = corrected(model, program, magnified, base);
    fault = primalFault(program, matrix, x);
    if (fault !== null) {
      base = { x, y: base.y };
      magnified = { ...magnified, sides: magnified.sides + DIGITS };
      continue;
    }
    fault = dualFault(program, matrix, x, y);
    if (fault === null) return { status: 'optimal', values: x, objective: dot(program.minimize, x) };
    base = { x: base.x, y };
    magnified = { ...magnified, costs: magnified.costs + DIGITS };
  }
  throw new LinearProgramError(fault!, program);
}

/** What HiGHS refuses to do counts as a failure to solve. */
function attempt<Result>(program: LinearProgram, act: () => Result): Result {
  try {
    return act();
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
