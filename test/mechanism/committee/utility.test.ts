import { expect } from 'chai';
import fc from 'fast-check';
import {
  honestWorstCase,
  indiscriminateWorstCase,
  utilityAgainst,
  worstCase,
} from '../../../packages/mechanism/src/committee/utility.ts';
import {
  add,
  compare,
  exactly,
  type Fraction,
  fraction,
  multiply,
  ONE,
  subtract,
  toNumber,
} from '../../../packages/mechanism/src/committee/fraction.ts';
import {
  honest,
  indiscriminate,
  mixture,
  type Play,
  serving,
  worstCaseAfterCoins,
} from '../../../packages/mechanism/src/committee/strategies.ts';
import { minimumTheta } from '../../../packages/mechanism/src/committee/theta.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../mean.ts';
import { settle, settleWorst, subsets } from './explicit-play.ts';
import { costs, lotteries, terms } from './terms.ts';

const share = fc.integer({ min: 0, max: 1000 }).map((n) => fraction(BigInt(n), 1000n));

const expectation = (plays: readonly Play[], value: (play: Play) => bigint): Fraction =>
  plays.reduce((sum, play) => add(sum, multiply(play.probability, fraction(value(play)))), fraction(0n));

const least = (values: readonly Fraction[]): Fraction => values.reduce((a, b) => (compare(b, a) < 0 ? b : a));

