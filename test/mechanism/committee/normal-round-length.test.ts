import { expect } from 'chai';
import {
  checkNormalFit,
  fitNormal,
  normalRoundLength,
} from '../../../packages/mechanism/src/committee/normal-round-length.ts';
import { lnNormalUpperTail, normalCdf } from '../../../packages/mechanism/src/math/normal.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../mean.ts';
import { EXPONENTIAL, gaussian, HEAVY, sample } from './deliveries.ts';

const NORMAL = { draw: (random: Random): number => 150 + 12 * gaussian(random) };

/** n·∫ (F_n - Φ)²/(Φ(1-Φ)) dΦ by the midpoint rule in x, corrected for the sample's size: A² by its definition. */
function andersonDarlingByHand(samples: readonly number[]): number {
  const n = samples.length;
  const mean = samples.reduce((a, b) => a + b) / n;
  const deviation = Math.sqrt(samples.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
  const z = samples.map((each) => (each - mean) / deviation).toSorted((a, b) => a - b);
  const step = 1e-4;
  let [integral, below] = [0, 0];
  for (let x = -12 + step / 2; x < 12; x += step) {
    while (below < n && z[below]! < x) below++;
    const [lower, upper] = [normalCdf(x), normalCdf(-x)];
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const gap = x < 0 ? below / n - lower : upper - (n - below) / n;
    integral += ((gap * gap) / (lower * upper)) * density * step;
  }
  return n * integral * (1 + 0.75 / n + 2.25 / (n * n));
}

describe('normal round length', () => {
  it('fits mean and deviation', () => {
    expect(fitNormal([2, 4, 4, 4, 5, 5, 7, 9])).to.deep.equal({ samples: 8, mean: 5, deviation: Math.sqrt(32 / 7) });
  });

  it('is mean and z deviations', () => {
    expect(() => normalRoundLength(sample(NORMAL, 500, 1), 1e-6)).not.to.throw();
    const { roundMs, fit } = normalRoundLength(sample(NORMAL, 500, 1), 1e-6);
    expect(roundMs).to.be.closeTo(fit.mean + 4.753424308822899 * fit.deviation, 1e-9);
    expect(normalRoundLength(sample(NORMAL, 500, 1), 1e-12).roundMs).to.be.above(roundMs);
  });

  it('says when it extrapolates', () => {
    const samples = sample(NORMAL, 500, 1);
    expect(normalRoundLength(samples, 0.01).isExtrapolated).to.equal(false);
    expect(normalRoundLength(samples, 0.001).isExtrapolated).to.equal(true);
    expect(checkNormalFit(samples, 0.01).warnings).to.deep.equal([]);
    expect(checkNormalFit(samples, 0.001).warnings).to.deep.equal([
      '500 deliveries cannot show a tail of 0.001: the fit extrapolates',
    ]);
  });

  it('expects as many late deliveries as there are on average over fits', () => {
    const [n, zeta, runs] = [10, 0.01, 20_000];
    let claimed = 0;
    const { mean, error } = meanOf(runs, (run) => {
      const { roundMs, expectedZeta } = normalRoundLength(sample(NORMAL, n, run), zeta);
      claimed = expectedZeta;
      return Math.exp(lnNormalUpperTail((roundMs - 150) / 12));
    });
    expect(claimed).to.be.above(2 * zeta);
    expect(Math.abs(mean - claimed), `mean ${mean}, claimed ${claimed}`).to.be.below(4.5 * error);
  });

  it('has the A² of its definition', () => {
    for (const samples of [sample(NORMAL, 40, 4), sample(EXPONENTIAL, 25, 5), [1, 2, 3, 4, 5, 6, 7, 80]]) {
      expect(checkNormalFit(samples, 0.01).andersonDarling).to.be.closeTo(andersonDarlingByHand(samples), 1e-3);
    }
  });

  it('rejects normal deliveries as rarely as it says', () => {
    const runs = 4000;
    let [five, one] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { significance } = checkNormalFit(sample(NORMAL, 50, run), 0.01);
      if (significance < 0.05) five++;
      if (significance < 0.01) one++;
    }
    expect(five / runs).to.be.within(0.05 - 0.016, 0.05 + 0.016);
    expect(one / runs).to.be.within(0.01 - 0.008, 0.01 + 0.008);
  });

  it('warns of heavy and of skewed tails, for which its Δ is too short', () => {
    for (const [deliveries, factor] of [
      [HEAVY, 2],
      [EXPONENTIAL, 10],
    ] as const) {
      for (let seed = 0; seed < 50; seed++) {
        const samples = sample(deliveries, 300, seed);
        expect(checkNormalFit(samples, 1e-4).warnings[0]).to.match(/^deliveries are not normal/u);
      }
      const { roundMs } = normalRoundLength(sample(deliveries, 20_000, 1), 1e-4);
      expect(deliveries.tail(roundMs)).to.be.above(factor * 1e-4);
    }
  });

  it('warns of a rare stall that the whole sample hides', () => {
    const samples = [...sample(NORMAL, 299, 6), 240];
    const check = checkNormalFit(samples, 1e-6);
    expect(check).to.include({ late: 1 });
    expect(check.expectedLate).to.be.closeTo(3e-4, 1e-15);
    expect(check.lateSignificance).to.be.closeTo(3e-4, 1e-7);
    expect(check.warnings.some((warning) => warning.startsWith('1 of 300 deliveries took longer than'))).to.equal(true);
  });

  it('refuses what cannot be fitted', () => {
    expect(() => fitNormal([1])).to.throw(RangeError, 'samples.length');
    expect(() => fitNormal([0.1, 0.1, 0.1])).to.throw(RangeError, 'samples must differ');
    expect(() => fitNormal([1, Infinity])).to.throw(
      RangeError,
      'samples must be finite and at least 0 ms, not Infinity',
    );
    expect(() => normalRoundLength([1, 2], 0.5)).to.throw(RangeError, 'zeta');
    expect(() => checkNormalFit([1, 2, 3, 4, 5, 6, 7], 0.1)).to.throw(
      RangeError,
      'samples.length must be a whole number of at least 8',
    );
  });
});
