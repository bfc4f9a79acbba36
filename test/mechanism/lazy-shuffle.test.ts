import { expect } from 'chai';
import fc from 'fast-check';
import { permutation, type Permutation, shuffle, unshuffle } from '../../packages/mechanism/src/lazy-shuffle.ts';

const key = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });

describe('lazy shuffle', () => {
  it('is a bijection with its inverse for every n up to 300', () => {
    for (let n = 1; n <= 300; n++) {
      const pi = permutation(BigInt(n) << 200n);
      const positions = Array.from({ length: n }, (_, i) => pi.shuffle(n, i));
      expect(new Set(positions).size, `n = ${n}`).to.equal(n);
      positions.forEach((position, i) => {
        expect(position).to.be.within(0, n - 1);
        expect(pi.unshuffle(n, position), `n = ${n}`).to.equal(i);
      });
    }
  });

  it('inverts for any key and n up to 2^32', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 2 ** 32 }), fc.double({ min: 0, max: 1, noNaN: true }), (k, n, at) => {
        const i = Math.min(n - 1, Math.floor(at * n));
        const position = shuffle(k, n, i);
        expect(position).to.be.within(0, n - 1);
        expect(unshuffle(k, n, position)).to.equal(i);
      }),
    );
  });
});

const SEEDS = 60_000;
/** By degrees of freedom, the χ² that chance exceeds once in 10^4. */
const CRITICAL: Readonly<Record<number, number>> = {
  1: 15.14,
  2: 18.42,
  3: 21.11,
  4: 23.51,
  5: 25.74,
  6: 27.86,
  23: 57.07,
  119: 185.09,
};

describe('lazy shuffle: all permutations', () => {
  it(`of 2 to 5 are equally frequent over ${SEEDS} seeds`, () => {
    const sizes = [2, 3, 4, 5];
    const counts = sizes.map(() => new Map<string, number>());
    for (let run = 0; run < SEEDS; run++) {
      const pi = permutation(BigInt(run) << 128n);
      sizes.forEach((n, s) => {
        const order = Array.from({ length: n }, (_, i) => pi.shuffle(n, i)).join();
        counts[s]!.set(order, (counts[s]!.get(order) ?? 0) + 1);
      });
    }
    sizes.forEach((n, s) => {
      const permutations = factorial(n);
      expect(counts[s]!.size).to.equal(permutations);
      const statistic = [...counts[s]!.values()].reduce((sum, count) => sum + pearson(count, SEEDS / permutations), 0);
      expect(statistic, `n = ${n}`).to.be.below(CRITICAL[permutations - 1]!);
    });
  });
});

/** A committee of `members` out of `workers`; `faulty` workers, of which the number that get in is counted. */
interface Draw {
  readonly workers: number;
  readonly members: number;
  readonly faulty: readonly number[];
}

const DIGITS: readonly Draw[] = [
  { workers: 5, members: 3, faulty: [0, 1, 2] },
  { workers: 10, members: 4, faulty: [0, 1, 2, 3] },
  { workers: 18, members: 8, faulty: [0, 1, 2, 3] },
  { workers: 32, members: 16, faulty: [27, 28, 29, 30, 31] },
];
/** The grids, of few left and few right halves, are what a network with too few rounds treats worst. */
const NETWORK: readonly Draw[] = [
  { workers: 33, members: 2, faulty: [0, 1, 8, 9, 16, 17] },
  { workers: 40, members: 38, faulty: [0, 1, 8, 9, 16, 17] },
  { workers: 66, members: 32, faulty: [0, 8, 16, 24] },
  { workers: 1_000, members: 400, faulty: [0, 1, 2] },
];

describe('lazy shuffle: how many of a fixed set of workers a committee gets', () => {
  it(`fits the hypergeometric law over ${SEEDS} seeds, or a tenth of them but for the least network`, () => {
    const fits = [...test(NETWORK.slice(0, 1), SEEDS), ...test([...DIGITS, ...NETWORK.slice(1)], SEEDS / 10)];
    for (const [draw, { statistic, critical }] of fits) {
      expect(statistic, JSON.stringify(draw)).to.be.below(critical);
    }
  });

  it('does not with 6 rounds where a half has 5 values', () => {
    expect(rejected(NETWORK.slice(0, 1), 6, SEEDS)).to.deep.equal([33]);
  });

  it('does not with 4 rounds, over a tenth of them', () => {
    expect(rejected(NETWORK.slice(0, 3), 4, SEEDS / 10)).to.deep.equal([33, 40, 66]);
  });
});

interface Fit {
  /** Pearson's χ². */
  readonly statistic: number;
  readonly critical: number;
}

/** P of those that do not fit. */
function rejected(draws: readonly Draw[], rounds: number, seeds: number): number[] {
  const misfits = [...test(draws, seeds, rounds)].filter(([, { statistic, critical }]) => statistic > critical);
  return misfits.map(([{ workers }]) => workers);
}

function test(draws: readonly Draw[], seeds: number, rounds?: number): Map<Draw, Fit> {
  const counts = draws.map(({ faulty }) => Array.from({ length: faulty.length + 1 }, () => 0));
  for (let n = 0; n < seeds; n++) {
    const pi = permutation(BigInt(n) << 128n, rounds);
    draws.forEach((draw, d) => counts[d]![countFaulty(pi, draw)]!++);
  }
  return new Map(draws.map((draw, d) => [draw, fit(draw, counts[d]!, seeds)]));
}

/** Looks up the seats of the faulty workers, or the workers on the seats of the committee: whichever are fewer. */
function countFaulty(pi: Permutation, { workers, members, faulty }: Draw): number {
  if (faulty.length <= members) return faulty.filter((worker) => pi.shuffle(workers, worker) < members).length;
  const committee = Array.from({ length: members }, (_, seat) => pi.unshuffle(workers, seat));
  return committee.filter((worker) => faulty.includes(worker)).length;
}

function fit({ workers, members, faulty }: Draw, counts: readonly number[], seeds: number): Fit {
  let statistic = 0;
  let outcomes = 0;
  counts.forEach((count, drawn) => {
    const probability =
      (choose(members, drawn) * choose(workers - members, faulty.length - drawn)) / choose(workers, faulty.length);
    if (probability === 0) {
      expect(count).to.equal(0);
      return;
    }
    outcomes++;
    statistic += pearson(count, seeds * probability);
  });
  return { statistic, critical: CRITICAL[outcomes - 1]! };
}

/** What one outcome adds to χ². */
function pearson(count: number, expected: number): number {
  return (count - expected) ** 2 / expected;
}

function factorial(n: number): number {
  return n === 0 ? 1 : n * factorial(n - 1);
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
