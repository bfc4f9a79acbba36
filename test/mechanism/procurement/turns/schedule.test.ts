import { expect } from 'chai';
import fc from 'fast-check';
import {
  leastSchedule,
  lossOfSchedule,
  type TurnsGame,
} from '../../../../packages/mechanism/src/procurement/turns/schedule.ts';
import { uniform } from '../settings.ts';
import { allSchedules, bruteLoss } from './games.ts';

const anyGame = (most: number): fc.Arbitrary<TurnsGame> =>
  fc.record({
    corrupted: fc.integer({ min: 0, max: most }),
    turns: fc.integer({ min: 0, max: most + 2 }),
    price: uniform(1, 1.5),
    delay: fc.oneof(fc.constant(0), uniform(0, 3)),
    bond: fc.oneof(fc.constant(0), uniform(0, 2)),
    failure: uniform(-2, 40),
  });

/** V_t(a) by its recursion, over the bond and delay of every turn. */
function recursion(game: TurnsGame): number {
  const { corrupted, turns, price, delay, bond, failure } = game;
  if (turns === 0) return failure;
  const sizes = Array.from({ length: corrupted + 1 }, (_, i) => i + 1);
  const losses = sizes.map((size) =>
    size > corrupted
      ? size * price
      : Math.max(
          size * price,
          delay - bond * size + recursion({ ...game, corrupted: corrupted - size, turns: turns - 1 }),
        ),
  );
  return Math.min(failure, ...losses);
}

describe('leastSchedule', () => {
  it('is the recursion V_t(a), and the loss of the sizes that it names', () => {
    fc.assert(
      fc.property(anyGame(6), (game) => {
        const { seats, loss } = leastSchedule(game);
        expect(loss).to.be.closeTo(recursion(game), 1e-12 * (1 + Math.abs(loss)));
        expect(loss).to.equal(lossOfSchedule(seats, game));
        expect(seats.length).to.be.at.most(game.turns);
      }),
    );
  });

  it('is the best of all sequences of turns for up to five provers, each tried against everything', () => {
    fc.assert(
      fc.property(anyGame(4), (game) => {
        const schedules = allSchedules(5, Math.min(3, game.turns));
        for (const seats of schedules) {
          expect(lossOfSchedule(seats, game)).to.be.closeTo(bruteLoss(seats, game), 1e-12 * (1 + game.failure ** 2));
        }
        const least = Math.min(...schedules.map((seats) => bruteLoss(seats, game)));
        const { loss } = leastSchedule({ ...game, turns: Math.min(3, game.turns) });
        expect(loss).to.be.closeTo(least, 1e-12 * (1 + Math.abs(least)));
      }),
      { numRuns: 40 },
    );
  });

  it('is 1 if and only if there are a + 1 turns, where delay costs nothing', () => {
    const lossOf = (corrupted: number, turns: number): number =>
      leastSchedule({ corrupted, turns, price: 1, delay: 0, bond: 0, failure: 1e4 }).loss;
    for (let corrupted = 0; corrupted <= 12; corrupted++) {
      for (let turns = 1; turns <= 14; turns++) expect(lossOf(corrupted, turns) === 1).to.equal(turns >= corrupted + 1);
    }
  });

  it('is 1 + a·max(0, δ - b) with a + 1 turns, where every seat has a bond and delay is cheap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), uniform(0, 1), uniform(0, 1), (corrupted, share, bond) => {
        const delay = share / corrupted;
        const { loss } = leastSchedule({ corrupted, turns: corrupted + 1, price: 1, delay, bond, failure: 1e6 });
        expect(loss).to.be.closeTo(1 + corrupted * Math.max(0, delay - bond), 1e-12);
      }),
    );
  });

  it('asks ten thousand provers', () => {
    const { seats, loss } = leastSchedule({
      corrupted: 9999,
      turns: 10_000,
      price: 1,
      delay: 1e-5,
      bond: 0,
      failure: 1e15,
    });
    expect(loss).to.be.closeTo(1 + 9999e-5, 1e-9);
    expect(seats).to.have.length(10_000);
  });

  it('refuses games out of range', () => {
    const game = { corrupted: 2, turns: 3, price: 1, delay: 0, bond: 0, failure: 20 };
    for (const [name, wrong] of Object.entries({
      corrupted: -1,
      turns: 0.5,
      price: 0.9,
      delay: -1,
      bond: NaN,
      failure: Infinity,
    })) {
      expect(() => leastSchedule({ ...game, [name]: wrong }), name).to.throw(RangeError, name);
    }
  });
});
