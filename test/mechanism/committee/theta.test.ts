import { expect } from 'chai';
import fc from 'fast-check';
import { compare, fraction, multiply, subtract } from '../../../packages/mechanism/src/committee/fraction.ts';
import { overhead, overheadFactor, paperOverheadFactor } from '../../../packages/mechanism/src/committee/overhead.ts';
import {
  bytesCost,
  endowment,
  fullReward,
  minimumTheta,
  minimumThetaUp,
} from '../../../packages/mechanism/src/committee/theta.ts';
import { costs } from './terms.ts';

const PAPER = { members: 10, faults: 3, bytesPerPeer: 1000, bytePrice: 1n };

describe('θ', () => {
  it("is the paper's (N-1)/(N-1-b)·M without gas", () => {
    expect(minimumTheta(PAPER)).to.deep.equal(fraction(9n * 1000n, 6n));
    expect(minimumThetaUp(PAPER)).to.equal(1500n);
    expect(minimumThetaUp({ ...PAPER, members: 4, faults: 1, bytesPerPeer: 1001, bytePrice: 10n ** 9n })).to.equal(
      1_501_500_000_000n,
    );
  });

  it('is the least whole θ that covers bytes, gas and margin in the worst case', () => {
    fc.assert(
      fc.property(costs(40), (cost) => {
        const covers = (one: bigint): boolean => {
          const earned = BigInt(cost.members - 1 - cost.faults) * one;
          return (
            earned >= BigInt(cost.members - 1) * BigInt(cost.bytesPerPeer) * cost.bytePrice + cost.gasCost + cost.margin
          );
        };
        expect(covers(minimumThetaUp(cost))).to.equal(true);
        expect(covers(minimumThetaUp(cost) - 1n)).to.equal(false);
      }),
    );
  });

  it('pays the endowment out when all are friends', () => {
    expect(endowment(10, 1500n)).to.equal(135_000n);
    expect(fullReward(10, 1500n) * 10n).to.equal(135_000n);
  });

  it('refuses what is no committee, naming argument and range', () => {
    expect(() => minimumThetaUp({ ...PAPER, members: 2 })).to.throw(
      RangeError,
      'members must be a whole number of at least 3',
    );
    expect(() => minimumThetaUp({ ...PAPER, faults: 8 })).to.throw(
      RangeError,
      'faults must be a whole number from 0 to 7',
    );
    expect(() => minimumThetaUp({ ...PAPER, faults: NaN })).to.throw(RangeError, 'faults');
    expect(() => minimumThetaUp({ ...PAPER, bytesPerPeer: 1.5 })).to.throw(RangeError, 'bytesPerPeer');
    expect(() => minimumThetaUp({ ...PAPER, bytePrice: -1n })).to.throw(RangeError, 'bytePrice must be at least 0 wei');
    expect(() => minimumThetaUp({ ...PAPER, gasCost: -1n })).to.throw(RangeError, 'gasCost');
    expect(() => minimumThetaUp({ ...PAPER, margin: -1n })).to.throw(RangeError, 'margin');
  });
});

describe('overhead', () => {
  it("has the paper's factor at the least θ without gas, and more at any other that suffices", () => {
    expect(paperOverheadFactor(10, 3)).to.deep.equal(fraction(3n, 2n));
    expect(overheadFactor(PAPER, 1500n)).to.deep.equal(paperOverheadFactor(10, 3));
    fc.assert(
      fc.property(costs(40), (cost) => {
        const factor = overheadFactor(cost, minimumThetaUp(cost));
        expect(compare(factor, paperOverheadFactor(cost.members, cost.faults))).to.be.at.least(0);
      }),
    );
  });

  it('is the endowment less the bytes of all, in wei as in its factor', () => {
    expect(overhead(PAPER, 1500n)).to.equal(135_000n - 90_000n);
    expect(overhead(PAPER, 0n)).to.equal(-90_000n);
    fc.assert(
      fc.property(costs(40), (cost) => {
        const one = minimumThetaUp(cost);
        const bytes = fraction(BigInt(cost.members) * bytesCost(cost));
        const excess = subtract(overheadFactor(cost, one), fraction(1n));
        expect(multiply(excess, bytes)).to.deep.equal(fraction(overhead(cost, one)));
      }),
    );
  });

  it('has no factor when bytes cost nothing', () => {
    expect(() => overheadFactor({ ...PAPER, bytesPerPeer: 0 }, 1n)).to.throw(RangeError, 'bytesPerPeer');
  });
});
