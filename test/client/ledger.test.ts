import { expect } from 'chai';
import fc from 'fast-check';
import { poseidon2 } from 'poseidon-lite/poseidon2';
import { hashBatch, transition } from '../../packages/client/src/transfers/ledger.ts';
import { type Transfer, U64 } from '../../packages/client/src/transfers/transfer.ts';
import { balancesOf, batchOf } from './batches.ts';

const SIZE = { depth: 3, transfers: 4 };
const ACCOUNTS = 2 ** SIZE.depth;

/** The rules again, without a tree: what an auditor with the whole state would do. */
function replay(balances: readonly bigint[], transfers: readonly Transfer[]): bigint[] {
  const book = new Map(Array.from({ length: ACCOUNTS }, (_, account) => [account, balances[account] ?? 0n]));
  for (const { from, to, amount } of transfers) {
    if (from === to) continue;
    const left = book.get(from)! - amount;
    const reached = book.get(to)! + amount;
    if (left < 0n || reached > 0xffff_ffff_ffff_ffffn) continue;
    book.set(from, left);
    book.set(to, reached);
  }
  return [...book.values()];
}

/** The root by its recursive definition. */
function naiveRoot(leaves: readonly bigint[]): bigint {
  if (leaves.length === 1) return leaves[0]!;
  const half = leaves.length / 2;
  return poseidon2([naiveRoot(leaves.slice(0, half)), naiveRoot(leaves.slice(half))]);
}

/** The root that a leaf and its siblings give. */
function climb(leaf: bigint, index: number, siblings: readonly bigint[]): bigint {
  return siblings.reduce(
    (node, sibling, level) => poseidon2((index >> level) % 2 === 0 ? [node, sibling] : [sibling, node]),
    leaf,
  );
}

const total = (balances: readonly bigint[]) => balances.reduce((sum, balance) => sum + balance, 0n);

const settings = fc.tuple(balancesOf(ACCOUNTS), batchOf(ACCOUNTS, SIZE.transfers));
const check = (law: (balances: bigint[], batch: Transfer[]) => void) =>
  fc.assert(
    fc.property(settings, ([balances, batch]) => law(balances, batch)),
    { numRuns: 50, endOnFailure: true },
  );

describe('ledger transition', () => {
  it('does what a replay without a tree does', () =>
    check((balances, batch) => {
      const { balances: after, statement } = transition(SIZE, balances, batch);
      expect(after).to.deep.equal(replay(balances, batch));
      expect(statement.rootBefore).to.equal(naiveRoot(replay(balances, [])));
      expect(statement.rootAfter).to.equal(naiveRoot(after));
    }));

  it('conserves money and keeps balances within a u64', () =>
    check((balances, batch) => {
      const { balances: after } = transition(SIZE, balances, batch);
      expect(total(after)).to.equal(total(balances));
      for (const balance of after) expect(balance >= 0n && balance < U64).to.equal(true);
    }));

  it('shows ways that lead from root to root', () =>
    check((balances, batch) => {
      const { statement, witness } = transition(SIZE, balances, batch);
      let book = replay(balances, []);
      for (const [i, from] of witness.from.entries()) {
        const to = witness.to[i]!;
        const after = replay(book, [{ from, to, amount: witness.amount[i]! }]);
        const debited = book.with(from, after[from]!);
        expect([witness.senderBalance[i], witness.receiverBalance[i]]).to.deep.equal([book[from], book[to]]);
        expect(climb(book[from]!, from, witness.senderSiblings[i]!)).to.equal(naiveRoot(book));
        expect(climb(book[to]!, to, witness.receiverSiblings[i]!)).to.equal(naiveRoot(debited));
        book = after;
      }
      expect(naiveRoot(book)).to.equal(statement.rootAfter);
    }));

  it('goes to the limits and not beyond', () => {
    const outcome = (sender: bigint, receiver: bigint, amount: bigint) =>
      transition(SIZE, [sender, receiver], [{ from: 0, to: 1, amount }]).balances.slice(0, 2);
    expect(outcome(9n, 0n, 9n), 'all of it').to.deep.equal([0n, 9n]);
    expect(outcome(9n, 0n, 10n), 'more than all of it').to.deep.equal([9n, 0n]);
    expect(outcome(9n, U64 - 5n, 4n), 'to the largest balance').to.deep.equal([5n, U64 - 1n]);
    expect(outcome(9n, U64 - 5n, 5n), 'beyond the largest balance').to.deep.equal([9n, U64 - 5n]);
  });

  it('changes nothing in a transfer to oneself', () => {
    for (const amount of [4n, 9n, 10n, U64 - 1n]) {
      const { witness, balances } = transition(SIZE, [9n], [{ from: 0, to: 0, amount }]);
      expect([witness.senderBalance[0], witness.receiverBalance[0], balances[0]]).to.deep.equal([9n, 9n, 9n]);
    }
  });

  it('hashes the padded batch item by item', () =>
    check((balances, batch) => {
      const padding = Array.from({ length: SIZE.transfers - batch.length }, () => ({ from: 0, to: 0, amount: 0n }));
      let hash = BigInt(`0x${Buffer.from('SmartCast batch v1').toString('hex')}`);
      for (const { from, to, amount } of [...batch, ...padding]) {
        const packed = Buffer.alloc(16);
        packed.writeUInt32BE(from);
        packed.writeUInt32BE(to, 4);
        packed.writeBigUInt64BE(amount, 8);
        hash = poseidon2([hash, BigInt(`0x${packed.toString('hex')}`)]);
      }
      expect(transition(SIZE, balances, batch).statement.batchHash).to.equal(hash);
      expect(hashBatch([...batch, ...padding])).to.equal(hash);
    }));

  it('refuses what does not fit', () => {
    const five = Array.from({ length: 5 }, () => ({ from: 0, to: 1, amount: 0n }));
    expect(() => transition(SIZE, [], five)).to.throw(RangeError, /^transfers: 5 given/);
    expect(() => transition(SIZE, Array<bigint>(9).fill(0n), [])).to.throw(RangeError, /^leaves: 9 given/);
    expect(() => transition(SIZE, [U64], [])).to.throw(RangeError, /^balance: /);
    expect(() => transition(SIZE, [-1n], [])).to.throw(RangeError, /^balance: /);
    expect(() => transition(SIZE, [], [{ from: 8, to: 0, amount: 0n }])).to.throw(RangeError, /^from: 8 /);
    expect(() => transition(SIZE, [], [{ from: 0, to: 8, amount: 0n }])).to.throw(RangeError, /^to: 8 /);
    expect(() => transition(SIZE, [], [{ from: 0, to: 1, amount: U64 }])).to.throw(RangeError, /^amount: /);
    expect(() => transition(SIZE, [], [{ from: 0, to: 1, amount: -1n }])).to.throw(RangeError, /^amount: /);
  });
});
