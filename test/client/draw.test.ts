import { expect } from 'chai';
import fc from 'fast-check';
import {
  committeeOfTask,
  filledCommittees,
  seatOfWorker,
  taskAt,
  taskKey,
  workerAt,
  workerKey,
} from '../../packages/client/src/market/draw.ts';
import { shuffle } from '../../packages/mechanism/src/lazy-shuffle.ts';

const seed = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });

describe('the draw of an epoch', () => {
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
