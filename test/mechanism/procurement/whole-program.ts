/** LP1 with every payment a variable of its own: to deliverers, to the absent, to those not asked, for each K. */
import type { LinearSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import type { Row } from '../../../packages/mechanism/src/math/program.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';

/** P[Bin(n, q) = k] for k = 0 … n, one coin after the other. */
export function binomial(n: number, q: number): number[] {
  let chances = [1];
  for (let i = 0; i < n; i++) {
    chances = [...chances, 0].map((p, k) => p * (1 - q) + (k === 0 ? 0 : chances[k - 1]! * q));
  }
  return chances;
}

/**
 * The least loss of an anonymous table for c and q that never pays more than `most`. When nobody delivers, all bonds are slashed: left free, that would be
 * one more choice, which the table does not have.
 */
export function wholeProgramLoss(
  setting: Setting,
  c: number,
  q: number,
  solver: LinearSolver,
  most = Infinity,
): number {
  const { provers, honest, penalty, bond } = setting;
  const corrupted = provers - honest;
  const each = bond / provers;
  const counts = Array.from({ length: c + 1 }, (_, K) => K);
  const deliverer = (K: number): number => K;
  const absent = (K: number): number => c + 1 + K;
  const outsider = (K: number): number => 2 * (c + 1) + K;
  const variables = 3 * (c + 1) + 1;
  const row = (lower: number, upper: number, entries: readonly (readonly [number, number])[]): Row => {
    const coefficients = Array.from<number>({ length: variables }).fill(0);
    for (const [variable, value] of entries) coefficients[variable]! += value;
    return { coefficients, lower, upper };
  };
  /** All payments for K deliveries. */
  const total = (K: number) =>
    [
      [deliverer(K), K],
      [absent(K), c - K],
      [outsider(K), provers - c],
    ] as const;
  const others = binomial(c - 1, q);
  const delivering = others.map((p, y) => [deliverer(1 + y), p] as const);
  const abstaining = others.map((p, y) => [absent(y), p] as const);
  const outside = binomial(c, q).map((p, K) => [outsider(K), p] as const);
  const free = binomial(c - corrupted, q);
  const attack = (i: number): Row =>
    row(i === 0 ? penalty * free[0]! : 0, Infinity, [
      ...free.flatMap((p, x) => total(i + x).map(([variable, value]) => [variable, -p * value] as const)),
      [variables - 1, 1],
    ]);
  const solution = solver({
    minimize: Array.from({ length: variables }, (_, v) => (v === variables - 1 ? 1 : 0)),
    rows: [
      ...(most === Infinity ? [] : counts.slice(1).map((K) => row(-Infinity, most, total(K)))),
      ...Array.from({ length: corrupted + 1 }, (_, i) => attack(i)),
      row(1, 1, delivering),
      row(0, 0, abstaining),
      row(0, 0, outside),
    ],
    bounds: [
      ...[deliverer, absent, outsider].flatMap(() =>
        counts.map((K) => ({ lower: -each, upper: K === 0 ? -each : Infinity })),
      ),
      { lower: -Infinity, upper: Infinity },
    ],
  });
  return solution.status === 'optimal' ? solution.objective : NaN;
}
