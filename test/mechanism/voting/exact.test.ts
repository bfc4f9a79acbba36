import { expect } from 'chai';
import fc from 'fast-check';
import { quotient, sign, toCommonScale } from '../../../packages/mechanism/src/voting/exact.ts';

describe('toCommonScale', () => {
  it('keeps order and equality of any doubles', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(double, double, (a, b) => {
        const scaled = toCommonScale({ a, b });
        expect(sign(scaled.a - scaled.b)).to.equal(a === b ? 0 : a > b ? 1 : -1);
      }),
    );
  });

  it('adds where doubles lose the addend', () => {
    const { big, small } = toCommonScale({ big: 2 ** 60, small: 0.25 });
    expect(big + small - big).to.equal(1n);
  });
});

describe('quotient', () => {
  it('divides to the last bit but one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (a, b) => {
        const expected = Number(a) / Number(b);
        expect(Math.abs(quotient(a, b) - expected)).to.be.at.most(expected * 2 ** -51);
      }),
    );
  });

  it('divides what no double holds', () => {
    expect(quotient(3n * 10n ** 400n, 4n * 10n ** 400n)).to.equal(0.75);
  });
});
