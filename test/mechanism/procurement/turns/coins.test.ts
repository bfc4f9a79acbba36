import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CoinsGame,
  coinStageLoss,
  planCoins,
} from '../../../../packages/mechanism/src/procurement/turns/coins.ts';
import { Random } from '../../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../../mean.ts';
import { uniform } from '../settings.ts';
import { bruteCoins } from './games.ts';

const large: Omit<CoinsGame, 'turns'> = { corrupted: 33, honest: 67, price: 1, delay: 0, failure: 1e4 };

const anyGame: fc.Arbitrary<CoinsGame> = fc.record({
  corrupted: fc.integer({ min: 0, max: 3 }),
  honest: fc.integer({ min: 1, max: 3 }),
  turns: fc.integer({ min: 1, max: 3 }),
  price: uniform(1, 1.5),
  delay: fc.oneof(fc.constant(0), uniform(0, 2)),
  failure: uniform(2, 200),
});

describe('planCoins', () => {
  it('has the losses of a hundred provers', () => {
    const losses = [1, 2, 3, 4, 5].map((turns) => planCoins({ ...large, turns }).loss);
    const known = [11.775, 3.757, 2.436, 1.947, 1.7];
    losses.forEach((loss, i) => expect(loss, `t = ${i + 1}`).to.be.closeTo(known[i]!, 1e-3));
  });

  it('is what trying every outcome finds, and no other q does better', () => {
    fc.assert(
      fc.property(anyGame, uniform(0, 1), (game, q) => {
        const { loss, turns } = planCoins(game);
        const probabilities = turns.map(({ probability }) => probability);
        const scale = 1 + game.failure;
        expect(loss / scale).to.be.closeTo(bruteCoins(game, probabilities) / scale, 1e-12);
        const once = planCoins({ ...game, turns: 1 }).loss;
        expect(once / scale).to.be.at.most(bruteCoins(game, [q]) / scale + 1e-9);
      }),
      { numRuns: 60, examples: [[{ corrupted: 0, honest: 1, turns: 1, price: 1, delay: 0, failure: 2 }, 0.9999]] },
    );
  });

  it('gains nothing at a hundred provers from seats that are asked for certain', () => {
    const silence = planCoins({ ...large, turns: 1 }).loss;
    const { loss, turns } = planCoins({ ...large, turns: 2 });
    const probability = turns[0]!.probability;
    const stage = { honest: 67, price: 1, silence, probability };
    expect(coinStageLoss({ ...stage, corrupted: 33, designates: 0 })).to.be.closeTo(loss, 1e-12);
    for (const designates of [1, 2, 5]) {
      for (const factor of [0.5, 0.8, 1, 1.3]) {
        const varied = { ...stage, designates, corrupted: 33 - designates, probability: probability * factor };
        expect(coinStageLoss(varied)).to.be.above(loss);
      }
    }
  });

  it('is what played requests cost on average, against the corrupted that know their coins', () => {
    const { loss, turns } = planCoins({ ...large, turns: 3 });
    const random = new Random(11);
    const selected = (count: number, q: number): number =>
      Array.from({ length: count }).filter(() => random.chance(q)).length;
    const { mean, error } = meanOf(30_000, () => {
      for (const [i, { probability }] of turns.entries()) {
        const [own, others] = [selected(33, probability), selected(67, probability)];
        const silence = turns[i + 1]?.loss ?? 1e4;
        const delivering = (1 - probability) ** 67 * silence > own ? 0 : own;
        if (delivering + others > 0) return delivering + others;
      }
      return 1e4;
    });
    expect(Math.abs(mean - loss)).to.be.at.most(3 * error);
  });

  it('stops where another turn costs more than it brings, and asks nobody where that is cheapest', () => {
    const lossOf = (turns: number) => planCoins({ ...large, delay: 5, turns }).loss;
    const { loss, turns } = planCoins({ ...large, delay: 5, turns: 16 });
    expect(turns.length).to.be.within(3, 15);
    expect(loss).to.equal(lossOf(turns.length));
    expect(loss).to.be.below(lossOf(turns.length - 1) * (1 - 1e-6));
    expect(planCoins({ ...large, failure: 0.5, turns: 3 })).to.deep.equal({ loss: 0.5, turns: [] });
  });

  it('takes ten thousand provers and refuses games out of range', () => {
    for (const honest of [1, 5000, 9999]) {
      const { loss } = planCoins({ ...large, honest, corrupted: 10_000 - honest, failure: 1e15, turns: 16 });
      expect(loss).to.be.within(1, 1e4);
    }
    expect(() => planCoins({ ...large, honest: 0, turns: 1 })).to.throw(RangeError, 'honest');
    expect(() => planCoins({ ...large, delay: -1, turns: 1 })).to.throw(RangeError, 'delay');
    const stage = { corrupted: 1, honest: 1, designates: 0, probability: 1.5, price: 1, silence: 2 };
    expect(() => coinStageLoss(stage)).to.throw(RangeError, 'probability');
  });
});
