import { expect } from 'chai';
import fc from 'fast-check';
import { fraction, roundUp } from '../../../packages/mechanism/src/committee/fraction.ts';
import { leastForfeit, minimumThetaForOwners, planOwners } from '../../../packages/mechanism/src/committee/owners.ts';
import { type CommitteeCosts, minimumTheta, minimumThetaUp } from '../../../packages/mechanism/src/committee/theta.ts';
import { subsets } from './explicit-play.ts';
import { costs } from './terms.ts';

interface Play {
  /** Of each own seat, whether it serves each outsider. */
  readonly serves: readonly (readonly boolean[])[];
}

/** The least balance of an owner, wei, over all sets of at most b corrupted outsiders; entry by entry. */
function worstBalance(one: CommitteeCosts, theta: bigint, { serves }: Play, forfeit: bigint | null): bigint {
  const own = serves.length;
  const outsiders = one.members - own;
  const balances = subsets(outsiders, one.faults).map((corrupted) =>
    serves.reduce((sum, served) => {
      let balance = BigInt(own - 1) * theta - (one.gasCost ?? 0n);
      let enemies = 0;
      served.forEach((isServed, q) => {
        if (isServed) balance -= BigInt(one.bytesPerPeer) * one.bytePrice;
        if (isServed && !corrupted.includes(q)) balance += theta;
        else enemies++;
      });
      return sum + balance - (forfeit !== null && enemies > one.faults ? forfeit : 0n);
    }, 0n),
  );
  return balances.reduce((least, balance) => (balance < least ? balance : least));
}

/** All plays of an owner of `own` seats. */
function allPlays(one: CommitteeCosts, own: number): Play[] {
  const outsiders = one.members - own;
  return Array.from({ length: 2 ** (own * outsiders) }, (_, bits) => ({
    serves: Array.from({ length: own }, (__, i) =>
      Array.from({ length: outsiders }, (___, q) => ((bits >> (i * outsiders + q)) & 1) === 1),
    ),
  }));
}

const best = (balances: readonly bigint[]): bigint => balances.reduce((most, next) => (next > most ? next : most));

const anyCase = costs(5).chain((one) =>
  fc.record({
    one: fc.constant({ ...one, margin: 0n }),
    own: fc.integer({ min: 1, max: Math.min(3, one.members - 1) }),
    percent: fc.bigInt({ min: 0n, max: 300n }),
  }),
);

describe('owners of several seats', () => {
  it('serve all others if and only if θ is what it has to be, among all that they can do', () => {
    fc.assert(
      fc.property(anyCase, ({ one, own, percent }) => {
        const plays = allPlays(one, own);
        const servesAll = (theta: bigint): boolean =>
          worstBalance(one, theta, plays.at(-1)!, null) ===
          best(plays.map((play) => worstBalance(one, theta, play, null)));
        const least = minimumThetaForOwners({ ...one, gasCost: 0n }, own);
        const some = (minimumThetaUp({ ...one, gasCost: 0n }) * percent) / 100n;
        expect(least === null).to.equal(one.members - own <= one.faults);
        expect(servesAll(some)).to.equal(least !== null && some >= roundUp(least));
        if (least === null) return;
        expect(servesAll(roundUp(least))).to.equal(true);
        expect(servesAll(roundUp(least) - 1n)).to.equal(false);
      }),
      { numRuns: 60 },
    );
  });

  it('serve all others at the θ for single seats if they forfeit enough, and not for less', () => {
    fc.assert(
      fc.property(anyCase, ({ one, own, percent }) => {
        const theta = (minimumThetaUp({ ...one, gasCost: 0n }) * percent) / 100n;
        const forfeit = leastForfeit(one, theta, own);
        if (forfeit === null) return;
        const plays = allPlays(one, own);
        const bestWith = (fine: bigint): bigint => best(plays.map((play) => worstBalance(one, theta, play, fine)));
        const serving = worstBalance(one, theta, plays.at(-1)!, forfeit);
        expect(bestWith(forfeit)).to.equal(serving);
        if (forfeit > 0n) expect(bestWith(forfeit - 1n) > serving).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it('need the paper’s θ with one seat, and more with each further one', () => {
    fc.assert(
      fc.property(costs(30), (one) => {
        expect(minimumThetaForOwners(one, 1)).to.deep.equal(minimumTheta(one));
        let before = 0n;
        for (let own = 1; own < one.members - one.faults; own++) {
          const { theta, endowment, pactGain } = planOwners(one, own);
          expect(theta! >= before).to.equal(true);
          before = theta!;
          expect(endowment).to.equal(BigInt(one.members) * BigInt(one.members - 1) * theta!);
          expect(pactGain).to.equal(BigInt(own * (own - 1) * one.bytesPerPeer) * one.bytePrice);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have known numbers', () => {
    const one = { members: 7, faults: 2, bytesPerPeer: 1000, bytePrice: 1n, gasCost: 100n };
    expect(minimumThetaForOwners({ ...one, gasCost: 0n }, 3)).to.deep.equal(fraction(2000n));
    expect(planOwners(one, 3)).to.deep.equal({
      theta: 2000n,
      endowment: 84_000n,
      // At θ = (6·1000 + 100)/4 = 1525 two honest outsiders pay 3050 of the 4000 that four cost.
      bond: 950n,
      pactGain: 6000n,
      idlePay: 6n * 1525n - 300n,
    });
    expect(planOwners(one, 5)).to.include({ theta: null, endowment: null, bond: null });
    expect(() => planOwners(one, 8)).to.throw(RangeError, 'ownSeats');
    expect(() => leastForfeit(one, -1n, 2)).to.throw(RangeError, 'theta');
  });
});
