import { expect } from 'chai';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { type Entry, entryBytes, entryMessage } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';

const ledger = new Uint8Array(32).fill(1);
const keys = generateKeyPairSync('ed25519');
const client = new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));

function entry(sequence: bigint, payload = new Uint8Array(10), forLedger = ledger): Entry {
  const message = entryMessage(forLedger, { client, sequence, payload });
  return { client, sequence, payload, signature: new Uint8Array(sign(null, message, keys.privateKey)) };
}

const SIZE = entryBytes(entry(0n));

function buffer(overrides: { maxEntryBytes?: number; capacityBytes?: number } = {}): EntryBuffer {
  return new EntryBuffer({
    ledger,
    clients: [client],
    maxEntryBytes: 1000,
    capacityBytes: 10_000,
    verify: (_client, message, signature) => verify(null, message, keys.publicKey, signature),
    ...overrides,
  });
}

function reasonOf(answer: ReturnType<EntryBuffer['add']>): string {
  expect(answer.ok).to.equal(false);
  return answer.ok ? '' : answer.reason;
}

describe('EntryBuffer', () => {
  it('takes whole entries, first come, first served, and keeps them until they are committed', () => {
    const waiting = buffer();
    for (const sequence of [5n, 3n, 4n]) expect(waiting.add(entry(sequence))).to.deep.equal({ ok: true });
    expect(waiting.take(2 * SIZE).map(({ sequence }) => sequence)).to.deep.equal([5n, 3n]);
    expect(waiting.take(2 * SIZE - 1).map(({ sequence }) => sequence)).to.deep.equal([5n]);
    expect(waiting.take(3 * SIZE)).to.have.length(3);
    waiting.drop([entry(3n)]);
    expect(waiting.take(3 * SIZE).map(({ sequence }) => sequence)).to.deep.equal([5n, 4n]);
    expect([waiting.size, waiting.bytes]).to.deep.equal([2, 2 * SIZE]);
  });

  it('refuses an entry with a reason, and changes nothing then', () => {
    const waiting = buffer({ maxEntryBytes: SIZE, capacityBytes: 2 * SIZE });
    waiting.add(entry(1n));
    waiting.drop([entry(9n)]);
    const stranger = { ...entry(2n), client: new Uint8Array(32) };
    expect(reasonOf(waiting.add(stranger))).to.equal('unapproved');
    expect(reasonOf(waiting.add(entry(1n)))).to.equal('duplicate');
    expect(reasonOf(waiting.add(entry(1n, new Uint8Array(9))))).to.equal('duplicate');
    expect(reasonOf(waiting.add(entry(9n)))).to.equal('duplicate');
    expect(reasonOf(waiting.add(entry(2n, new Uint8Array(11))))).to.equal('oversized');
    expect(reasonOf(waiting.add({ ...entry(2n), sequence: 3n }))).to.equal('bad-signature');
    expect(reasonOf(waiting.add({ ...entry(2n), payload: new Uint8Array(10).fill(1) }))).to.equal('bad-signature');
    expect(reasonOf(waiting.add(entry(2n, new Uint8Array(10), new Uint8Array(32))))).to.equal('bad-signature');
    expect(waiting.add(entry(2n))).to.deep.equal({ ok: true });
    expect(reasonOf(waiting.add(entry(3n)))).to.equal('full');
    expect(waiting.size).to.equal(2);
  });

  it('refuses committed pairs even if it never held them, and holds no room for them', () => {
    const waiting = buffer({ capacityBytes: SIZE });
    waiting.add(entry(1n));
    waiting.drop([entry(1n, new Uint8Array(3))]);
    expect(waiting.isCommitted(entry(1n))).to.equal(true);
    expect(waiting.bytes).to.equal(0);
    expect(waiting.add(entry(2n))).to.deep.equal({ ok: true });
  });

  it('calls an entry authentic exactly when its signature is valid', () => {
    const waiting = buffer();
    waiting.add(entry(1n));
    expect(waiting.isAuthentic(entry(1n))).to.equal(true);
    expect(waiting.isAuthentic(entry(2n))).to.equal(true);
    expect(waiting.isAuthentic({ ...entry(1n), payload: new Uint8Array(10).fill(2) })).to.equal(false);
    expect(waiting.isAuthentic({ ...entry(1n), client: new Uint8Array(32) })).to.equal(false);
  });
});
