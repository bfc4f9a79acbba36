import { expect } from 'chai';
import fc from 'fast-check';
import { findRoot, minimize } from '../../../packages/mechanism/src/math/root.ts';

/** How many times f is evaluated before the root is found. */
function evaluations(f: (x: number) => number, low: number, high: number): number {
  let count = 0;
  findRoot(
    (x) => {
      count++;
      return f(x);
    },
    low,
    high,
  );
  return count;
}

const tenth = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);

describe('roots and minima', () => {
  it('finds a step to the neighbouring double', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.boolean(), (step, falls) => {
        const sign = falls ? -1 : 1;
        const x = findRoot((at) => (at < step ? -sign : sign * 3), -2e6, 2e6);
        const ulp = Math.max(Math.abs(step) * 2 ** -52, Number.MIN_VALUE);
        expect(Math.abs(x - step)).to.be.at.most(ulp);
      }),
    );
  });

  it('finds smooth roots in few steps', () => {
    expect(findRoot((x) => Math.cos(x) - x, 0, 1)).to.be.closeTo(0.7390851332151607, 2e-16);
    expect(findRoot((x) => x ** 3 - 1e-30, 0, 10) / 1e-10).to.be.closeTo(1, 4e-16);
    expect(findRoot((x) => Math.log(x), 0, 10)).to.equal(1);
    expect(evaluations((x) => Math.cos(x) - x, 0, 1)).to.be.lessThan(15);
    expect(evaluations((x) => x ** 9 - 1e-9, -1, 4)).to.be.lessThan(40);
  });

  it('finds the least value within the precision of f', () => {
    fc.assert(
      fc.property(tenth, tenth, tenth.map(Math.abs), (least, low, width) => {
        const { x, value } = minimize((at) => 3 + (at - least) ** 2, low, low + width);
        const truth = Math.min(low + width, Math.max(low, least));
        expect(value).to.equal(3 + (x - least) ** 2);
        expect(value).to.be.closeTo(3 + (truth - least) ** 2, 1e-14 * (3 + (truth - least) ** 2));
      }),
    );
    expect(minimize((x) => Math.abs(x - 1e-3), 0, 1).x).to.be.closeTo(1e-3, 2e-12);
  });

  it('returns an end that is a root or a minimum', () => {
    expect(findRoot((x) => x, 0, 1)).to.equal(0);
    expect(findRoot((x) => x - 1, 0, 1)).to.equal(1);
    expect(minimize((x) => x, 2, 3)).to.deep.equal({ x: 2, value: 2 });
    expect(minimize((x) => -x, 2, 3)).to.deep.equal({ x: 3, value: -3 });
    expect(minimize((x) => x, 2, 2)).to.deep.equal({ x: 2, value: 2 });
  });

  it('refuses a bracket without a change of sign, and values that are no numbers', () => {
    expect(() => findRoot((x) => x + 1, 0, 1)).to.throw(RangeError, 'f must change its sign from low = 0 to high = 1');
    expect(() => findRoot((x) => Math.sqrt(x), -1, 1)).to.throw(RangeError, 'not NaN at -1');
    expect(() => findRoot((x) => x, 1, 0)).to.throw(RangeError, 'low <= high');
    expect(() => minimize((x) => x, 0, Infinity)).to.throw(RangeError, 'finite');
  });
});
