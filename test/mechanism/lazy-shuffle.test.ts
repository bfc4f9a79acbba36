import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Rounds,
  committeeOfTask,
  filledCommittees,
  permutation,
  seatOfWorker,
  shuffle,
  taskAt,
  taskKey,
  unshuffle,
  workerAt,
  workerKey,
} from '../../src/mechanism/lazy-shuffle.ts';

const key = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const seed = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });

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

  it('gives workers and tasks different permutations', () => {
    const at = (k: bigint) => Array.from({ length: 100 }, (_, i) => shuffle(k, 100, i));
    expect(at(workerKey(7n))).not.to.deep.equal(at(taskKey(7n)));
  });

  it('fills seats and tasks one to one', () => {
    const sizes = fc.record({
      seed,
      workers: fc.integer({ min: 0, max: 80 }),
      tasks: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 3, max: 16 }), (draw, members) => {
        const filled = filledCommittees(draw, members);
        const seats = new Set<string>();
        for (let index = 0; index < draw.workers; index++) {
          const place = seatOfWorker(draw, members, index);
          if (place === undefined) continue;
          seats.add(`${place.committee}/${place.seat}`);
          expect(workerAt(draw, members, place)).to.equal(index);
        }
        expect(seats.size).to.equal(filled * members);
        const committees = new Set<number>();
        for (let index = 0; index < draw.tasks; index++) {
          const committee = committeeOfTask(draw, members, index);
          if (committee === undefined) continue;
          committees.add(committee);
          expect(taskAt(draw, committee)).to.equal(index);
        }
        expect(committees.size).to.equal(filled);
      }),
    );
  });
});

/** A committee of `members` out of `workers`; `faulty` fixed workers, of which the number that get in is counted. */
interface Draw {
  readonly workers: number;
  readonly members: number;
  readonly faulty: number;
}

const DRAWS: readonly Draw[] = [
  { workers: 5, members: 3, faulty: 3 },
  { workers: 10, members: 4, faulty: 4 },
  { workers: 12, members: 4, faulty: 4 },
  { workers: 18, members: 8, faulty: 4 },
  { workers: 33, members: 16, faulty: 5 },
  { workers: 66, members: 32, faulty: 5 },
  { workers: 1_000, members: 400, faulty: 4 },
];
const SEEDS = 100_000;
/** By degrees of freedom, the χ² that chance exceeds once in 10^4. */
const CRITICAL: Readonly<Record<number, number>> = { 2: 18.42, 3: 21.11, 4: 23.51, 5: 25.74 };

describe('lazy shuffle: how many of a fixed set of workers a committee gets', function () {
  this.timeout(120_000);

  it(`fits the hypergeometric law over ${SEEDS} seeds`, () => {
    for (const [draw, { statistic, critical }] of test(DRAWS)) {
      expect(statistic, `P = ${draw.workers}`).to.be.below(critical);
    }
  });

  it('does not with 4 rounds', () => {
    expect(rejected(DRAWS.slice(0, 4), () => 4)).to.deep.equal([5, 10, 12, 18]);
  });

  it('does not with 8 rounds where a half has 4 values', () => {
    expect(rejected(DRAWS.slice(2, 3), () => 8)).to.deep.equal([12]);
  });
});

interface Fit {
  /** Pearson's χ². */
  readonly statistic: number;
  readonly critical: number;
}

/** P of those that do not fit. */
function rejected(draws: readonly Draw[], rounds: Rounds): number[] {
  const misfits = [...test(draws, rounds)].filter(([, { statistic, critical }]) => statistic > critical);
  return misfits.map(([{ workers }]) => workers);
}

function test(draws: readonly Draw[], rounds?: Rounds): Map<Draw, Fit> {
  const counts = draws.map(({ faulty }) => Array.from({ length: faulty + 1 }, () => 0));
  for (let n = 0; n < SEEDS; n++) {
    const pi = permutation(workerKey(BigInt(n)), rounds);
    draws.forEach(({ workers, members, faulty }, d) => {
      let drawn = 0;
      for (let worker = 0; worker < faulty; worker++) if (pi.shuffle(workers, worker) < members) drawn++;
      counts[d]![drawn]!++;
    });
  }
  return new Map(draws.map((draw, d) => [draw, fit(draw, counts[d]!)]));
}

function fit({ workers, members, faulty }: Draw, counts: readonly number[]): Fit {
  let statistic = 0;
  let outcomes = 0;
  counts.forEach((count, drawn) => {
    const probability = (choose(members, drawn) * choose(workers - members, faulty - drawn)) / choose(workers, faulty);
    if (probability === 0) {
      expect(count).to.equal(0);
      return;
    }
    outcomes++;
    statistic += (count - SEEDS * probability) ** 2 / (SEEDS * probability);
  });
  return { statistic, critical: CRITICAL[outcomes - 1]! };
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
