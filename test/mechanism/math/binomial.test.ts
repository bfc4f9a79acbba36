import { expect } from 'chai';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import {
  lnChoose,
  lnFactorial,
  lnLowerTail,
  lnPmf,
  lnUpperTail,
  pmf,
} from '../../../packages/mechanism/src/math/binomial.ts';
import { errorOf, Exact, exactPmf, sumOf } from './exact.ts';

/** Numerators of P[Bin(n, a/64) = k] over 64^n, in whole numbers: the definition by Pascal's rule. */
function rationalPmf(n: number, a: number): { numerators: bigint[]; denominator: bigint } {
  let numerators = [1n];
  for (let trial = 0; trial < n; trial++) {
    const next = Array<bigint>(numerators.length + 1).fill(0n);
    numerators.forEach((ways, k) => {
      next[k]! += ways * BigInt(64 - a);
      next[k + 1]! += ways * BigInt(a);
    });
    numerators = next;
  }
  return { numerators, denominator: 64n ** BigInt(n) };
}

function lnRatio(numerator: bigint, denominator: bigint): Decimal {
  return new Exact(numerator.toString()).dividedBy(denominator.toString()).ln();
}

const share = fc.oneof(
  fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

describe('binomial', () => {
  it('is the exact distribution for p = a/64 and n up to 200', () => {
    for (const [n, a] of [
      [1, 32],
      [2, 1],
      [3, 63],
      [12, 20],
      [30, 16],
      [31, 60],
      [200, 1],
      [200, 24],
    ] as const) {
      const { numerators, denominator } = rationalPmf(n, a);
      let below = 0n;
      numerators.forEach((ways, k) => {
        const above = denominator - below;
        expect(errorOf(lnPmf(n, a / 64, k), lnRatio(ways, denominator))).to.be.lessThan(2e-15);
        expect(errorOf(lnUpperTail(n, a / 64, k), lnRatio(above, denominator))).to.be.lessThan(3e-15);
        below += ways;
        expect(errorOf(lnLowerTail(n, a / 64, k), lnRatio(below, denominator))).to.be.lessThan(3e-15);
      });
    }
  });

  it('keeps a relative error below 1e-14·|ln P| for n = 1e5, tails below 1e-30, p tiny or near 1', () => {
    for (const [n, p, k, width] of [
      [100_000, 0.25, 26_700, 4000],
      [100_000, 0.25, 25_001, 4000],
      [100_000, 0.45, 47_000, 5000],
      [100_000, 1e-6, 12, 60],
      [100_000, 1e-12, 2, 30],
      [100_000, 0.9999999, 100_000, 0],
      [20_000, 0.999, 19_999, 1],
      [1000, 0.25, 376, 600],
    ] as const) {
      const terms = exactPmf(n, p, k, Math.min(n, k + width));
      expect(errorOf(lnPmf(n, p, k), terms[0]!.ln())).to.be.lessThan(2e-15);
      expect(errorOf(lnUpperTail(n, p, k), sumOf(terms).ln())).to.be.lessThan(1e-14);
    }
  });

  it('has the lower tail as the upper tail of the failures', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.integer({ min: 0, max: 64 }), fc.nat(3000), (n, a, k) => {
        const lower = lnLowerTail(n, a / 64, k);
        const mirrored = lnUpperTail(n, 1 - a / 64, n - k);
        if (lower !== mirrored) expect(Math.abs(lower - mirrored)).to.be.at.most(1e-14 * (1 + Math.abs(lower)));
      }),
    );
  });

  it('has ln n! and ln C(n, k) to rounding', () => {
    let factorial = new Exact(1);
    for (let n = 0; n <= 400; n++) {
      if (n > 0) factorial = factorial.times(n);
      expect(errorOf(lnFactorial(n), factorial.ln())).to.be.lessThan(5e-16);
    }
    let choose = new Exact(1);
    for (let k = 0; k <= 300; k++) {
      expect(errorOf(lnChoose(1000, k), choose.ln())).to.be.lessThan(1e-15);
      expect(lnChoose(1000, 1000 - k)).to.equal(lnChoose(1000, k));
      choose = choose.times(1000 - k).dividedBy(k + 1);
    }
    expect(lnChoose(5, 6)).to.equal(-Infinity);
    expect(lnChoose(5, -1)).to.equal(-Infinity);
  });

  it('sums to 1, with tails that fall and add up', () => {
    fc.assert(
      fc.property(fc.nat(2000), share, fc.nat(2000), (n, p, k) => {
        const total = pmf(n, p).reduce((sum, probability) => sum + probability, 0);
        expect(total).to.be.closeTo(1, 1e-11);
        const upper = lnUpperTail(n, p, k);
        expect(lnUpperTail(n, p, k + 1)).to.be.at.most(upper);
        expect(Math.exp(upper) + Math.exp(lnLowerTail(n, p, k - 1))).to.be.closeTo(1, 1e-14);
      }),
      { examples: [[4, 5e-324, 3]] },
    );
  });

  it('is certain where it must be', () => {
    const certain = [lnPmf(7, 0, 0), lnPmf(7, 1, 7), lnPmf(0, 0.3, 0), lnUpperTail(7, 1, 7), lnUpperTail(7, 0.5, 0)];
    for (const ln of [...certain, lnLowerTail(7, 0, 0), lnLowerTail(7, 0.5, 7)]) expect(ln).to.equal(0);
    const never = [lnPmf(7, 0, 1), lnPmf(7, 1, 6), lnPmf(7, 0.5, 8), lnUpperTail(7, 0, 1), lnUpperTail(7, 0.5, 8)];
    for (const ln of [...never, lnLowerTail(7, 1, 6), lnLowerTail(7, 0.5, -1)]) expect(ln).to.equal(-Infinity);
  });

  it('refuses what is no count or probability', () => {
    expect(() => lnPmf(-1, 0.5, 0)).to.throw(RangeError, 'n must be a whole number of at least 0, not -1');
    expect(() => lnUpperTail(5, 1.5, 2)).to.throw(RangeError, 'p must be from 0 to 1, not 1.5');
    expect(() => lnUpperTail(5, NaN, 2)).to.throw(RangeError, 'p');
    expect(() => lnUpperTail(5, 0.5, 2.5)).to.throw(RangeError, 'k');
    expect(() => pmf(2.5, 0.5)).to.throw(RangeError, 'n');
  });
});
