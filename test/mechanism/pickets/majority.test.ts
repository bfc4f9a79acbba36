import { expect } from 'chai';
import fc from 'fast-check';
import * as majority from '../../../packages/mechanism/src/pickets/majority.ts';
import { exactPmf, sumOf } from '../math/exact.ts';
import { randomStream } from './brute-force.ts';

type Majority = typeof majority;

/** P[at least half of n are bad], in fifty digits. */
function exactRisk(n: number, bad: number): number {
  return sumOf(exactPmf(n, bad, Math.ceil(n / 2), n)).toNumber();
}

const laws = {
  'is the least size, and the least from which on every size will do': (m: Majority) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 400 }).map((thousandths) => thousandths / 1000),
        fc.integer({ min: 6, max: 60 }).map((tenths) => 10 ** (-tenths / 10)),
        (bad, epsilon) => {
          const holds = Array.from({ length: 800 }, (_, n) => n > 0 && Math.exp(m.lnNoMajority(n, bad)) < epsilon);
          expect(m.smallestMajority({ bad, epsilon })).to.deep.equal({
            size: holds.indexOf(true),
            every: holds.lastIndexOf(false) + 1,
          });
        },
      ),
    );
  },
  'has the exact probability on either side of ε': (m: Majority) => {
    for (const [bad, epsilon, size] of [
      [0.25, 1e-3, 33],
      [0.25, 1e-9, 125],
      [0.25, 1e-18, 267],
      [0.1, 1e-18, 75],
      [0.4, 1e-18, 1879],
    ] as const) {
      expect(m.smallestMajority({ bad, epsilon }).size).to.equal(size);
      expect(exactRisk(size, bad)).to.be.below(epsilon);
      expect(exactRisk(size - 2, bad)).to.be.at.least(epsilon);
    }
  },
  'reaches close to one half, and says where it ends': (m: Majority) => {
    expect(m.smallestMajority({ bad: 0 })).to.deep.equal({ size: 1, every: 1 });
    expect(m.smallestMajority({ bad: 0.49 })).to.deep.equal({ size: 191_687, every: 191_787 });
    expect(m.smallestMajority({ bad: 0.4997 }).size).to.equal(213_028_113);
    expect(() => m.smallestMajority({ bad: 0.49999 })).to.throw(RangeError, 'among 536870912 pickets, not be 0.49999');
    expect(() => m.smallestMajority({ bad: 0.5 })).to.throw(RangeError, 'bad must be below 1/2');
  },
};

describe('smallest majority', () => {
  for (const [name, law] of Object.entries(laws)) it(name, () => law(majority));

  it('is lost as rarely as promised, when played', () => {
    const random = randomStream(4711);
    const [bad, epsilon, plays] = [0.3, 0.05, 20_000];
    const { size } = majority.smallestMajority({ bad, epsilon });
    let lost = 0;
    for (let play = 0; play < plays; play++) {
      let count = 0;
      for (let picket = 0; picket < size; picket++) if (random() < bad) count++;
      if (2 * count >= size) lost++;
    }
    const expected = Math.exp(majority.lnNoMajority(size, bad));
    expect(lost / plays).to.be.closeTo(expected, 4.5 * Math.sqrt(expected / plays));
    expect(expected).to.be.below(epsilon);
  });
});
