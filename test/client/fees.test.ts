import { expect } from 'chai';
import fc from 'fast-check';
import { capOf, type Fees, raised, raisedToCancel } from '../../packages/client/src/chain/fees.ts';

const fees = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint): Fees => ({ maxFeePerGas, maxPriorityFeePerGas });

/** From nothing to a thousand gwei, each size as likely. */
const price = fc.tuple(fc.bigInt(0n, 999n), fc.nat(9)).map(([digits, zeros]) => digits * 10n ** BigInt(zeros));
const offer = fc.tuple(price, price).map(([a, b]) => (a > b ? fees(a, b) : fees(b, a)));
const both = (holds: (key: keyof Fees) => boolean) => holds('maxFeePerGas') && holds('maxPriorityFeePerGas');

describe('The fees of a transaction', () => {
  it('end at four times what the market asks, at what the transaction is worth, and with a tip within the fee', () => {
    expect(capOf(fees(1000n, 100n))).to.deep.equal(fees(4000n, 400n));
    expect(capOf(fees(1000n, 100n), 500n)).to.deep.equal(fees(500n, 400n));
    expect(capOf(fees(1000n, 100n), 300n)).to.deep.equal(fees(300n, 300n));
  });

  it('can rise where nobody tips: a hundredth of the fee counts as the tip', () => {
    expect(capOf(fees(1000n, 0n))).to.deep.equal(fees(4000n, 40n));
    expect(raised(fees(1000n, 0n), fees(1000n, 0n))).to.deep.equal(fees(1251n, 1n));
  });

  it('rise by a quarter, at least to the market, and otherwise by what nodes want or not at all', () => {
    expect(raised(fees(1000n, 100n), fees(1000n, 100n))).to.deep.equal(fees(1251n, 126n));
    expect(raised(fees(1000n, 100n), fees(3000n, 300n))).to.deep.equal(fees(3000n, 300n));
    expect(raised(fees(1000n, 100n), fees(1000n, 100n), 1101n)).to.deep.equal(fees(1101n, 126n));
    expect(raised(fees(1000n, 100n), fees(1000n, 100n), 1100n)).to.equal(undefined);
    expect(raised(fees(1000n, 400n), fees(1000n, 100n))).to.equal(undefined);
  });

  it('rise within the cap whenever nodes would take it, and for a cancellation always', () => {
    fc.assert(
      fc.property(offer, offer, fc.option(price, { nil: undefined }), (old, market, most) => {
        const cap = capOf(market, most);
        const suffices = (next: Fees) => both((key) => next[key] > old[key] && 10n * next[key] >= 11n * old[key]);
        const isIn = (next: Fees, room: Fees) => both((key) => next[key] <= room[key]);
        const least = fees((old.maxFeePerGas * 11n) / 10n + 1n, (old.maxPriorityFeePerGas * 11n) / 10n + 1n);
        const next = raised(old, market, most);
        expect(next !== undefined).to.equal(isIn(least, cap));
        const nothing = raisedToCancel(old, market);
        for (const made of next === undefined ? [nothing] : [next, nothing]) {
          expect(suffices(made)).to.equal(true);
          expect(made.maxPriorityFeePerGas <= made.maxFeePerGas).to.equal(true);
        }
        if (next !== undefined) expect(isIn(next, cap)).to.equal(true);
        expect(isIn(nothing, capOf(market)) || isIn(nothing, least)).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });
});
