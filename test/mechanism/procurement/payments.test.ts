import { expect } from 'chai';
import fc from 'fast-check';
import type { RequestTerms } from '../../../packages/client/src/escrow/escrow-types.ts';
import { paymentsOf } from '../../../packages/mechanism/src/procurement/rules/payments.ts';
import { SHAPES } from '../../../packages/mechanism/src/procurement/rules/registry.ts';

const wei = fc.bigInt({ min: 0n, max: 10n ** 19n });

const anyTerms = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    insurance: fc.constantFrom('none' as const, 'pool' as const, 'consent' as const),
    designates: fc.integer({ min: 1, max: 3 }),
    others: fc.integer({ min: 0, max: 5 }),
    total: wei,
    part: fc.integer({ min: 0, max: 100 }),
    bond: fc.bigInt({ min: 1n, max: 10n ** 19n }),
    prizes: fc.array(wei, { minLength: 8, maxLength: 8 }),
  })
  .map(({ shape, insurance, designates, others, total, part, bond, prizes }): RequestTerms => {
    const isDesignated = shape === 'designated';
    const committee = isDesignated ? designates + others : 1 + others;
    return {
      verifier: `0x${'1'.repeat(40)}`,
      shape,
      insurance: isDesignated ? insurance : 'none',
      designates: isDesignated ? designates : 0,
      seats: committee,
      probability: 10n ** 17n,
      unitCost: 1n,
      total: shape === 'table' ? greatest(prizes.slice(0, committee)) : total,
      prize: isDesignated && others > 0 ? (total * BigInt(part)) / 100n : 0n,
      bond: isDesignated && insurance !== 'none' ? bond * BigInt(designates) : 0n,
      consentBlocks: 0,
      proveBlocks: 1,
      statement: [],
      prizes: shape === 'table' ? prizes.slice(0, committee) : [],
    };
  });

const greatest = (amounts: readonly bigint[]): bigint => amounts.reduce((most, one) => (one > most ? one : most));

const played = anyTerms.chain((terms) =>
  fc.record({
    terms: fc.constant(terms),
    delivered: fc.subarray(Array.from({ length: terms.seats }, (_, seat) => seat)),
  }),
);

describe('payments, computed without the contract', () => {
  it('divide the deposit among those that delivered and the requester, equals alike', () => {
    const property = fc.property(played, ({ terms, delivered }) => {
      const { bySeat, refund } = paymentsOf(terms, delivered);
      const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
      expect(paid + refund).to.equal(terms.total);
      expect(refund >= 0n).to.equal(true);
      expect([...bySeat.keys()]).to.deep.equal(delivered);
      for (const isDesignate of [true, false]) {
        const shares = delivered
          .filter((seat) => seat < terms.designates === isDesignate)
          .map((seat) => bySeat.get(seat));
        expect(new Set(shares).size).to.be.at.most(1);
      }
      // A single designate that delivers makes it L in total, to the wei.
      if (terms.shape === 'designated' && terms.designates === 1 && bySeat.has(0)) expect(refund).to.equal(0n);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('slash S exactly when no designate delivers, and then pay nobody where the pool insures', () => {
    const property = fc.property(played, ({ terms, delivered }) => {
      const { bySeat, slashed, refund } = paymentsOf(terms, delivered);
      const isCovered = delivered.some((seat) => seat < terms.designates);
      expect(slashed).to.equal(isCovered ? 0n : terms.bond);
      if (isCovered || terms.shape !== 'designated') return;
      const others = BigInt(delivered.length);
      const prize = others > 0n && terms.insurance !== 'pool' ? terms.prize : 0n;
      const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
      expect(prize - paid < (others > 0n ? others : 1n)).to.equal(true);
      expect(paid <= prize).to.equal(true);
      expect(refund).to.equal(terms.total - paid);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('give a lottery’s prize to the winner alone', () => {
    const property = fc.property(played, fc.nat(), ({ terms, delivered }, ticket) => {
      if (terms.shape !== 'lottery' || delivered.length === 0) return;
      const winner = delivered[ticket % delivered.length]!;
      const { bySeat, refund } = paymentsOf(terms, delivered, winner);
      expect(bySeat.get(winner)).to.equal(terms.total);
      expect(refund).to.equal(0n);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
