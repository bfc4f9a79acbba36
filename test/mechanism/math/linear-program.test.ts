import { expect } from 'chai';
import fc from 'fast-check';
import loadHighs from 'highs';
import { readFileSync } from 'node:fs';
import { pmf } from '../../../packages/mechanism/src/math/binomial.ts';
import {
  LinearProgramError,
  type LinearSolution,
  loadSolver,
} from '../../../packages/mechanism/src/math/linear-program.ts';
import type { Interval, LinearProgram } from '../../../packages/mechanism/src/math/program.ts';

const positive: Interval = { lower: 0, upper: Infinity };

/** Determinant by cofactors; exact for the small whole numbers here. */
function determinant(matrix: readonly (readonly number[])[]): number {
  if (matrix.length === 0) return 1;
  return matrix[0]!.reduce((sum, value, j) => {
    const minor = matrix.slice(1).map((row) => row.filter((_, column) => column !== j));
    return sum + (j % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/** The least objective over all vertices of a program with whole coefficients and a finite box; null if there is none. */
function leastVertex({ minimize, rows, bounds }: LinearProgram): number | null {
  const unit = (j: number): number[] => bounds.map((_, column) => (column === j ? 1 : 0));
  const lines = [...rows, ...bounds.map((bound, j) => ({ ...bound, coefficients: unit(j) }))];
  const faces = lines.flatMap(({ coefficients, lower, upper }) =>
    [...new Set([lower, upper])].filter(Number.isFinite).map((end) => ({ coefficients, end })),
  );
  let least: number | null = null;
  for (const active of subsets(faces, bounds.length)) {
    const scale = determinant(active.map(({ coefficients }) => coefficients));
    if (scale === 0) continue;
    /** Cramer's rule, times |scale| so that all stays whole. */
    const vertex = bounds.map(
      (_, j) =>
        Math.sign(scale) *
        determinant(active.map(({ coefficients, end }) => coefficients.map((c, column) => (column === j ? end : c)))),
    );
    const value = (coefficients: readonly number[]): number =>
      coefficients.reduce((sum, c, j) => sum + c * vertex[j]!, 0);
    const size = Math.abs(scale);
    if (
      lines.some((line) => value(line.coefficients) < line.lower * size || value(line.coefficients) > line.upper * size)
    )
      continue;
    least = Math.min(least ?? Infinity, value(minimize) / size);
  }
  return least;
}

const whole = fc.integer({ min: -4, max: 4 });
const interval = fc.tuple(whole, whole).map(([a, b]) => ({ lower: Math.min(a, b), upper: Math.max(a, b) }));
const openInterval = fc.tuple(interval, fc.constantFrom('lower', 'upper', 'both')).map(([ends, kind]) => ({
  lower: kind === 'upper' ? -Infinity : ends.lower,
  upper: kind === 'lower' ? Infinity : ends.upper,
}));
const smallProgram: fc.Arbitrary<LinearProgram> = fc.integer({ min: 1, max: 3 }).chain((variables) => {
  const vector = fc.array(whole, { minLength: variables, maxLength: variables });
  return fc.record({
    minimize: vector,
    rows: fc.array(
      fc.tuple(vector, openInterval).map(([coefficients, ends]) => ({ coefficients, ...ends })),
      { maxLength: 3 },
    ),
    bounds: fc.array(interval, { minLength: variables, maxLength: variables }),
  });
});

/** The same program in other units: row i times 10^rows[i], variable j divided by 10^columns[j]. */
function inUnits(program: LinearProgram, rows: readonly number[], columns: readonly number[]): LinearProgram {
  return {
    minimize: program.minimize.map((cost, j) => cost * 10 ** columns[j]!),
    rows: program.rows.map(({ coefficients, lower, upper }, i) => ({
      coefficients: coefficients.map((c, j) => c * 10 ** (rows[i]! + columns[j]!)),
      lower: lower * 10 ** rows[i]!,
      upper: upper * 10 ** rows[i]!,
    })),
    bounds: program.bounds.map(({ lower, upper }, j) => ({
      lower: lower / 10 ** columns[j]!,
      upper: upper / 10 ** columns[j]!,
    })),
  };
}

/**
 * Least total for which a prize z[K], K of c seats delivering with probability q each, pays a deliverer 1 on average and
 * costs no more than the total however many of `corrupted` seats deliver for sure: coefficients from 1 to 1e-300.
 */
function prizeProgram(seats: number, corrupted: number, q: number): LinearProgram {
  const honest = pmf(seats - corrupted, q);
  const others = pmf(seats - 1, q);
  const prizes = Array.from({ length: seats }, (_, i) => i + 1);
  return {
    minimize: [...prizes.map(() => 0), 1],
    rows: [
      ...Array.from({ length: corrupted + 1 }, (_, i) => ({
        coefficients: [...prizes.map((count) => honest[count - i] ?? 0), -1],
        lower: -Infinity,
        upper: 0,
      })),
      { coefficients: [...prizes.map((count) => others[count - 1]! / count), 0], lower: 1, upper: 1 },
    ],
    bounds: [...prizes.map(() => positive), positive],
  };
}

const solve = await loadSolver();

/** The solver's answer, which is not that it has none. */
function answer(program: LinearProgram, solver = solve): LinearSolution {
  try {
    return solver(program);
  } catch (error) {
    return expect.fail(String(error));
  }
}

function optimum(program: LinearProgram, solver = solve): number {
  const solution = answer(program, solver);
  return solution.status === 'optimal' ? solution.objective : expect.fail(solution.status);
}

/** HiGHS with its defaults, fed directly. */
async function bareHighs(): Promise<(program: LinearProgram) => { status: number; objective: number }> {
  const highs = await (loadHighs as unknown as typeof loadHighs.default)();
  return ({ minimize, rows, bounds }) =>
    highs.withModel(
      {
        numCols: bounds.length,
        numRows: rows.length,
        colCost: minimize,
        colLower: bounds.map(({ lower }) => lower),
        colUpper: bounds.map(({ upper }) => upper),
        rowLower: rows.map(({ lower }) => lower),
        rowUpper: rows.map(({ upper }) => upper),
        matrix: {
          format: 'csr',
          numRows: rows.length,
          numCols: bounds.length,
          starts: [0, ...rows.map((_, i) => (i + 1) * bounds.length)],
          indices: rows.flatMap(() => [...bounds.keys()]),
          values: rows.flatMap(({ coefficients }) => coefficients),
        },
      },
      (model) => {
        model.options.set({ output_flag: false });
        model.run();
        return { status: model.getModelStatus(), objective: model.getObjectiveValue() };
      },
    );
}

/** At least 1 of x, of which a unit weighs 1e-10, next to a row of ordinary numbers. */
const lightUnits: LinearProgram = {
  minimize: [1, 1],
  rows: [
    { coefficients: [1e-10, 0], lower: 1e-10, upper: Infinity },
    { coefficients: [1, 1], lower: 0, upper: 5 },
  ],
  bounds: [positive, positive],
};

/** A side below any absolute tolerance, next to an ordinary one. */
const tinySide: LinearProgram = {
  minimize: [1, 1],
  rows: [
    { coefficients: [1, 0], lower: 1, upper: Infinity },
    { coefficients: [0, 1], lower: 1e-12, upper: Infinity },
  ],
  bounds: [positive, positive],
};

/** A unit of x[1] brings less than any absolute tolerance, but there may be 1e13 of them: the least cost is 0, not 1. */
const tinyCost: LinearProgram = {
  minimize: [1, -1e-13],
  rows: [
    { coefficients: [1, 0], lower: 1, upper: Infinity },
    { coefficients: [0, 1], lower: -Infinity, upper: 1e13 },
  ],
  bounds: [positive, positive],
};

function exponents(most: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: -most, max: most }), { minLength: 3, maxLength: 3 });
}

function agrees(solution: LinearSolution, least: number | null): void {
  expect(solution.status).to.equal(least === null ? 'infeasible' : 'optimal');
  if (solution.status === 'optimal') expect(solution.objective).to.be.closeTo(least!, 1e-8);
}

describe('linear programs', () => {
  it('finds the best vertex of small programs, in units that differ by 1e16', () => {
    fc.assert(
      fc.property(smallProgram, exponents(8), exponents(8), (program, rows, columns) => {
        const least = leastVertex(program);
        for (const posed of [program, inUnits(program, rows, columns)]) agrees(answer(posed), least);
      }),
      { numRuns: 400 },
    );
  });

  it('fails rather than be wrong in units that differ by 1e30', () => {
    fc.assert(
      fc.property(smallProgram, exponents(15), exponents(15), (program, rows, columns) => {
        try {
          agrees(solve(inUnits(program, rows, columns)), leastVertex(program));
        } catch (error) {
          if (!(error instanceof LinearProgramError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is not misled by light units', () => {
    expect(optimum(lightUnits)).to.be.closeTo(1, 1e-12);
  });

  it('satisfies sides of any size to nine digits', () => {
    const solution = answer(tinySide);
    expect(solution.status === 'optimal' && solution.values[1]! / 1e-12).to.be.closeTo(1, 1e-9);
  });

  it('sees costs of any size', () => {
    expect(optimum(tinyCost)).to.be.closeTo(0, 1e-9);
  });

  it('solves prize tables whose coefficients fall to 1e-300', () => {
    /** The mean of the rows over i ~ Bin(corrupted, q) is what all deliverers expect together, c·q. */
    for (const [seats, corrupted, q] of [
      [20, 5, 0.001],
      [50, 20, 0.9],
      [100, 30, 0.3],
      [300, 100, 0.5],
    ] as const) {
      const total = optimum(prizeProgram(seats, corrupted, q));
      expect(total).to.be.at.least(seats * q * (1 - 1e-9));
      expect(total).to.be.at.most(seats);
    }
  });

  it('knows infeasible and unbounded programs', () => {
    const row = { coefficients: [1, 1], lower: -Infinity, upper: -1 };
    expect(solve({ minimize: [0, 0], rows: [row], bounds: [positive, positive] })).to.deep.equal({
      status: 'infeasible',
    });
    expect(solve({ minimize: [0], rows: [], bounds: [{ lower: 1, upper: 0 }] })).to.deep.equal({
      status: 'infeasible',
    });
    const open = { coefficients: [1, -1], lower: -Infinity, upper: 3 };
    expect(solve({ minimize: [-1, 0], rows: [open], bounds: [positive, positive] })).to.deep.equal({
      status: 'unbounded',
    });
    const both = {
      minimize: [-1, 0, 0],
      rows: [{ ...row, coefficients: [0, 1, 1] }],
      bounds: [positive, positive, positive],
    };
    expect(solve(both)).to.deep.equal({ status: 'infeasible' });
  });

  it('would be answered wrongly by HiGHS alone, which says “optimal”', async () => {
    const bare = await bareHighs();
    expect(bare(lightUnits)).to.deep.equal({ status: 7, objective: 0 });
  });

  it('loads from bytes, without a file or a place to fetch it from', async () => {
    const bytes = readFileSync(new URL('../../../node_modules/highs/build/highs.wasm', import.meta.url));
    const fromBytes = await loadSolver({
      wasmBytes: Uint8Array.from(bytes),
      wasmUrl: 'file:///nowhere/highs.wasm',
    });
    expect(optimum(lightUnits, fromBytes)).to.be.closeTo(1, 1e-12);
  });

  it('refuses what is no program', () => {
    const program = { minimize: [1, 2], rows: [], bounds: [positive] };
    expect(() => solve(program)).to.throw(RangeError, 'each row must have 1 values, not 2');
    expect(() => solve({ minimize: [], rows: [], bounds: [] })).to.throw(RangeError, 'bounds');
    expect(() => solve({ minimize: [NaN], rows: [], bounds: [positive] })).to.throw(
      RangeError,
      'costs and coefficients',
    );
    const bounds = [{ lower: NaN, upper: 1 }];
    expect(() => solve({ minimize: [1], rows: [], bounds })).to.throw(RangeError, 'bounds and sides');
  });
});
