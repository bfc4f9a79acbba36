import { expect } from 'chai';
import fc from 'fast-check';
import type { RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import {
  canKeepUp,
  isIncentiveCompatible,
  isInTime,
  type OwedProof,
  lackOfFunds,
  lossOf,
  mayBegin,
  objectionToBond,
  partOf,
  type SeatValue,
} from '../../packages/prover/src/decision.ts';
import { BY_CONSENT, termsOf } from './fake-chain.ts';
import { POLICY } from './stage.ts';

const UNIT = termsOf().unitCost;

function valueOf(changes: Partial<SeatValue> = {}): SeatValue {
  return {
    terms: termsOf(),
    isDesignate: true,
    gap: { designate: 0n, member: 0n },
    atStake: 0n,
    gasPrice: 1n,
    ...changes,
  };
}

describe('The seat of a prover', () => {
  it('is incentive compatible up to what rounding to wei can take', () => {
    const tolerance = UNIT / 1_000_000n + 8n;
    for (const isDesignate of [true, false]) {
      const gapOf = (gap: bigint) => (isDesignate ? { designate: gap, member: 0n } : { designate: 0n, member: gap });
      expect(isIncentiveCompatible(valueOf({ isDesignate, gap: gapOf(-tolerance) }))).to.equal(true);
      expect(isIncentiveCompatible(valueOf({ isDesignate, gap: gapOf(-tolerance - 1n) }))).to.equal(false);
    }
    const tiny = valueOf({ terms: termsOf({ unitCost: 1_000n }), gap: { designate: -9n, member: 0n } });
    expect(isIncentiveCompatible(tiny)).to.equal(false);
  });

  it('counts what its own bond would lose, for a designate only', () => {
    const gap = { designate: -UNIT, member: -UNIT };
    expect(isIncentiveCompatible(valueOf({ gap, atStake: UNIT }))).to.equal(true);
    expect(isIncentiveCompatible(valueOf({ gap, atStake: UNIT, isDesignate: false }))).to.equal(false);
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
      expect(lossOf(valueOf({ terms, gasPrice: 2n }), policy) === undefined).to.equal(pays);
      const over = valueOf({
        terms: termsOf(),
        gap: { designate: 0n, member: worth - UNIT },
        isDesignate: false,
        gasPrice: 2n,
      });
      expect(lossOf(over, policy) === undefined).to.equal(pays);
    }
    const consenting = valueOf({ terms: termsOf({ ...BY_CONSENT, unitCost: least }), gasPrice: 2n });
    expect(lossOf(consenting, policy), 'consenting costs gas, too').not.to.equal(undefined);
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
        // Played block by block, in so many processes.
        const waiting = [...owed.map((due) => ({ due, isOwn: false })), { due: own, isOwn: true }];
        waiting.sort((a, b) => a.due - b.due || Number(a.isOwn) - Number(b.isOwn));
        let isKept = true;
        for (let start = 0; waiting.length > 0; start += 5) {
          for (const { due } of waiting.splice(0, parallel)) if (due >= own && start + 5 + 1 > due) isKept = false;
        }
        const jobs = owed.map((due) => ({ from: 0, due }));
        expect(canKeepUp(0, { from: 0, due: own }, { owed: jobs, busy: [] }, policy)).to.equal(isKept);
      }),
    );
  });

  describe('that asks for consent', () => {
    const policy = { ...POLICY, provingBlocks: 10, mostConsentBond: 6n * UNIT, mostConsentBlocks: 20 };

    it('is refused if the bond is too large, held too long, or the blocks after the last consent too few', () => {
      const codeOf = (changes: Partial<RequestTerms>) =>
        objectionToBond(termsOf({ ...BY_CONSENT, proveBlocks: 13, ...changes }), policy)?.code;
      expect(codeOf({})).to.equal(undefined);
      expect(codeOf({ bond: 6n * UNIT + 1n })).to.equal('BondTooLarge');
      expect(codeOf({ bond: 12n * UNIT + 1n, designates: 2 }), 'its own part counts').to.equal(undefined);
      expect(codeOf({ consentBlocks: 21 })).to.equal('BondTooLong');
      expect(codeOf({ proveBlocks: 12 })).to.equal('TooLate');
    });

    it('is refused if the rest could not pay for all deliveries at four times the price, to the wei', () => {
      const cases = fc.tuple(fc.bigInt(0n, 10n ** 18n), fc.nat(5), fc.bigInt(0n, 10n ** 7n), fc.bigInt(0n, 10n ** 11n));
      fc.assert(
        fc.property(cases, ([bond, underWay, gasOwed, gasPrice]) => {
          const gas = 660_000n + gasOwed + 360_000n * BigInt(underWay);
          const least = bond + 4n * gas * gasPrice;
          const balance = { underWay, gasOwed, gasPrice };
          expect(lackOfFunds({ ...balance, funds: least }, bond)).to.equal(undefined);
          expect(lackOfFunds({ ...balance, funds: least - 1n }, bond)).to.include(`${bond} wei of bond`);
        }),
      );
    });
  });

  it('is kept once promised, whenever the others consent and whatever else wants a process', () => {
    const offers = fc.array(
      fc.record({
        at: fc.nat(25),
        /** Proofs without consent are not owed: those of coins, and of requests without insurance. */
        isConsent: fc.boolean(),
        consentBlocks: fc.nat(20),
        proveBlocks: fc.integer({ min: 1, max: 20 }),
        /** Part of the blocks to consent after which the last designate consents. */
        patience: fc.constantFrom(1, 1, 0.5, 0),
        /** Time of the proof, as a part of the most blocks that proofs take. */
        pace: fc.constantFrom(1, 1, 0.3),
      }),
      { minLength: 2, maxLength: 10 },
    );
    const processes = fc.integer({ min: 1, max: 3 });
    let promises = 0;
    fc.assert(
      fc.property(offers, processes, fc.integer({ min: 1, max: 7 }), (made, parallel, provingBlocks) => {
        const policy = { ...POLICY, provingBlocks, parallel, deadlineMargin: 0 };
        interface PlayedProof extends OwedProof {
          readonly isOwed: boolean;
          readonly released: number;
          readonly blocks: number;
          begun?: number;
        }
        const proofs: PlayedProof[] = [];
        const endOf = ({ begun, blocks }: PlayedProof) => begun! + blocks;
        for (let head = 0; head < 150; head++) {
          const running = () => proofs.filter((proof) => proof.begun !== undefined && endOf(proof) > head);
          const loadBut = (own?: PlayedProof) => ({
            owed: proofs
              .filter((proof) => proof !== own && proof.isOwed && proof.begun === undefined)
              .map(({ from, due, released }) => ({ from: released <= head ? 0 : from, due })),
            busy: running().map(({ begun }) => begun! + provingBlocks),
          });
          for (const { isConsent, consentBlocks, proveBlocks, patience, pace } of made.filter(
            ({ at }) => at === head,
          )) {
            const from = head + (isConsent ? consentBlocks : 0);
            const next = { from, due: from + proveBlocks };
            if (isConsent && !canKeepUp(head, next, loadBut(), policy)) continue;
            if (isConsent) promises++;
            const released = isConsent ? head + Math.round(consentBlocks * patience) : head;
            const blocks = Math.max(1, Math.round(provingBlocks * pace));
            proofs.push({ ...next, isOwed: isConsent, released, blocks });
          }
          const waiting = proofs.filter(({ begun, released }) => begun === undefined && released <= head);
          for (const proof of waiting.toSorted((a, b) => Number(b.isOwed) - Number(a.isOwed) || a.due - b.due)) {
            const isFree = running().length < parallel;
            if (
              isFree &&
              mayBegin(head, proof.isOwed ? { from: 0, due: proof.due } : undefined, loadBut(proof), policy)
            )
              proof.begun = head;
          }
        }
        for (const proof of proofs) {
          expect(proof.begun, 'everything is begun in the end').not.to.equal(undefined);
          if (proof.isOwed) expect(endOf(proof) + 1, 'in time').to.be.at.most(proof.due);
        }
      }),
      {
        numRuns: 3_000,
        // Two of equal deadlines, of which the one that was promised first may begin first.
        examples: [
          [
            [
              { at: 10, isConsent: true, consentBlocks: 19, proveBlocks: 7, patience: 1, pace: 1 },
              { at: 20, isConsent: true, consentBlocks: 15, proveBlocks: 13, patience: 0.5, pace: 1 },
              { at: 25, isConsent: true, consentBlocks: 12, proveBlocks: 11, patience: 1, pace: 1 },
            ],
            1,
            6,
          ],
        ],
      },
    );
    expect(promises).to.be.above(100);
  });
});
