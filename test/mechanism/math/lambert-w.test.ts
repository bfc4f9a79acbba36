import { expect } from 'chai';
import type { Decimal } from 'decimal.js';
import fc from 'fast-check';
import * as lambert from '../../../packages/mechanism/src/math/lambert-w.ts';
import { exactly } from './exact.ts';

type Lambert = typeof lambert;

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

const laws = {
  'has the known values': (m: Lambert) => {
    expect(m.lambertW(0)).to.equal(0);
    expect(m.lambertW(1)).to.be.closeTo(0.5671432904097838, 2e-16);
    expect(m.lambertW(Math.E)).to.be.closeTo(1, 4e-16);
    expect(m.lambertW(10)).to.be.closeTo(1.7455280027406994, 4e-16);
    expect(m.lambertWExp(0)).to.be.closeTo(0.5671432904097838, 2e-16);
    expect(m.lambertWExp(1)).to.be.closeTo(1, 4e-16);
    expect(m.lambertWExp(1000)).to.be.closeTo(993.0991694723891, 4e-13);
  },
  'inverts w·e^w to a few ulps, from 1e-300 to e^1e9': (m: Lambert) => {
    fc.assert(
      fc.property(
        fc.integer({ min: -690_000, max: 700_000 }),
        fc.oneof(fc.integer({ min: -690_000, max: 700_000 }), fc.integer({ min: 0, max: 10 ** 12 })),
        (thousandths, exponent) => {
          const [a, y] = [thousandths / 1000, exponent / 1000];
          const x = Math.exp(a);
          expect(distance(m.lambertW(x), exactly(x).ln())).to.be.lessThan(5e-16);
          const error = y < 1 ? 1e-15 + Math.abs(y) * 2e-16 : 5e-16;
          expect(distance(m.lambertWExp(y), exactly(y))).to.be.lessThan(error);
        },
      ),
    );
  },
};

describe("Lambert's W", () => {
  for (const [name, law] of Object.entries(laws)) it(name, () => law(lambert));

  it('is e^y far below, even where that is 0', () => {
    expect(lambert.lambertWExp(-800)).to.equal(0);
    expect(lambert.lambertWExp(-100)).to.equal(Math.exp(-100));
  });

  it('refuses what it has no branch for', () => {
    expect(() => lambert.lambertW(-0.1)).to.throw(RangeError, 'x must be finite and at least 0, not -0.1');
    expect(() => lambert.lambertW(NaN)).to.throw(RangeError, 'x');
    expect(() => lambert.lambertWExp(Infinity)).to.throw(RangeError, 'y must be finite, not Infinity');
  });
});
