import fc from 'fast-check';
import type { Mechanism, Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import type { WorstCase } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../mean.ts';

/** A mechanism written out: who delivers is a vector of booleans, one for each prover. */
export interface Explicit {
  readonly q: readonly number[];
  pay(x: readonly boolean[]): number[];
}

export function writeOut({ roles, pay }: Mechanism): Explicit {
  const roleOf = roles.flatMap((role, r) => Array.from({ length: role.size }, () => r));
  return {
    q: roleOf.map((r) => roles[r]!.probability),
    pay(x) {
      const seen = x.map((delivers, i) => delivers && roles[roleOf[i]!]!.asked !== false);
      const payments = pay(roles.map((_, r) => seen.filter((delivers, i) => delivers && roleOf[i] === r).length));
      return seen.map((delivers, i) => payments[roleOf[i]!]![delivers ? 'delivered' : 'absent']);
    },
  };
}

/** All vectors of n booleans. */
export function vectors(n: number): boolean[][] {
  return n === 0
    ? [[]]
    : vectors(n - 1).flatMap((rest) => [
        [...rest, false],
        [...rest, true],
      ]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Σ over all x that agree with `fixed` where that is set: P[x of the others]·f(x). */
export function expect(
  q: readonly number[],
  fixed: readonly (boolean | undefined)[],
  f: (x: boolean[]) => number,
): number {
  const agreeing = vectors(q.length).filter((x) => x.every((xi, i) => fixed[i] === undefined || fixed[i] === xi));
  const chance = (x: readonly boolean[]): number =>
    x.reduce((p, xi, i) => (fixed[i] === undefined ? p * (xi ? q[i]! : 1 - q[i]!) : p), 1);
  return sum(agreeing.map((x) => chance(x) * f(x)));
}

export function costOf(mechanism: Mechanism, penalty: number): (x: readonly boolean[]) => number {
  const { pay } = writeOut(mechanism);
  return (x) => sum(pay(x)) + (x.some(Boolean) ? 0 : penalty);
}

/** The mean cost of many games and its standard error; the first provers of each role do what an attack says. */
export function play(
  mechanism: Mechanism,
  penalty: number,
  attack?: Pick<WorstCase, 'corrupted' | 'delivering'>,
): { mean: number; error: number } {
  const random = new Random(7);
  const { q } = writeOut(mechanism);
  const cost = costOf(mechanism, penalty);
  const fixed = mechanism.roles.flatMap(({ size }, r) =>
    Array.from({ length: size }, (_, i) => (i < (attack?.corrupted[r] ?? 0) ? i < attack!.delivering[r]! : undefined)),
  );
  return meanOf(40_000, () => cost(q.map((qi, i) => fixed[i] ?? random.chance(qi))));
}

/** The worst expected cost over all sets of at most a provers and all that they may do, one by one. */
export function bruteLoss(mechanism: Mechanism, { provers, honest, penalty }: Setting): number {
  const { q } = writeOut(mechanism);
  const cost = costOf(mechanism, penalty);
  const choices = vectors(provers).filter((set) => set.filter(Boolean).length <= provers - honest);
  const losses = choices.flatMap((set) =>
    vectors(provers)
      .filter((x) => x.every((xi, i) => set[i] === true || !xi))
      .map((x) =>
        expect(
          q,
          x.map((xi, i) => (set[i] === true ? xi : undefined)),
          cost,
        ),
      ),
  );
  return Math.max(...losses);
}

/** The designated plan for c = all of n provers. */
export function designatedOf({ provers, bond }: Setting, q: number, asked = provers): Mechanism {
  const m = asked - 1;
  const total = 1 + m * q;
  const prize = (m * q) / -Math.expm1(m * Math.log1p(-q));
  const s = bond / provers;
  return {
    roles: [
      { name: 'designate', size: 1, probability: 1, bond: s },
      { name: 'committee prover', size: m, probability: q, bond: s },
      { name: 'outsider', size: provers - asked, probability: 0, bond: s, asked: false },
    ],
    pay: ([first, others]) =>
      first === 0
        ? [0, 1, 2].map(() => ({ delivered: -s, absent: -s }))
        : [
            { delivered: others === 0 ? total : total - prize, absent: 0 },
            { delivered: prize / others!, absent: 0 },
            { delivered: 0, absent: 0 },
          ],
  };
}

/** Arbitrary rules of up to six provers: what is paid is drawn for each outcome, and need not make sense. */
export const anyMechanism: fc.Arbitrary<Mechanism> = fc
  .array(
    fc.record({
      size: fc.integer({ min: 0, max: 3 }),
      probability: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0.01, max: 0.99, noNaN: true })),
      isAsked: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .filter((roles) => {
    const all = sum(roles.map(({ size }) => size));
    return all >= 1 && all <= 6;
  })
  .chain((drawn) =>
    fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 64, maxLength: 64 }).map((amounts): Mechanism => {
      const roles = drawn.map(({ size, probability, isAsked }, r) => ({
        name: `role ${r}`,
        size,
        probability: isAsked ? probability : 0,
        bond: 3,
        asked: isAsked,
      }));
      const amount = (delivered: readonly number[], salt: number): number =>
        amounts[(delivered.reduce((code, count) => code * 4 + count, 0) * 7 + salt) % 64]!;
      return {
        roles,
        pay: (delivered) =>
          roles.map((_, r) => ({ delivered: amount(delivered, 2 * r), absent: amount(delivered, 2 * r + 1) })),
      };
    }),
  );
