/** LP1 of the paper (Adversarial procurement in blockchains, 2026), and its form with bonds: see prize-table.ts. */
import { pmf } from '../math/binomial.ts';
import type { LinearSolver } from '../math/linear-program.ts';
import type { LinearProgram, Row } from '../math/program.ts';
import type { Setting } from './mechanism.ts';
import {
  likelyCounts,
  probabilityOf,
  silenceOf,
  tableFrom,
  type Counts,
  type PrizeTable,
  type Profile,
} from './prize-table.ts';

/** Coefficients below this are left out; the loss of a table is computed afterwards, with all of them. */
const LEAST_COEFFICIENT = 1e-18;
/**
 * No U_K is above this many times the bound at the profile: greater prizes would be for outcomes that honest provers
 * practically never produce, and gain some 1e-6 of the loss, but a requester would have to deposit them.
 */
const GREATEST_PRIZE = 16;

/** Most by which a solution may be outside its bounds. */
const SOLVER_TOLERANCE = 1e-8;

/** Programs with more prizes than this take too long; prize-threshold.ts does well there. */
const MOST_PRIZES = 120;

/** min L' over U_from … U_to ≥ 0 and L', other U being 0 below and S above. */
function programOf(profile: Profile, weights: Float64Array, { from, to }: Counts, setting: Setting): LinearProgram {
  const { provers, honest, penalty, bond } = setting;
  const { committee } = profile;
  const corrupted = provers - honest;
  const q = probabilityOf(profile);
  const arrivals = pmf(committee - corrupted, q);
  const silence = silenceOf(profile, setting);
  const columns = to - from + 1;
  const zeros = (): number[] => Array.from<number>({ length: columns + 1 }).fill(0);
  const attack = (i: number): Row => {
    const coefficients = zeros();
    let above = 0;
    for (let x = 0; x < arrivals.length; x++) {
      if (i + x > to) above += arrivals[x]!;
      else if (i + x >= from && arrivals[x]! >= LEAST_COEFFICIENT) coefficients[i + x - from] = -arrivals[x]!;
    }
    coefficients[columns] = 1;
    return { coefficients, lower: (i === 0 ? penalty * silence : 0) + above * bond, upper: Infinity };
  };
  const needed = committee * q + bond;
  const bound = Math.max(needed + penalty * silence * (1 - q) ** corrupted, penalty * silence);
  const attacked = Array.from({ length: Math.min(corrupted, to) + 1 }, (_, i) => i);
  const divisible = (needed - committee * (1 - q) * (bond / provers)) * (1 - SOLVER_TOLERANCE);
  const most = (K: number): number =>
    Math.min(GREATEST_PRIZE * bound, bond > 0 && K === committee ? divisible / weights[K]! : Infinity);
  const isTouching = (i: number): boolean => i === 0 || i + arrivals.length > from;
  const counts = Array.from({ length: columns }, (_, j) => from + j);
  const everybodyHonest = zeros().map((zero, j) => (j === columns ? zero : weights[from + j]!));
  return {
    minimize: zeros().with(columns, 1),
    rows: [...attacked.filter(isTouching).map(attack), { coefficients: everybodyHonest, lower: needed, upper: needed }],
    bounds: [...counts.map((K) => ({ lower: 0, upper: most(K) })), { lower: 0, upper: Infinity }],
  };
}

export interface SolvedTable {
  /** The table; null if the program is too large, or the solver has not found any. */
  readonly table: PrizeTable | null;
  /** Rows times columns of the program and the number of members, with which the time grows. */
  readonly size: number;
}

/**
 * The table of least loss for a profile, among those that pay nothing in outcomes which, while all are honest, are left
 * out at either end with probability `tail`. This costs about `tail`·√c·L, since without it LP1 would have as many
 * variables as members; what is returned satisfies the incentives exactly, and its loss is computed from all rows.
 */
export function solveTable(profile: Profile, setting: Setting, solver: LinearSolver, tail: number): SolvedTable {
  const weights = pmf(profile.committee, probabilityOf(profile));
  const counts = likelyCounts(weights, tail);
  if (counts.to - counts.from >= MOST_PRIZES) return { table: null, size: profile.committee };
  const program = programOf(profile, weights, counts, setting);
  const size = program.rows.length * program.bounds.length + profile.committee;
  try {
    const solution = solver(program);
    if (solution.status !== 'optimal') return { table: null, size };
    const shifted = [...Array.from({ length: counts.from }, () => 0), ...solution.values.slice(0, -1)];
    return { table: tableFrom(shifted, profile, setting), size };
  } catch (error) {
    if (error instanceof Error && error.name === 'LinearProgramError') return { table: null, size };
    throw error;
  }
}
