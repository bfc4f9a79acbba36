import { expect } from 'chai';
import {
  empiricalRoundLength,
  samplesNeeded,
} from '../../../packages/mechanism/src/committee/empirical-round-length.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { tailFrom } from '../pickets/brute-force.ts';
import { binomial } from '../procurement/whole-program.ts';
import { EXPONENTIAL, HEAVY, sample } from './deliveries.ts';

/** P[Bin(n, ζ) ≥ k] by adding up. */
const upperTail = (n: number, zeta: number, k: number): number => tailFrom(binomial(n, zeta), k);

describe('empirical round length', () => {
  it('covers ζ as often as it claims, whatever the distribution', () => {
    for (const deliveries of [EXPONENTIAL, HEAVY]) {
      const runs = 1500;
      let [covered, claimed] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const result = empiricalRoundLength(sample(deliveries, 300, run), 0.02, 0.9);
        if (result.kind !== 'bounded') throw new Error('300 are too few');
        if (deliveries.tail(result.roundMs) <= 0.02) covered++;
        claimed = result.confidence;
      }
      const share = covered / runs;
      expect(claimed).to.be.within(0.9, 0.999);
      const error = Math.sqrt((claimed * (1 - claimed)) / runs);
      expect(Math.abs(share - claimed), `covered ${share}, claimed ${claimed}`).to.be.below(4.5 * error);
    }
  });

  it('takes the shortest order statistic that is sure enough', () => {
    for (const [n, zeta, confidence] of [
      [50, 0.1, 0.9],
      [200, 0.05, 0.99],
      [100, 0.3, 0.5],
      [2, 0.49, 0.7],
    ] as const) {
      const samples = Array.from({ length: n }, (_, i) => i + 1);
      const result = empiricalRoundLength(samples, zeta, confidence);
      if (result.kind !== 'bounded') throw new Error('too few');
      expect(result.roundMs).to.equal(n + 1 - result.rank);
      expect(result.confidence).to.be.closeTo(upperTail(n, zeta, result.rank), 1e-12);
      expect(result.confidence).to.be.at.least(confidence);
      expect(upperTail(n, zeta, result.rank + 1)).to.be.below(confidence);
    }
  });

  it('says how many samples are missing, and for which ζ there are enough', () => {
    expect(samplesNeeded(0.05, 0.95)).to.equal(59);
    expect(samplesNeeded(1e-6, 0.99)).to.equal(4_605_168);
    const few = empiricalRoundLength(sample(EXPONENTIAL, 58, 1), 0.05, 0.95);
    if (few.kind !== 'too few') expect.fail('enough');
    expect(few.needed).to.equal(59);
    expect(few.longestMs).to.equal(Math.max(...sample(EXPONENTIAL, 58, 1)));
    expect((1 - few.boundedZeta) ** 58).to.be.closeTo(0.05, 1e-12);
    const enough = empiricalRoundLength(sample(EXPONENTIAL, 59, 1), 0.05, 0.95);
    expect(enough).to.include({ kind: 'bounded', rank: 1 });
    expect(empiricalRoundLength(sample(EXPONENTIAL, 58, 1), few.boundedZeta * 1.000001, 0.95).kind).to.equal('bounded');
  });

  it('counts deliveries that never came', () => {
    const lost = (n: number): number[] => [
      ...sample(EXPONENTIAL, 1000 - n, 3),
      ...Array.from({ length: n }, () => Infinity),
    ];
    expect(empiricalRoundLength(lost(30), 0.02)).to.include({ kind: 'bounded', roundMs: Infinity });
    const some = empiricalRoundLength(lost(2), 0.02);
    if (some.kind !== 'bounded') throw new Error('too few');
    expect(some.rank).to.be.above(2);
    expect(some.roundMs).to.be.below(Infinity);
  });

  it('refuses what is out of range', () => {
    expect(() => empiricalRoundLength([], 0.1)).to.throw(RangeError, 'samples.length');
    expect(() => empiricalRoundLength([1, -1], 0.1)).to.throw(RangeError, 'samples must be at least 0 ms, not -1');
    expect(() => empiricalRoundLength([NaN], 0.1)).to.throw(RangeError, 'samples');
    expect(() => samplesNeeded(0)).to.throw(RangeError, 'zeta must be above 0 and below 0.5, not 0');
    expect(() => samplesNeeded(NaN)).to.throw(RangeError, 'zeta');
    expect(() => samplesNeeded(0.1, 1)).to.throw(RangeError, 'confidence must be above 0 and below 1');
  });

  it('errs on the safe side when deliveries are rounded', () => {
    const random = new Random(9);
    const tail = (ms: number): number => EXPONENTIAL.tail(Math.floor(ms / 20) * 20 + 20);
    let covered = 0;
    for (let run = 0; run < 500; run++) {
      const samples = Array.from({ length: 300 }, () => Math.floor(EXPONENTIAL.draw(random) / 20) * 20);
      const result = empiricalRoundLength(samples, 0.02, 0.9);
      if (result.kind === 'bounded' && tail(result.roundMs) <= 0.02) covered++;
    }
    expect(covered / 500).to.be.above(0.9);
  });
});
