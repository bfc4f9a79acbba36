import { expect } from 'chai';
import fc from 'fast-check';
import {
  isHonestTruthful,
  paperPayoff,
  paperThresholdInThirds,
  paperThresholds,
  paperVotes,
  type Weights,
} from '../../../packages/mechanism/src/voting/paper-table.ts';
import type { Block, Kind, Scheme, Vote } from '../../../packages/mechanism/src/voting/scheme.ts';

/** A weight in n validators: slope·n + constant. */
type Weight = readonly [slope: number, constant: number];
const NOTHING: Weight = [0, 0];
const THIRD: Weight = [1 / 3, 0];
const THIRD_LESS_1: Weight = [1 / 3, -1];
const THIRD_LESS_2: Weight = [1 / 3, -2];
const TWO_THIRDS: Weight = [2 / 3, 0];
const TWO_THIRDS_AND_1: Weight = [2 / 3, 1];
const TWO_THIRDS_AND_2: Weight = [2 / 3, 2];

/** The paper's table: [weight of U_y, weight of U_w] for vote 1 and for vote 0. */
const PRINTED: readonly [Scheme, Kind, Block, one: readonly Weight[], zero: readonly Weight[]][] = [
  ['A', 'honest', 'true', [TWO_THIRDS_AND_1, TWO_THIRDS_AND_1], [TWO_THIRDS, NOTHING]],
  ['A', 'honest', 'false', [TWO_THIRDS, THIRD], [TWO_THIRDS_AND_1, NOTHING]],
  ['A', 'faulty', 'true', [THIRD_LESS_2, TWO_THIRDS_AND_2], [THIRD_LESS_1, NOTHING]],
  ['A', 'faulty', 'false', [THIRD_LESS_1, THIRD_LESS_1], [THIRD_LESS_2, NOTHING]],
  ['B', 'honest', 'true', [TWO_THIRDS_AND_1, TWO_THIRDS_AND_1], [TWO_THIRDS, THIRD]],
  ['B', 'honest', 'false', [TWO_THIRDS, THIRD], [TWO_THIRDS_AND_1, TWO_THIRDS_AND_1]],
  ['B', 'faulty', 'true', [THIRD_LESS_2, TWO_THIRDS_AND_2], [THIRD_LESS_1, THIRD_LESS_1]],
  ['B', 'faulty', 'false', [THIRD_LESS_1, THIRD_LESS_1], [THIRD_LESS_2, TWO_THIRDS_AND_2]],
];

/** The paper's conclusions: the ratio above which the honest are truthful or the faulty malicious. */
const CONCLUSIONS: Record<string, Weight> = {
  'A honest false': THIRD,
  'A faulty true': TWO_THIRDS_AND_2,
  'B faulty true': [1 / 3, 3],
  'B faulty false': [1 / 3, 3],
};

const SIZES = [4, 7, 10, 100, 10_000];
const validators = fc.integer({ min: 1, max: 3333 }).map((k) => 3 * k + 1);
const scheme = fc.constantFrom<Scheme>('A', 'B');

function at(n: number, [slope, constant]: Weight): number {
  return slope * n + constant;
}

function expectWorth(actual: Weights, [outcome, reward]: readonly Weight[], n: number): void {
  expect(actual.outcomeThirds / 3).to.be.closeTo(at(n, outcome!), 1e-9 * n);
  expect(actual.rewardThirds / 3).to.be.closeTo(at(n, reward!), 1e-9 * n);
}

/** U_y / U_w = thirds / 3, exactly. */
function utilities(thirds: number): { outcome: number; reward: number } {
  return { outcome: thirds, reward: 3 };
}

