import { expect } from 'chai';
import type { RequestFacts, RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { gainsOf } from '../../packages/prover/src/settlement.ts';
import { BY_CONSENT, BY_POOL, FakeChain, termsOf, UNIT } from './fake-chain.ts';

const TABLE = { shape: 'table', designates: 0, prize: 0n, prizes: [0n, UNIT, UNIT] } as const;
const LOTTERY = { shape: 'lottery', designates: 0, prize: 0n } as const;

describe('Whom a settlement gives anything', () => {
  const on = (...seats: number[]) => seats.map((seat) => ({ seat, prover: `prover ${seat}` }));
  const gainers = (terms: Partial<RequestTerms>, changes: Partial<RequestFacts> = {}): number[] => {
    const facts = { ...new FakeChain().add(termsOf(terms)), ...changes };
    return [...gainsOf(facts).keys()].map((prover) => Number(prover.split(' ')[1]));
  };

  it('is its share and its bond, to the wei', () => {
    const facts = {
      ...new FakeChain().add(termsOf({ ...BY_CONSENT, total: 7n, prize: 5n, bond: 11n, designates: 2 })),
    };
    const played = { ...facts, consented: on(0, 1), delivered: on(3, 0, 2) };
    // Half the bond each; 2 of the prize to each of two others, and half of the 3 that are left to each designate.
    expect([...gainsOf(played).values()]).to.deep.equal([5n + 1n, 5n, 2n, 2n]);
  });

  it('is nobody if nobody did anything', () => {
    for (const terms of [{}, BY_POOL, BY_CONSENT, TABLE, LOTTERY]) expect(gainers(terms)).to.be.empty;
  });

  it('is all that delivered, once each, if a designate did', () => {
    for (const terms of [{}, BY_POOL]) expect(gainers(terms, { delivered: on(2, 0) })).to.deep.equal([2, 0]);
    const both = { consented: on(0), delivered: on(3, 0) };
    expect(gainers(BY_CONSENT, both)).to.deep.equal([0, 3]);
    expect(gainers({ total: 0n, prize: 0n }, { delivered: on(2, 0) })).to.be.empty;
  });

  it('without a designate, is the committee unless the pool insures, and no bond goes back', () => {
    expect(gainers({}, { delivered: on(2, 3) })).to.deep.equal([2, 3]);
    expect(gainers(BY_POOL, { delivered: on(2, 3) })).to.be.empty;
    expect(gainers(BY_CONSENT, { consented: on(0), delivered: on(2, 3) })).to.deep.equal([2, 3]);
    expect(gainers({ prize: 1n }, { delivered: on(2, 3) }), 'half a wei is nothing').to.be.empty;
    expect(gainers(BY_CONSENT, { consented: on(0) })).to.be.empty;
  });

  it('is those that consented to what is void', () => {
    expect(gainers({ ...BY_CONSENT, designates: 3 }, { consented: on(2, 0) })).to.deep.equal([2, 0]);
  });

  it('is what a table says of that number, and anybody in a lottery', () => {
    expect(gainers(TABLE, { delivered: on(1) })).to.be.empty;
    expect(gainers(TABLE, { delivered: on(1, 2) })).to.deep.equal([1, 2]);
    expect(gainers(LOTTERY, { delivered: on(1, 2) })).to.deep.equal([1, 2]);
  });
});
