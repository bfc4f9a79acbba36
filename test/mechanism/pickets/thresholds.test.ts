import { expect } from 'chai';
import fc from 'fast-check';
import { picketThresholds } from '../../../packages/mechanism/src/pickets/thresholds.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { badWeights, countBad, tailFrom } from './brute-force.ts';

const risk = fc.integer({ min: 0, max: 950 }).map((thousandths) => thousandths / 1000);
const epsilon = fc.integer({ min: 4, max: 120 }).map((tenths) => 10 ** (-tenths / 10));

describe('picket thresholds', () => {
  it('has the known values', () => {
    const safe = (bad: number, size: number): number | null => picketThresholds({ size, bad }).safe;
    expect([safe(0.25, 30), safe(0.25, 100), safe(0.25, 1000), safe(0.05, 50)]).to.deep.equal([30, 68, 376, 25]);
    expect(picketThresholds({ size: 20, bad: 0.2 })).to.deep.equal({
      safe: null,
      strong: null,
      complete: null,
      maxBad: null,
    });
    expect(picketThresholds({ size: 29, bad: 0.25 }).safe).to.equal(null);
    expect(picketThresholds({ size: 100_000, bad: 0.25 })).to.deep.equal({
      safe: 26206,
      strong: 63103,
      complete: 73795,
      maxBad: 26205,
    });
    // P[Bin(4, 0.1) ≥ 2] = 0.0523: the good just reach the strong threshold alone, which random sets seldom show.
    expect(picketThresholds({ size: 4, bad: 0.1, epsilon: 0.1 })).to.deep.equal({
      safe: 2,
      strong: 3,
      complete: 3,
      maxBad: 1,
    });
  });

  it('has no threshold where p^N is ε, rounding or not', () => {
    expect(picketThresholds({ size: 18, bad: 0.1 }).safe).to.equal(null);
    expect(picketThresholds({ size: 19, bad: 0.1 }).safe).to.equal(19);
    expect(picketThresholds({ size: 3, bad: 0.1, epsilon: 1e-3 }).safe).to.equal(null);
  });

  it('is the least number that is safe, over all sets of bad pickets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), risk, epsilon, (size, bad, limit) => {
        const chance = badWeights(Array<number>(size).fill(1), bad);
        const numbers = Array.from({ length: size }, (_, i) => i + 1);
        const { safe, maxBad } = picketThresholds({ size, bad, epsilon: limit });
        expect(safe).to.equal(numbers.find((k) => tailFrom(chance, k) < limit) ?? null);
        expect(maxBad).to.equal(safe === null ? null : safe - 1);
      }),
    );
  });

  it('has a strong threshold that just includes more than half of the good, and a complete one that the good reach', () => {
    const isStrong = (size: number, maxBad: number, agree: number): boolean =>
      Array.from({ length: maxBad + 1 }, (_, bad) => bad).every((bad) => 2 * (agree - bad) > size - bad);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), risk, epsilon, (size, bad, limit) => {
        const { safe, strong, complete, maxBad } = picketThresholds({ size, bad, epsilon: limit });
        if (safe === null) return;
        expect(isStrong(size, maxBad!, strong!)).to.equal(true);
        expect(isStrong(size, maxBad!, strong! - 1)).to.equal(false);
        expect(2 * strong! - size, 'two strong sets share a good picket').to.be.at.least(safe);
        expect(complete).to.equal(size - maxBad! >= strong! ? size - maxBad! : null);
      }),
    );
  });

  it('asks for no fewer if more are bad, or if less risk is taken', () => {
    const order = (k: number | null): number => k ?? Infinity;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), risk, risk, epsilon, epsilon, (size, p, q, a, b) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        const [strict, loose] = [Math.min(a, b), Math.max(a, b)];
        const least = order(picketThresholds({ size, bad: low, epsilon: loose }).safe);
        expect(least).to.be.at.most(order(picketThresholds({ size, bad: high, epsilon: loose }).safe));
        expect(least).to.be.at.most(order(picketThresholds({ size, bad: low, epsilon: strict }).safe));
      }),
    );
  });

  it('are met by the bad as rarely as promised, when played', () => {
    const random = new Random(20_221);
    const plays = 20_000;
    const set = { size: 40, bad: 0.25, epsilon: 0.02 };
    const { safe } = picketThresholds(set);
    const met = [safe! - 1, safe!].map((k) => {
      let count = 0;
      for (let play = 0; play < plays; play++) {
        if (countBad(random, set.size, set.bad) >= k) count++;
      }
      return count / plays;
    });
    const deviation = Math.sqrt((set.epsilon * (1 - set.epsilon)) / plays);
    expect(met[0]).to.be.above(set.epsilon - 4.5 * deviation);
    expect(met[1]).to.be.below(set.epsilon + 4.5 * deviation);
  });

  it('name the argument that is out of range', () => {
    expect(() => picketThresholds({ size: 0, bad: 0.1 })).to.throw(RangeError, 'size must be a whole number from 1 to');
    expect(() => picketThresholds({ size: 5, bad: 1 })).to.throw(RangeError, 'bad must be below 1, not 1');
    expect(() => picketThresholds({ size: 5, bad: -0.1 })).to.throw(RangeError, 'bad must be from 0 to 1, not -0.1');
    expect(() => picketThresholds({ size: 5, bad: NaN })).to.throw(RangeError, 'bad must be from 0 to 1, not NaN');
    expect(() => picketThresholds({ size: 5, bad: 0.1, epsilon: 0 })).to.throw(RangeError, 'epsilon must be above 0');
  });
});
