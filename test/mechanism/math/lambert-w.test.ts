import { expect } from 'chai';
import type { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { lambertW, lambertWExp } from '../../../packages/mechanism/src/math/lambert-w.ts';
import { exactly } from './exact.ts';

/** Relative distance of w from the solution of w + ln w = y, to first order, in fifty digits. */
function distance(w: number, y: Decimal): number {
  return exactly(w)
    .ln()
    .plus(exactly(w))
    .minus(y)
    .dividedBy(w + 1)
    .abs()
    .toNumber();
}

describe("Lambert's W", () => {
  it('has the known values', () => {
    expect(lambertW(0)).to.equal(0);
    expect(lambertW(1)).to.be.closeTo(0.5671432904097838, 2e-16);
    expect(lambertW(Math.E)).to.be.closeTo(1, 4e-16);
    expect(lambertW(10)).to.be.closeTo(1.7455280027406994, 4e-16);
    expect(lambertWExp(0)).to.be.closeTo(0.5671432904097838, 2e-16);
    expect(lambertWExp(1)).to.be.closeTo(1, 4e-16);
    expect(lambertWExp(1000)).to.be.closeTo(993.0991694723891, 4e-13);
  });

  it('inverts w·e^w to a few ulps, from 1e-300 to e^1e9', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -690_000, max: 700_000 }),
        fc.oneof(fc.integer({ min: -690_000, max: 700_000 }), fc.integer({ min: 0, max: 10 ** 12 })),
        (thousandths, exponent) => {
          const [a, y] = [thousandths / 1000, exponent / 1000];
          const x = Math.exp(a);
          expect(distance(lambertW(x), exactly(x).ln())).to.be.lessThan(5e-16);
          const error = y < 1 ? 1e-15 + Math.abs(y) * 2e-16 : 5e-16;
          expect(distance(lambertWExp(y), exactly(y))).to.be.lessThan(error);
        },
      ),
    );
  });

  it('is e^y far below, even where that is 0', () => {
    expect(lambertWExp(-800)).to.equal(0);
    expect(lambertWExp(-100)).to.equal(Math.exp(-100));
  });

  it('refuses what it has no branch for', () => {
    expect(() => lambertW(-0.1)).to.throw(RangeError, 'x must be finite and at least 0, not -0.1');
    expect(() => lambertW(NaN)).to.throw(RangeError, 'x');
    expect(() => lambertWExp(Infinity)).to.throw(RangeError, 'y must be finite, not Infinity');
  });
});
