import { expect } from 'chai';
import type { RequestFacts, RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { gainsOf } from '../../packages/prover/src/settlement.ts';
import { BY_CONSENT, BY_POOL, FakeChain, termsOf, UNIT } from './fake-chain.ts';

const TABLE = { shape: 'table', designates: 0, prize: 0n, prizes: [0n, UNIT, UNIT] } as const;
const LOTTERY = { shape: 'lottery', designates: 0, prize: 0n } as const;

describe('The gains of a settlement', () => {
  const on = (...seats: number[]) => seats.map((seat) => ({ seat, prover: `prover ${seat}` }));
  const gainers = (terms: Partial<RequestTerms>, changes: Partial<RequestFacts> = {}): number[] => {
    const facts = { ...new FakeChain().add(termsOf(terms)), ...changes };
    return [...gainsOf(facts).keys()].map((prover) => Number(prover.split(' ')[1]));
  };

  it('are shares and bonds, to the wei', () => {
    const facts = new FakeChain().add(termsOf({ ...BY_CONSENT, total: 7n, prize: 5n, bond: 11n, designates: 2 }));
    const played = { ...facts, consented: on(0, 1), delivered: on(3, 0, 2) };
    // Each designate gets half the bond and half of the 3 wei that are left; each of two others gets 2 wei of the prize.
    expect([...gainsOf(played).values()]).to.deep.equal([5n + 1n, 5n, 2n, 2n]);
  });

  it('are none if nobody did anything', () => {
    for (const terms of [{}, BY_POOL, BY_CONSENT, TABLE, LOTTERY]) expect(gainers(terms)).to.be.empty;
  });

  it('go to all that delivered, once each, if a designate did', () => {
    for (const terms of [{}, BY_POOL]) expect(gainers(terms, { delivered: on(2, 0) })).to.deep.equal([2, 0]);
    const both = { consented: on(0), delivered: on(3, 0) };
    expect(gainers(BY_CONSENT, both)).to.deep.equal([0, 3]);
    expect(gainers({ total: 0n, prize: 0n }, { delivered: on(2, 0) })).to.be.empty;
  });

  it('go to the committee without a designate, unless the pool insures, and no bond goes back', () => {
    expect(gainers({}, { delivered: on(2, 3) })).to.deep.equal([2, 3]);
    expect(gainers(BY_POOL, { delivered: on(2, 3) })).to.be.empty;
    expect(gainers(BY_CONSENT, { consented: on(0), delivered: on(2, 3) })).to.deep.equal([2, 3]);
    expect(gainers({ prize: 1n }, { delivered: on(2, 3) }), 'half a wei is nothing').to.be.empty;
    expect(gainers(BY_CONSENT, { consented: on(0) })).to.be.empty;
  });

  it('are the bonds of those that consented if the request is void', () => {
    expect(gainers({ ...BY_CONSENT, designates: 3 }, { consented: on(2, 0) })).to.deep.equal([2, 0]);
  });

  it('are what a table says of that number, and expected payments in a lottery', () => {
    expect(gainers(TABLE, { delivered: on(1) })).to.be.empty;
    expect(gainers(TABLE, { delivered: on(1, 2) })).to.deep.equal([1, 2]);
    expect(gainers(LOTTERY, { delivered: on(1, 2) })).to.deep.equal([1, 2]);
  });
});
