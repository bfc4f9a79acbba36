import { expect } from 'chai';
import fc from 'fast-check';
import {
  decodeTransfer,
  encodeTransfer,
  type Transfer,
  transfersOf,
  U64,
} from '../../packages/client/src/transfers/transfer.ts';

const ACCOUNTS = 16;
const bytes = (text: string) => new TextEncoder().encode(text);
const nothing = (from: number): Transfer => ({ from, to: from, amount: 0n });

describe('transfer payload', () => {
  it('reads what it writes, whatever the memo', () => {
    const transfer = fc.record({ to: fc.nat(ACCOUNTS - 1), amount: fc.bigInt(0n, U64 - 1n) });
    fc.assert(
      fc.property(transfer, fc.nat(ACCOUNTS - 1), fc.string({ unit: 'binary' }), ({ to, amount }, from, memo) => {
        const payload = encodeTransfer({ to, amount }, memo);
        expect(decodeTransfer(payload, from, ACCOUNTS)).to.deep.equal({ from, to, amount });
      }),
    );
  });

  it('can be written by hand', () => {
    expect(decodeTransfer(bytes('pay 155 to 1 for 240 kg of apples'), 9, ACCOUNTS)).to.deep.equal({
      from: 9,
      to: 1,
      amount: 155n,
    });
  });

  for (const text of [
    '',
    'pay',
    'pay 1 to',
    'pay 1 to 16',
    'pay 1 to 99999999999',
    'pay 18446744073709551616 to 1',
    'pay 01 to 1',
    'pay 1 to 01',
    'pay -1 to 1',
    'pay +1 to 1',
    'pay 1.5 to 1',
    'pay 0x1 to 1',
    'pay 1e3 to 1',
    'pay 1 to 1x',
    'pay 1 to 1\n',
    'pay  1 to 1',
    ' pay 1 to 1',
    'Pay 1 to 1',
    'pay １ to 1',
    '\ufeffpay 1 to 1',
  ]) {
    it(`moves nothing: ${JSON.stringify(text)}`, () => {
      expect(decodeTransfer(bytes(text), 3, ACCOUNTS)).to.deep.equal(nothing(3));
    });
  }

  it('gives every payload a meaning within the ledger', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(ACCOUNTS - 1), (payload, from) => {
        const transfer = decodeTransfer(payload, from, ACCOUNTS);
        expect(transfer.from).to.equal(from);
        expect(transfer.to).to.be.within(0, ACCOUNTS - 1);
        expect(transfer.amount >= 0n && transfer.amount < U64).to.equal(true);
      }),
    );
  });
});

describe('transfers of a log', () => {
  const clients = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));

  it('come from the account at the position of the client’s key', () => {
    const entries = [
      { client: clients[2]!, payload: bytes('pay 5 to 0') },
      { client: clients[0]!, payload: bytes('hello') },
      { client: clients[1]!.slice(), payload: bytes('pay 7 to 2 thanks') },
    ];
    expect(transfersOf(entries, clients, ACCOUNTS)).to.deep.equal([
      { from: 2, to: 0, amount: 5n },
      nothing(0),
      { from: 1, to: 2, amount: 7n },
    ]);
  });

  it('need an account for each client', () => {
    expect(() => transfersOf([], clients, 2)).to.throw(RangeError, /^clients: 3 keys/);
  });

  it('are entries of the task’s clients', () => {
    const entries = [{ client: new Uint8Array(32).fill(9), payload: bytes('pay 1 to 1') }];
    expect(() => transfersOf(entries, clients, ACCOUNTS)).to.throw(RangeError, /^entries: 0909/);
  });
});