describe('the paper’s table', () => {
  it('pays what the paper prints', () => {
    for (const n of SIZES) {
      for (const [s, kind, block, one, zero] of PRINTED) {
        const position = { validators: n, scheme: s, kind, block };
        expectWorth(paperPayoff(position, 1), one, n);
        expectWorth(paperPayoff(position, 0), zero, n);
      }
    }
  });

  it('concludes from these payoffs what the paper concludes', () => {
    for (const n of SIZES) {
      for (const [s, kind, block] of PRINTED) {
        const conclusion = CONCLUSIONS[`${s} ${kind} ${block}`];
        const thirds = paperThresholdInThirds({ validators: n, scheme: s, kind, block });
        if (conclusion === undefined) expect(thirds).to.equal(null);
        else expect(thirds).to.equal(Math.round(3 * at(n, conclusion)));
      }
    }
  });

  it('counts the validators there are, if asked', () => {
    for (const n of SIZES) {
      const k = (n - 1) / 3;
      expect(paperThresholds(n, 'A', 'whole')).to.deep.equal({
        honestTruthfulOnTrue: null,
        honestTruthfulOnFalse: k + 1,
        faultyMaliciousOnTrue: 2 * k + 2,
        faultyMaliciousOnFalse: null,
      });
      expect(paperThresholds(n, 'B', 'whole')).to.deep.equal({
        honestTruthfulOnTrue: null,
        honestTruthfulOnFalse: null,
        faultyMaliciousOnTrue: k + 2,
        faultyMaliciousOnFalse: k + 2,
      });
    }
  });

  it('changes the best vote exactly at the threshold', () => {
    fc.assert(
      fc.property(validators, (n) => {
        for (const [s, kind, block] of PRINTED) {
          const position = { validators: n, scheme: s, kind, block };
          const thirds = paperThresholdInThirds(position);
          if (thirds === null) continue;
          const expected: Vote = (kind === 'honest') === (block === 'true') ? 1 : 0;
          expect(paperVotes(position, utilities(thirds))).to.deep.equal([0, 1]);
          const above = { outcome: thirds * 2 ** 36 + 1, reward: 3 * 2 ** 36 };
          expect(paperVotes(position, above)).to.deep.equal([expected]);
          const below = { outcome: thirds * 2 ** 36 - 1, reward: 3 * 2 ** 36 };
          expect(paperVotes(position, below)).to.deep.equal([1 - expected]);
        }
      }),
    );
  });

  it('tells the doubles around a threshold that is none from each other', () => {
    for (const n of SIZES) {
      const nearest = n / 3;
      const doubles = [-2, -1, 0, 1, 2].map((ulps) => nearest + ulps * 2 ** (Math.floor(Math.log2(nearest)) - 52));
      for (const outcome of doubles) {
        const [mantissa, scale] = [BigInt(outcome * 2 ** 52), 2n ** 52n];
        const isAbove = 3n * mantissa > BigInt(n) * scale;
        expect(isHonestTruthful(n, 'A', { outcome, reward: 1 })).to.equal(isAbove);
      }
    }
  });

  it('keeps the honest of B truthful at every ratio, and those of A above n/3', () => {
    fc.assert(
      fc.property(validators, scheme, fc.integer({ min: 0, max: 30_000 }), (n, s, thirds) => {
        expect(isHonestTruthful(n, s, utilities(thirds))).to.equal(s === 'B' || thirds > n);
      }),
    );
    expect(isHonestTruthful(4, 'A', { outcome: 1, reward: 0 })).to.equal(true);
    expect(isHonestTruthful(4, 'B', { outcome: 0, reward: 0 })).to.equal(false);
  });

  it('refuses other sizes and utilities', () => {
    for (const n of [0, 1, 3, 5, 6, 4.5, -2, NaN, Infinity, 1_000_003]) {
      expect(() => paperThresholds(n, 'A')).to.throw(RangeError, 'validators must be 3k+1');
    }
    for (const value of [-1, NaN, Infinity]) {
      expect(() => isHonestTruthful(4, 'A', { outcome: value, reward: 1 })).to.throw(RangeError, 'outcome');
      expect(() => isHonestTruthful(4, 'A', { outcome: 1, reward: value })).to.throw(RangeError, 'reward');
    }
  });

  it('has weights of validators that do not exist: no n = 3k+1 makes them whole, and n = 4 makes one negative', () => {
    fc.assert(
      fc.property(validators, (n) => {
        const { outcomeThirds } = paperPayoff({ validators: n, scheme: 'A', kind: 'honest', block: 'true' }, 1);
        expect(outcomeThirds % 3).to.not.equal(0);
      }),
    );
    const four = paperPayoff({ validators: 4, scheme: 'A', kind: 'faulty', block: 'true' }, 1);
    expect(four.outcomeThirds).to.equal(-2);
  });
});
