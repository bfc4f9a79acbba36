/**
 * The best payments for a given strategy profile, by a linear program over all 2ⁿ outcomes (Adversarial procurement in
 * blockchains, 2026, §2). For a few provers only: n·2ⁿ + 1 variables and 2n + C(n, a)·2ᵃ rows.
 */
import type { LinearSolver } from '../math/linear-program.ts';
import type { LinearProgram, Row } from '../math/program.ts';
import type { Mechanism, Setting } from './mechanism.ts';

export interface OptimalPayments {
  /** What the worst adversary makes the mechanism cost; ∞ if no payments are incentive compatible. */
  readonly loss: number;
  /** payments[i][x] is paid to prover i in outcome x, whose bit i says whether prover i delivers. */
  readonly payments: readonly (readonly number[])[];
}

const hasBit = (outcome: number, i: number): boolean => ((outcome >> i) & 1) === 1;

/** Probability of what the provers outside `fixed` (a set of bits) do in an outcome. */
function chance(q: readonly number[], outcome: number, fixed: number): number {
  return q.reduce((p, qi, i) => (hasBit(fixed, i) ? p : p * (hasBit(outcome, i) ? qi : 1 - qi)), 1);
}

/** All sets of `size` of n provers, as bits. */
function setsOf(n: number, size: number): number[] {
  const isOfSize = (set: number): boolean =>
    Array.from({ length: n }, (_, i) => (set >> i) & 1).filter(Boolean).length === size;
  return Array.from({ length: 2 ** n }, (_, set) => set).filter(isOfSize);
}

/** Incentive compatibility and participation of prover i, as rows on its payments p(x). */
function incentiveRows(q: readonly number[], i: number, variables: number): Row[] {
  const outcomes = 2 ** q.length;
  const deliver = Array.from({ length: variables }, () => 0);
  const abstain = [...deliver];
  for (let x = 0; x < outcomes; x++) (hasBit(x, i) ? deliver : abstain)[i * outcomes + x] = chance(q, x, 1 << i);
  const difference = deliver.map((coefficient, v) => coefficient - abstain[v]!);
  const qi = q[i]!;
  return [
    { coefficients: difference, lower: qi > 0 ? 1 : -Infinity, upper: qi < 1 ? 1 : Infinity },
    { coefficients: qi === 1 ? deliver : abstain, lower: qi === 1 ? 1 : 0, upper: Infinity },
  ];
}

/** L is at least the expected cost of each corrupted set of a provers and each of its deliveries. */
function lossRows(q: readonly number[], { provers, honest, penalty }: Setting, variables: number): Row[] {
  const outcomes = 2 ** provers;
  return setsOf(provers, provers - honest).flatMap((set) => {
    const deliveries = Array.from({ length: outcomes }, (_, x) => x).filter((x) => (x & ~set) === 0);
    return deliveries.map((delivery): Row => {
      const coefficients = Array.from({ length: variables }, () => 0);
      for (let x = 0; x < outcomes; x++) {
        if ((x & set) !== delivery) continue;
        for (let i = 0; i < provers; i++) coefficients[i * outcomes + x] = -chance(q, x, set);
      }
      coefficients[variables - 1] = 1;
      return { coefficients, lower: delivery === 0 ? penalty * chance(q, 0, set) : 0, upper: Infinity };
    });
  });
}

/**
 * min L over all payments p_i(x) ≥ -S/n that are incentive compatible for q and let everybody participate, and whose
 * expected cost is at most L for every corrupted set of exactly a provers (worstCaseLoss says why that suffices) and
 * every deterministic delivery of it. Exact but for the solver's tolerance.
 */
export function optimalPayments(q: readonly number[], setting: Setting, solver: LinearSolver): OptimalPayments {
  const { provers, bond } = setting;
  const outcomes = 2 ** provers;
  const variables = provers * outcomes + 1;
  const isLoss = (v: number): boolean => v === variables - 1;
  const program: LinearProgram = {
    minimize: Array.from({ length: variables }, (_, v) => (isLoss(v) ? 1 : 0)),
    rows: [...q.flatMap((_, i) => incentiveRows(q, i, variables)), ...lossRows(q, setting, variables)],
    bounds: Array.from({ length: variables }, (_, v) => ({
      lower: isLoss(v) ? -Infinity : -bond / provers,
      upper: Infinity,
    })),
  };
  const solution = solver(program);
  if (solution.status !== 'optimal') return { loss: Infinity, payments: [] };
  const payments = q.map((_, i) => solution.values.slice(i * outcomes, (i + 1) * outcomes));
  return { loss: solution.objective, payments };
}

/** The same as a mechanism with one role for each prover. */
export function asMechanism(
  q: readonly number[],
  { payments }: OptimalPayments,
  { provers, bond }: Setting,
): Mechanism {
  return {
    roles: q.map((probability, i) => ({ name: `prover ${i}`, size: 1, probability, bond: bond / provers })),
    pay(delivered) {
      const outcome = delivered.reduce((bits, count, i) => bits | (count << i), 0);
      return payments.map((row) => ({ delivered: row[outcome]!, absent: row[outcome]! }));
    },
  };
}
