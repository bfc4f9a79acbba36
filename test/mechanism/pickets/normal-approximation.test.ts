import { expect } from 'chai';
import { normalQuantile } from '../../../packages/mechanism/src/math/normal.ts';
import {
  compareMajority,
  normalMajority,
  normalThresholds,
  unsoundThresholds,
} from '../../../packages/mechanism/src/pickets/normal-approximation.ts';
import { exactPmf, sumOf } from '../math/exact.ts';

const PAPER: readonly [epsilon: number, m: number, sizeAtQuarter: number][] = [
  [1e-3, 3.0902, 29],
  [1e-6, 4.76, 68],
  [1e-9, 6.002, 109],
  [1e-12, 7.03, 149],
  [1e-15, 7.943, 190],
  [1e-18, 8.759, 231],
];

describe('normal approximation', () => {
  it('has the sizes of the paper’s table', () => {
    for (const [epsilon, , size] of PAPER) expect(normalMajority({ bad: 0.25, epsilon })).to.equal(size);
    expect(normalMajority({ bad: 0.25 })).to.equal(231);
    expect(normalMajority({ bad: 0 })).to.equal(1);
  });

  it('takes the quantile for an ε that the paper does not list', () => {
    expect(normalMajority({ bad: 0.25, epsilon: 1e-5 })).to.equal(Math.ceil(3 * normalQuantile(1e-5) ** 2));
  });

  it('has nine deviations at 1e-18', () => {
    const safe = (bad: number, size: number): number | null => normalThresholds({ size, bad }).safe;
    expect(safe(0.25, 100)).to.equal(Math.ceil(25 + 9 * Math.sqrt(18.75)));
    expect(safe(0.25, 1000)).to.equal(374);
    expect(safe(0.2, 20), 'the entry of the paper').to.equal(20);
    expect(safe(0.2, 10)).to.equal(null);
    expect(safe(0, 10)).to.equal(1);
    expect(normalThresholds({ size: 1000, bad: 0.25 })).to.deep.equal({
      safe: 374,
      strong: 687,
      complete: null,
      maxBad: 373,
    });
  });

  it('reports the thresholds that the bad reach too often', () => {
    const [twenty, hundred] = unsoundThresholds([10, 20, 100], { bad: 0.2 });
    expect(twenty).to.include({ size: 20, approximate: 20, exact: null });
    expect(Math.exp(twenty!.lnProbability) / 0.2 ** 20).to.be.closeTo(1, 1e-12);
    expect(hundred).to.include({ size: 100, approximate: 56, exact: 61 });
    const truth = sumOf(exactPmf(100, 0.2, 56, 100))
      .ln()
      .toNumber();
    expect(hundred!.lnProbability).to.be.closeTo(truth, 1e-12);
    expect(unsoundThresholds([100, 1000, 10_000], { bad: 0.4 })).to.deep.equal([]);
  });

  it('reports that every size of the paper’s table is unsound', () => {
    for (const [epsilon, , size] of PAPER) {
      const { approximate, exact, lnProbability, isSound } = compareMajority({ bad: 0.25, epsilon });
      expect(approximate).to.equal(size);
      expect(exact).to.be.above(size);
      expect(isSound).to.equal(false);
      const truth = sumOf(exactPmf(size, 0.25, Math.ceil(size / 2), size));
      expect(truth.toNumber()).to.be.above(epsilon);
      expect(lnProbability).to.be.closeTo(truth.ln().toNumber(), 1e-12);
    }
    expect(compareMajority({ bad: 0.499 }).isSound).to.equal(true);
  });

  it('is unsound in all 36 entries of its table of majorities, by factors from 1.2 to 6·10¹⁰', () => {
    const factors = [0.05, 0.1, 0.2, 0.25, 0.3, 1 / 3].flatMap((bad) =>
      PAPER.map(([epsilon]) => {
        const { approximate, lnProbability, isSound } = compareMajority({ bad, epsilon });
        expect(isSound, `p = ${bad}, ε = ${epsilon}`).to.equal(false);
        const truth = sumOf(exactPmf(approximate, bad, Math.ceil(approximate / 2), approximate));
        expect(lnProbability).to.be.closeTo(truth.ln().toNumber(), 1e-11);
        return Math.exp(lnProbability) / epsilon;
      }),
    );
    expect(factors).to.have.length(36);
    expect(Math.min(...factors)).to.be.closeTo(1.26, 0.01);
    expect(Math.max(...factors)).to.be.closeTo(6.28e10, 1e8);
    // Each row of the table in docs/mechanism.md, at 10⁻¹⁸.
    const known = [6.28e10, 2.32e7, 2360, 166, 24.8, 12.6];
    known.forEach((factor, row) => expect(factors[6 * row + 5]! / factor).to.be.closeTo(1, 0.01));
  });

  it('has a table of quantiles that is right to two decimals only', () => {
    const off = PAPER.map(([epsilon, m]) => m + normalQuantile(epsilon));
    for (const difference of off) expect(Math.abs(difference)).to.be.below(0.0067);
    expect(off.filter((difference) => Math.abs(difference) > 1e-3)).to.have.length(5);
    expect(Math.ceil(3 * normalQuantile(1e-9) ** 2), 'without the paper’s rounding').to.equal(108);
  });

  it('names the argument that is out of range', () => {
    expect(() => normalMajority({ bad: 0.5 })).to.throw(RangeError, 'bad must be below 1/2');
    expect(() => normalThresholds({ size: 2.5, bad: 0.1 })).to.throw(RangeError, 'size');
  });
});
