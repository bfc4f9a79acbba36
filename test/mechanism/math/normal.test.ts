import { expect } from 'chai';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { lnNormalUpperTail, normalCdf, normalQuantile } from '../../../packages/mechanism/src/math/normal.ts';
import { errorOf, Exact, exactly } from './exact.ts';

/** Digits enough that 1/2 - (Φ(x) - 1/2) keeps fifty of them at x = 13. */
const Precise = Exact.clone({ precision: 140 });

/** Q(x) = 1/2 - (2π)^(-1/2)·Σ (-1)^i·x^(2i + 1)/(2^i·i!·(2i + 1)), the Taylor series of the integral itself. */
function exactUpperTail(x: number): Decimal {
  const square = new Precise(exactly(x)).pow(2).dividedBy(-2);
  let power = new Precise(exactly(x));
  let sum = power;
  for (let i = 1; power.abs().gt('1e-130'); i++) {
    power = power.times(square).dividedBy(i);
    sum = sum.plus(power.dividedBy(2 * i + 1));
  }
  return new Precise(0.5).minus(sum.dividedBy(Precise.acos(-1).times(2).sqrt()));
}

describe('normal', () => {
  it('has the tail of the exact integral, from 1 down to 1e-38', () => {
    for (const x of [-8, -3, -1.6, -1.5, -1.49, -0.5, 0, 1e-3, 0.7, 1.49, 1.5, 1.51, 2, 3, 4.76, 8.759, 11.5, 13]) {
      const exact = exactUpperTail(x);
      expect(errorOf(lnNormalUpperTail(x), exact.ln()), `${x}`).to.be.lessThan(2e-15);
      expect(exact.minus(normalCdf(-x)).dividedBy(exact).abs().toNumber(), `${x}`).to.be.lessThan(1e-15 * (1 + x * x));
    }
  });

  it('has quantiles right to 1e-14, down to 1e-300', () => {
    for (const [u, x] of [
      [1e-3, -3.090232306167813],
      [1e-6, -4.753424308822899],
      [1e-9, -5.9978070150076865],
      [1e-18, -8.75729034878231],
      [1e-30, -11.46402468844362],
      [1e-300, -37.0470962993612],
    ] as const) {
      expect(normalQuantile(u) / x).to.be.closeTo(1, 1e-14);
    }
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (u) => {
        const x = normalQuantile(u);
        expect(lnNormalUpperTail(-x)).to.be.closeTo(Math.log(u), 1e-14 * (1 - Math.log(u)));
        if (u > 1e-16) expect(normalQuantile(1 - u)).to.equal(u === 0.5 ? 0 : -normalQuantile(1 - (1 - u)));
      }),
    );
  });

  it('keeps the logarithm where the tail itself is 0', () => {
    expect(lnNormalUpperTail(1000)).to.be.closeTo(-500000 - Math.log(1000) - 0.5 * Math.log(2 * Math.PI), 1e-5);
    expect(normalCdf(-40)).to.equal(0);
    expect(normalCdf(40)).to.equal(1);
  });

  it('has infinite quantiles at the ends and none beyond', () => {
    expect(normalQuantile(0)).to.equal(-Infinity);
    expect(normalQuantile(1)).to.equal(Infinity);
    expect(() => normalQuantile(1.1)).to.throw(RangeError, 'u must be from 0 to 1, not 1.1');
  });
});
