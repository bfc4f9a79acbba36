import { expect } from 'chai';
import fc from 'fast-check';
import {
  add,
  compare,
  exactly,
  fraction,
  multiply,
  roundUp,
  show,
  subtract,
  sum,
  toNumber,
} from '../../../packages/mechanism/src/committee/fraction.ts';

const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 30n });
const any = fc.tuple(whole, positive).map(([n, d]) => fraction(n, d));

describe('fraction', () => {
  it('is in lowest terms with a positive denominator', () => {
    expect(fraction(6n, -4n)).to.deep.equal({ numerator: -3n, denominator: 2n });
    expect(fraction(0n, -4n)).to.deep.equal({ numerator: 0n, denominator: 1n });
    expect(() => fraction(1n, 0n)).to.throw(RangeError, 'denominator');
  });

  it('is a field in order', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(subtract(add(a, b), b)).to.deep.equal(a);
        expect(multiply(a, add(b, c))).to.deep.equal(add(multiply(a, b), multiply(a, c)));
        expect(sum([a, b, c])).to.deep.equal(add(c, add(b, a)));
        expect(Math.sign(compare(a, b))).to.equal(Math.sign(Number(subtract(a, b).numerator)));
      }),
    );
  });

  it('rounds up to the least whole number that is not below', () => {
    fc.assert(
      fc.property(any, (a) => {
        const up = fraction(roundUp(a));
        expect(compare(up, a)).to.be.at.least(0);
        expect(compare(subtract(up, fraction(1n)), a)).to.be.below(0);
      }),
    );
  });

  it('takes doubles as they are, and gives them back', () => {
    expect(exactly(0.75)).to.deep.equal(fraction(3n, 4n));
    expect(exactly(0.1)).not.to.deep.equal(fraction(1n, 10n));
    expect(() => exactly(NaN)).to.throw(RangeError, 'value');
    fc.assert(
      fc.property(fc.double({ min: -1e250, max: 1e250, noNaN: true }), (value) => {
        expect(toNumber(exactly(value)) - value).to.equal(0);
      }),
    );
  });

  it('becomes the nearest double but one at most', () => {
    expect(toNumber(fraction(1n, 3n))).to.equal(1 / 3);
    expect(toNumber(fraction(-(10n ** 40n), 7n))).to.be.closeTo(-1e40 / 7, 1e40 * 2 ** -52);
  });

  it('is shown as people write it', () => {
    expect([show(fraction(-7n, 2n)), show(fraction(8n, 2n))]).to.deep.equal(['-7/2', '4']);
  });
});
