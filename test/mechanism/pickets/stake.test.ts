import { expect } from 'chai';
import fc from 'fast-check';
import { seatProbability, stakeThresholds, weightOf } from '../../../packages/mechanism/src/pickets/stake.ts';
import { picketThresholds } from '../../../packages/mechanism/src/pickets/thresholds.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { badWeights, countBad, tailFrom } from './brute-force.ts';

const stakes = fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }).filter((list) => list.some((value) => value > 0));
const risk = fc.integer({ min: 0, max: 900 }).map((thousandths) => thousandths / 1000);
const epsilon = fc.integer({ min: 4, max: 90 }).map((tenths) => 10 ** (-tenths / 10));

/** P[w of N seats are bad] by drawing seat after seat from every set of bad agents. */
function badSeats(list: readonly number[], size: number, bad: number): number[] {
  const total = list.reduce((sum, value) => sum + value, 0);
  const seats = Array<number>(size + 1).fill(0);
  badWeights(list, bad).forEach((chance, units) => {
    badWeights(Array<number>(size).fill(1), units / total).forEach((given, count) => (seats[count]! += chance * given));
  });
  return seats;
}

describe('pickets drawn by stake', () => {
  it('is the least number of seats that is safe, over all bad agents and all draws', () => {
    fc.assert(
      fc.property(stakes, fc.integer({ min: 1, max: 7 }), risk, epsilon, (list, size, bad, limit) => {
        const seats = badSeats(list, size, bad);
        const numbers = Array.from({ length: size }, (_, i) => i + 1);
        expect(stakeThresholds(list, { size, bad, epsilon: limit }).safe).to.equal(
          numbers.find((k) => tailFrom(seats, k) < limit) ?? null,
        );
      }),
    );
  });

  it('never trusts seats more than pickets that are bad independently', () => {
    for (const agents of [1, 2, 10, 100, 1000]) {
      const set = { size: 200, bad: 0.1, epsilon: 1e-9 };
      const { safe } = stakeThresholds(Array<number>(agents).fill(1), set);
      expect(safe ?? Infinity).to.be.above(picketThresholds(set).safe!);
    }
    expect(stakeThresholds([7], { size: 200, bad: 0.1, epsilon: 0.09 }).safe, 'one agent holds all').to.equal(null);
    expect(stakeThresholds([7], { size: 200, bad: 0.1, epsilon: 0.11 }).safe).to.equal(1);
  });

  it('counts an agent once, and its seats all', () => {
    expect(seatProbability([5, 3, 2], [0, 2, 0])).to.equal(0.7);
    expect(seatProbability([5, 3, 2], [])).to.equal(0);
    expect(weightOf([0, 1, 0, 2, 0], [0, 0, 2])).to.equal(4);
    expect(weightOf([], [1])).to.equal(0);
  });

  it('are bad as rarely as promised, when played', () => {
    const random = new Random(99);
    const list = [40, 20, 10, 10, 5, 5, 4, 3, 2, 1];
    const set = { size: 30, bad: 0.15, epsilon: 0.05 };
    const { safe } = stakeThresholds(list, set);
    const plays = 20_000;
    let met = 0;
    for (let play = 0; play < plays; play++) {
      const held = [...list.keys()].filter(() => random.chance(set.bad));
      if (countBad(random, set.size, seatProbability(list, held)) >= safe!) met++;
    }
    expect(met / plays).to.be.below(set.epsilon + 4.5 * Math.sqrt(set.epsilon / plays));
    expect(safe).to.be.above(picketThresholds(set).safe!);
  });

  it('names the argument that is out of range', () => {
    const set = { size: 5, bad: 0.1 };
    expect(() => stakeThresholds([], set)).to.throw(RangeError, 'the sum of the stakes');
    expect(() => stakeThresholds([1.5], set)).to.throw(RangeError, 'stake must be a whole number');
    expect(() => stakeThresholds([200_000], set)).to.throw(RangeError, 'from 1 to 100000, not 200000');
    expect(() => seatProbability([1], [1])).to.throw(RangeError, 'held agent');
  });
});