describe('utility of a member', () => {
  it('is the balance of adding up single payments, for each corrupted set', () => {
    fc.assert(
      fc.property(lotteries, ({ one, plays }) => {
        for (const set of subsets(one.members - 1, one.faults)) {
          const byHand = expectation(plays, (play) => settle(one, play, set));
          expect(utilityAgainst(one, mixture(one, plays), set)).to.deep.equal(byHand);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has the worst case of all corrupted sets, by enumeration', () => {
    fc.assert(
      fc.property(lotteries, ({ one, plays }) => {
        const strategy = mixture(one, plays);
        const found = worstCase(one, strategy);
        const sets = subsets(one.members - 1, one.faults);
        expect(found.utility).to.deep.equal(
          least(sets.map((set) => expectation(plays, (play) => settle(one, play, set)))),
        );
        expect(utilityAgainst(one, strategy, found.corrupted)).to.deep.equal(found.utility);
        expect(found.corrupted.length).to.be.at.most(one.faults);
      }),
      { numRuns: 60 },
    );
  });

  it('has u* and u(α_γ) in closed form', () => {
    fc.assert(
      fc.property(terms(12), share, (one, gamma) => {
        expect(worstCase(one, honest(one)).utility).to.deep.equal(fraction(honestWorstCase(one)));
        expect(worstCase(one, indiscriminate(one, gamma)).utility).to.deep.equal(indiscriminateWorstCase(one, gamma));
      }),
    );
  });

  it('breaks even at the least θ without gas, where every γ ties', () => {
    fc.assert(
      fc.property(costs(12), share, ({ members, faults, bytesPerPeer, bytePrice }, gamma) => {
        const payers = BigInt(members - 1 - faults);
        // A price that payers divide makes the least θ whole.
        const plain = { members, faults, bytesPerPeer, bytePrice: bytePrice * payers };
        const exact = minimumTheta(plain);
        expect(exact.denominator).to.equal(1n);
        const one = { ...plain, theta: exact.numerator };
        expect(honestWorstCase(one)).to.equal(0n);
        expect(indiscriminateWorstCase(one, gamma)).to.deep.equal(fraction(0n));
        expect(worstCase(one, honest(one)).utility).to.deep.equal(fraction(0n));
      }),
    );
  });

  it('refuses what nobody can play', () => {
    const one = { members: 4, faults: 1, bytesPerPeer: 100, bytePrice: 1n, theta: 150n };
    const good = honest(one);
    const peers = (bytes: bigint, paid: Fraction) => good.peers.map(() => ({ bytes: fraction(bytes), paid }));
    expect(() => worstCase(one, { ...good, peers: good.peers.slice(1) })).to.throw(
      RangeError,
      'peers must be members - 1 = 3',
    );
    expect(() => worstCase(one, { ...good, peers: peers(99n, ONE) })).to.throw(
      RangeError,
      'bytes must be at least paid·M = 100',
    );
    expect(() => worstCase(one, { ...good, peers: peers(-1n, fraction(0n)) })).to.throw(RangeError, 'bytes');
    expect(() => worstCase(one, { ...good, peers: peers(200n, fraction(2n)) })).to.throw(
      RangeError,
      'paid must be from 0 to 1',
    );
    expect(() => worstCase(one, { ...good, reports: fraction(1n, 2n) })).to.throw(
      RangeError,
      'at most 1/2, as often as it reports',
    );
    expect(() => worstCase({ ...one, theta: -1n }, good)).to.throw(RangeError, 'theta');
    expect(() => worstCase({ ...one, collateral: -1n }, good)).to.throw(RangeError, 'collateral');
    expect(() => utilityAgainst(one, good, [3])).to.throw(RangeError, 'corrupted');
    expect(() => utilityAgainst(one, good, [1, 1])).to.throw(RangeError, 'corrupted');
    expect(() => indiscriminateWorstCase(one, fraction(3n, 2n))).to.throw(RangeError, 'gamma must be from 0 to 1');
  });

  it('falls in a straight line from u* to -gas as γ grows, if honesty pays', () => {
    fc.assert(
      fc.property(terms(12), share, (one, gamma) => {
        const gas = fraction(one.gasCost ?? 0n);
        const served = add(fraction(honestWorstCase(one)), gas);
        const line = subtract(multiply(subtract(ONE, gamma), served), gas);
        expect(indiscriminateWorstCase(one, gamma)).to.deep.equal(line);
      }),
    );
  });

  it('is no higher against an adversary that sees the coins, and equal if there are none', () => {
    fc.assert(
      fc.property(lotteries, ({ one, plays }) => {
        const seen = worstCaseAfterCoins(one, plays);
        expect(seen).to.deep.equal(expectation(plays, (play) => settleWorst(one, play)));
        expect(compare(seen, worstCase(one, mixture(one, plays)).utility)).to.be.at.most(0);
      }),
      { numRuns: 60 },
    );
    const one = { members: 6, faults: 2, bytesPerPeer: 10, bytePrice: 1n, theta: 17n };
    const play = { probability: ONE, reports: true, bytes: [10, 10, 10, 10, 10] };
    expect(worstCaseAfterCoins(one, [play])).to.deep.equal(fraction(honestWorstCase(one)));
  });

  it('is strictly lower for correlated coins that the adversary sees', () => {
    const one = { members: 4, faults: 1, bytesPerPeer: 10, bytePrice: 1n, theta: 20n };
    const half = fraction(1n, 2n);
    const plays = [
      { probability: half, reports: true, bytes: [10, 0, 0] },
      { probability: half, reports: true, bytes: [0, 10, 0] },
    ];
    expect(worstCase(one, mixture(one, plays)).utility).to.deep.equal(fraction(0n));
    expect(worstCaseAfterCoins(one, plays)).to.deep.equal(fraction(-10n));
  });

  it('refuses lotteries that are none', () => {
    const one = { members: 4, faults: 1, bytesPerPeer: 10, bytePrice: 1n, theta: 20n };
    const play = { probability: fraction(1n, 2n), reports: true, bytes: [10, 0, 0] };
    expect(() => mixture(one, [play])).to.throw(RangeError, 'probabilities must sum to 1, not 1/2');
    expect(() => mixture(one, [{ ...play, probability: fraction(-1n) }])).to.throw(RangeError, 'probability');
    expect(() => mixture(one, [{ ...play, probability: ONE, bytes: [10, 0] }])).to.throw(RangeError, 'bytes.length');
    expect(() => serving(one, 4, true)).to.throw(RangeError, 'served must be a whole number from 0 to 3');
  });

  it('is what playing a committee yields on average', () => {
    const random = new Random(20171);
    const one = {
      members: 7,
      faults: 2,
      bytesPerPeer: 100,
      bytePrice: 3n,
      theta: 460n,
      gasCost: 250n,
      collateral: 900n,
    };
    const gamma = exactly(0.375);
    const { corrupted, utility } = worstCase(one, indiscriminate(one, gamma));
    const { mean, error } = meanOf(20_000, () => {
      const bytes = Array.from({ length: 6 }, () => (random.chance(0.375) ? 0 : 100));
      return Number(settle(one, { reports: true, bytes }, corrupted));
    });
    expect(Math.abs(mean - toNumber(utility)), `standard error ${error}`).to.be.below(4.5 * error);
  });
});
