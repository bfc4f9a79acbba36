import { expect } from 'chai';
import fc from 'fast-check';
import { lnNoMajority, smallestMajority } from '../../../packages/mechanism/src/pickets/majority.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { exactPmf, sumOf } from '../math/exact.ts';
import { countBad } from './brute-force.ts';

/** P[at least half of n are bad], in fifty digits. */
function exactRisk(n: number, bad: number): number {
  return sumOf(exactPmf(n, bad, Math.ceil(n / 2), n)).toNumber();
}

describe('smallest majority', () => {
  it('is the least size, and the least from which on every size will do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 400 }).map((thousandths) => thousandths / 1000),
        fc.integer({ min: 6, max: 60 }).map((tenths) => 10 ** (-tenths / 10)),
        (bad, epsilon) => {
          const holds = Array.from({ length: 800 }, (_, n) => n > 0 && Math.exp(lnNoMajority(n, bad)) < epsilon);
          expect(smallestMajority({ bad, epsilon })).to.deep.equal({
            size: holds.indexOf(true),
            every: holds.lastIndexOf(false) + 1,
          });
        },
      ),
    );
  });

  it('has the exact probability on either side of ε', () => {
    for (const [bad, epsilon, size] of [
      [0.25, 1e-3, 33],
      [0.25, 1e-9, 125],
      [0.25, 1e-18, 267],
      [0.1, 1e-18, 75],
      [0.4, 1e-18, 1879],
    ] as const) {
      expect(smallestMajority({ bad, epsilon }).size).to.equal(size);
      expect(exactRisk(size, bad)).to.be.below(epsilon);
      expect(exactRisk(size - 2, bad)).to.be.at.least(epsilon);
    }
  });

  it('reaches close to one half, and says where it ends', () => {
    expect(smallestMajority({ bad: 0 })).to.deep.equal({ size: 1, every: 1 });
    expect(smallestMajority({ bad: 0.49 })).to.deep.equal({ size: 191_687, every: 191_787 });
    expect(smallestMajority({ bad: 0.4997 }).size).to.equal(213_028_113);
    expect(() => smallestMajority({ bad: 0.49999 })).to.throw(RangeError, 'among 536870912 pickets, not be 0.49999');
    expect(() => smallestMajority({ bad: 0.5 })).to.throw(RangeError, 'bad must be below 1/2');
  });

  it('is lost as rarely as promised, when played', () => {
    const random = new Random(4711);
    const [bad, epsilon, plays] = [0.3, 0.05, 20_000];
    const { size } = smallestMajority({ bad, epsilon });
    let lost = 0;
    for (let play = 0; play < plays; play++) {
      if (2 * countBad(random, size, bad) >= size) lost++;
    }
    const expected = Math.exp(lnNoMajority(size, bad));
    expect(lost / plays).to.be.closeTo(expected, 4.5 * Math.sqrt(expected / plays));
    expect(expected).to.be.below(epsilon);
  });
});
