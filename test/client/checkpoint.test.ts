import { expect } from 'chai';
import fc from 'fast-check';
import { checkpointOf } from '../../packages/client/src/transfers/checkpoint.ts';
import { SmartCastError } from '../../packages/client/src/errors.ts';
import { LedgerProofs } from '../../packages/prover/src/ledger-proofs.ts';
import { encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { encodeTransfer } from '../../packages/client/src/transfers/transfer.ts';

const SIZE = { depth: 3, transfers: 3 };
const CLIENTS = [1, 2, 3, 4].map((byte) => Buffer.alloc(32, byte));

const anyLog = fc
  .record({
    opening: fc.array(fc.bigInt({ min: 0n, max: 100n }), { maxLength: CLIENTS.length }),
    moves: fc.array(
      fc.record({
        from: fc.nat({ max: CLIENTS.length - 1 }),
        to: fc.nat({ max: CLIENTS.length }),
        amount: fc.bigInt({ min: 0n, max: 80n }),
        isTransfer: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ opening, moves }) => ({
    opening,
    clients: CLIENTS,
    entries: moves.map(({ from, to, amount, isTransfer }) => ({
      client: CLIENTS[from]!,
      payload: isTransfer ? encodeTransfer({ to, amount }) : Buffer.from('hello'),
    })),
  }));

describe('checkpoints of a log', () => {
  it('begin where the entries before them end, wherever they begin', () => {
    const property = fc.property(anyLog, fc.nat({ max: 11 }), (log, any) => {
      const from = any % log.entries.length;
      const next = checkpointOf(SIZE, log, from);
      expect([next.from, next.to]).to.deep.equal([from, Math.min(from + 3, log.entries.length)]);
      if (from === 0) return;
      const first = { ...log, entries: log.entries.slice(0, from) };
      const last = checkpointOf(SIZE, first, Math.max(0, from - 3));
      expect(next.statement[0]).to.equal(last.statement[1]);
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('are published with all that a prover needs to find the statement true', async () => {
    const prover = {
      checkWitness: async () => ({ ok: true as const, value: true as const }),
      prove: async () => new Uint8Array(),
      close: async () => {},
    };
    const system = new LedgerProofs(SIZE, prover);
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat({ max: 11 }), async (log, any) => {
        const { batch, statement } = checkpointOf(SIZE, log, any % log.entries.length);
        const checked = await system.check(statement, Buffer.from(encodeBatch(batch)), `0x${'1'.repeat(40)}`);
        expect(checked.ok, JSON.stringify(checked)).to.equal(true);
      }),
      { numRuns: 40 },
    );
  });

  it('do not exist beyond the log, nor for more accounts than the circuit has', () => {
    const log = { opening: [], clients: CLIENTS, entries: [{ client: CLIENTS[0]!, payload: Buffer.from('x') }] };
    expect(() => checkpointOf(SIZE, log, 1)).to.throw(SmartCastError, 'none to begin with');
    const many = Array.from({ length: 9 }, (_, i) => Buffer.alloc(32, i));
    expect(() => checkpointOf(SIZE, { ...log, clients: many })).to.throw(SmartCastError, '9 accounts');
    expect(() => checkpointOf(SIZE, { ...log, opening: many.map(() => 1n) })).to.throw(SmartCastError, '9 accounts');
  });
});
