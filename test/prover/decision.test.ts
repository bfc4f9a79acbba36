import { expect } from 'chai';
import fc from 'fast-check';
import { canKeepUp, isIncentiveCompatible, isInTime, lossOf, type Offer, partOf } from '../../src/prover/decision.ts';
import { BY_CONSENT, termsOf } from './fake-chain.ts';
import { POLICY } from './stage.ts';

const UNIT = termsOf().unitCost;

function offer(changes: Partial<Offer> = {}): Offer {
  return {
    terms: termsOf(),
    isDesignate: true,
    gap: { designate: 0n, member: 0n },
    atStake: 0n,
    gasPrice: 1n,
    ...changes,
  };
}

describe('What a prover makes of an offer', () => {
  it('is incentive compatible up to what rounding to wei can take', () => {
    const tolerance = UNIT / 1_000_000n + 8n;
    for (const isDesignate of [true, false]) {
      const gapOf = (gap: bigint) => (isDesignate ? { designate: gap, member: 0n } : { designate: 0n, member: gap });
      expect(isIncentiveCompatible(offer({ isDesignate, gap: gapOf(-tolerance) }))).to.equal(true);
      expect(isIncentiveCompatible(offer({ isDesignate, gap: gapOf(-tolerance - 1n) }))).to.equal(false);
    }
    const tiny = offer({ terms: termsOf({ unitCost: 1_000n }), gap: { designate: -9n, member: 0n } });
    expect(isIncentiveCompatible(tiny)).to.equal(false);
  });

  it('counts what its own bond would lose, for a designate only', () => {
    const gap = { designate: -UNIT, member: -UNIT };
    expect(isIncentiveCompatible(offer({ gap, atStake: UNIT }))).to.equal(true);
    expect(isIncentiveCompatible(offer({ gap, atStake: UNIT, isDesignate: false }))).to.equal(false);
    expect(partOf(100n, { shares: 1n, poolShares: 3n })).to.equal(33n);
    expect(partOf(100n, { shares: 0n, poolShares: 0n })).to.equal(0n);
  });

  it('pays if it covers cost, gas and margin, to the wei', () => {
    const policy = { ...POLICY, unitCost: 1_000n, minMargin: 500n };
    // (1,000 + 360,000 · 2) · 1.05
    const least = 757_050n;
    for (const [worth, pays] of [
      [least, true],
      [least - 1n, false],
    ] as const) {
      const terms = termsOf({ unitCost: worth });
      expect(lossOf(offer({ terms, gasPrice: 2n }), policy) === undefined).to.equal(pays);
      const over = offer({
        terms: termsOf(),
        gap: { designate: 0n, member: worth - UNIT },
        isDesignate: false,
        gasPrice: 2n,
      });
      expect(lossOf(over, policy) === undefined).to.equal(pays);
    }
    const consenting = offer({ terms: termsOf({ ...BY_CONSENT, unitCost: least }), gasPrice: 2n });
    expect(lossOf(consenting, policy), 'accepting costs gas, too').not.to.equal(undefined);
  });

  it('is in time if the next block is, with the margin', () => {
    expect(isInTime(97, 100, POLICY)).to.equal(true);
    expect(isInTime(98, 100, POLICY)).to.equal(false);
  });

  it('can be kept up with if and only if the earliest deadline first meets all that it could disturb', () => {
    const deadlines = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(deadlines, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3 }), (owed, own, parallel) => {
        const policy = { ...POLICY, provingBlocks: 5, deadlineMargin: 0, parallel };
        // Played block by block, on so many benches.
        const waiting = [...owed.map((due) => ({ due, isOwn: false })), { due: own, isOwn: true }];
        waiting.sort((a, b) => a.due - b.due || Number(a.isOwn) - Number(b.isOwn));
        let isKept = true;
        for (let start = 0; waiting.length > 0; start += 5) {
          for (const { due } of waiting.splice(0, parallel)) if (due >= own && start + 5 + 1 > due) isKept = false;
        }
        expect(canKeepUp(0, own, owed, policy)).to.equal(isKept);
      }),
    );
  });
});
