import { expect } from 'chai';
import { atomicBroadcast } from '../../packages/protocol/src/atomic-broadcast.ts';
import { EMPTY_BATCH, encodeBatch } from '../../packages/protocol/src/batch.ts';
import type { Broadcast, BroadcastOutcome } from '../../packages/protocol/src/broadcast.ts';
import { type Entry, ENTRY_OVERHEAD_BYTES } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import type { Log } from '../../packages/protocol/src/log.ts';
import type { Context, Fact, Party } from '../../packages/protocol/src/protocol.ts';
import type { SessionInput } from '../../packages/protocol/src/session-parameters.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { runLockstep } from '../../packages/protocol/src/simulation/lockstep.ts';

const identity = { chainId: 1n, contract: new Uint8Array(20), task: 2n, seed: 3n };
const parameters = { members: 4, faults: 1, slots: 4, batchBytes: 5 + 2 * ENTRY_OVERHEAD_BYTES };
const keyring = idealKeyring(5);
const client = new Uint8Array(32).fill(1);

/** The signature's first byte says whether it is valid. */
function entry(sequence: bigint, overrides: Partial<Entry> = {}): Entry {
  return { client, sequence, payload: new Uint8Array(0), signature: new Uint8Array(64).fill(1), ...overrides };
}

function buffer(entries: readonly Entry[] = []): EntryBuffer {
  const filled = new EntryBuffer({
    ledger: new Uint8Array(32),
    clients: [client],
    maxEntryBytes: 1000,
    capacityBytes: 1000,
    verify: (_client, _message, signature) => signature[0] === 1,
  });
  for (const one of entries) filled.add(one);
  return filled;
}

/** A broadcast of one round that trusts its leader: nothing in atomic broadcast depends on Dolev–Strong. */
function trusting(slot: number, leader: number): Broadcast {
  return {
    members: 4,
    rounds: 1,
    maxBytesPerPeer: parameters.batchBytes,
    start(context, proposal): Party<BroadcastOutcome> {
      let outcome: BroadcastOutcome =
        proposal === undefined ? { status: 'nothing' } : { status: 'value', value: proposal };
      return {
        step(round, inbox) {
          if (inbox === null) outcome = { status: 'unknown' };
          for (const { peer, bytes } of inbox ?? []) {
            if (peer === slot % 4 && peer === leader) outcome = { status: 'value', value: bytes };
          }
          if (round > 1 || proposal === undefined) return [];
          return [0, 1, 2, 3].filter((peer) => peer !== context.self).map((peer) => ({ peer, bytes: proposal }));
        },
        output: () => outcome,
      };
    },
  };
}

const protocol = atomicBroadcast({ parameters, identity, broadcast: trusting });

/** Seat 3 is absent in the rounds of `absences`. */
function run(entriesOf: (seat: number) => readonly Entry[], absences: readonly number[] = []): Log[] {
  const buffers = [0, 1, 2, 3].map((seat) => buffer(entriesOf(seat)));
  const absent = {
    ...protocol,
    start: (context: Context, input: SessionInput) => {
      const party = protocol.start(context, input);
      const isAbsent = (round: number): boolean => context.self === 3 && absences.includes(round);
      const step: typeof party.step = (round, inbox) => party.step(round, isAbsent(round - 1) ? null : inbox);
      return { step, output: () => party.output() };
    },
  };
  const { outputs, sent } = runLockstep({
    protocol: absent,
    context: (self) => createContext({ keyring, self, isGuarded: true }),
    input: (seat) => ({ buffer: buffers[seat]! }),
    coalition: { seats: new Set(), act: () => [] },
  });
  for (const bytes of sent.flat()) expect(bytes).to.be.at.most(protocol.maxBytesPerPeer);
  return [...outputs.values()];
}

const sizesOf = (log: Log): number[] => log.batches.map((batch) => batch.length);

/** Seat 1, to which seat 0 proposes `batch` in slot 0. */
function judge(batch: Uint8Array): { log: Log; facts: Fact[] } {
  const facts: Fact[] = [];
  const context = createContext({ keyring, self: 1, isGuarded: true, observe: (fact) => facts.push(fact) });
  const party = protocol.start(context, { buffer: buffer() });
  party.step(1, []);
  party.step(2, [{ peer: 0, bytes: Buffer.concat([Uint8Array.of(2), batch]) }]);
  return { log: party.output(), facts };
}

describe('atomic broadcast over a broadcast of one round', () => {
  it('commits what leaders hold, slot by slot, each pair once', () => {
    const logs = run((seat) => [entry(1n), entry(BigInt(10 + seat))]);
    for (const log of logs) {
      expect(log.roots).to.deep.equal(logs[0]!.roots);
      expect(log.batches).to.deep.equal([
        encodeBatch([entry(1n), entry(10n)]),
        encodeBatch([entry(11n)]),
        encodeBatch([entry(12n)]),
        encodeBatch([entry(13n)]),
      ]);
      for (const slot of [0, 1, 2, 3]) expect(log.certificate(slot)).to.have.length(2);
    }
  });

  it('proposes no more than a batch may hold', () => {
    const logs = run((seat) => (seat === 0 ? [entry(1n), entry(2n), entry(3n)] : []));
    expect(logs[1]!.batches[0]).to.deep.equal(encodeBatch([entry(1n), entry(2n)]));
  });

  it('appends the empty batch in place of a proposal with anything wrong in it', () => {
    const proposals = {
      garbage: Uint8Array.of(1, 2, 3),
      'a trailing byte': Buffer.concat([EMPTY_BATCH, Uint8Array.of(0)]),
      'an unapproved client': encodeBatch([entry(1n), entry(2n, { client: new Uint8Array(32) })]),
      'a bad signature': encodeBatch([entry(1n), entry(2n, { signature: new Uint8Array(64) })]),
      'a pair twice': encodeBatch([entry(1n), entry(1n, { payload: Uint8Array.of(1) })]),
    };
    for (const [what, batch] of Object.entries(proposals)) {
      const { log, facts } = judge(batch);
      expect(log.batches, what).to.deep.equal([EMPTY_BATCH]);
      expect(
        facts.map(({ peer, slot }) => ({ peer, slot })),
        what,
      ).to.deep.equal([{ peer: 0, slot: 0 }]);
    }
    expect(judge(encodeBatch([entry(1n)])).facts).to.deep.equal([]);
  });

  it('refuses a pair that an earlier slot has committed, whoever proposes it', () => {
    const facts: Fact[] = [];
    const context = createContext({ keyring, self: 2, isGuarded: true, observe: (fact) => facts.push(fact) });
    const party = protocol.start(context, { buffer: buffer() });
    const proposed = Buffer.concat([Uint8Array.of(2), encodeBatch([entry(1n)])]);
    party.step(1, []);
    party.step(2, [{ peer: 0, bytes: proposed }]);
    party.step(3, [{ peer: 1, bytes: proposed }]);
    expect(party.output().batches).to.deep.equal([encodeBatch([entry(1n)]), EMPTY_BATCH]);
  });

  it('stops the log of a member that was absent, until a repair lets it catch up with what it knows', () => {
    const logs = run((seat) => [entry(BigInt(seat))], [2]);
    const [donor, , , stopped] = logs as [Log, Log, Log, Log];
    expect(stopped.length).to.equal(1);
    // Slot 3 was its own, and it did not know what had been committed: it proposed nothing.
    expect(sizesOf(donor).at(-1)).to.equal(EMPTY_BATCH.length);
    expect(stopped.repair(donor.batches[1]!, donor.certificate(1)!).ok).to.equal(true);
    expect(stopped.length).to.equal(2);
  });

  it('appends what was agreed after a gap as soon as the gap is closed, and signs roots again', () => {
    const logs = run((seat) => [entry(BigInt(seat))]);
    const context = createContext({ keyring, self: 3, isGuarded: true });
    const waiting = buffer([entry(0n), entry(1n), entry(2n), entry(3n)]);
    const party = protocol.start(context, { buffer: waiting });
    const proposal = (slot: number): { peer: number; bytes: Uint8Array } => ({
      peer: slot,
      bytes: Buffer.concat([Uint8Array.of(2), logs[0]!.batches[slot]!]),
    });
    party.step(1, []);
    expect(party.step(2, null)).to.deep.equal([]);
    expect(party.step(3, [proposal(1)])).to.deep.equal([]);
    expect(party.output().length).to.equal(0);
    expect(party.output().repair(logs[0]!.batches[0]!, logs[0]!.certificate(0)!).ok).to.equal(true);
    expect(party.output().length).to.equal(2);
    expect(waiting.take(1000).map(({ sequence }) => sequence)).to.deep.equal([2n, 3n]);
    const fourth = party.step(4, [proposal(2)]);
    expect(party.output().roots).to.deep.equal(logs[0]!.roots.slice(0, 3));
    expect(fourth[0]!.bytes.length).to.equal(1 + 65 + encodeBatch([entry(3n)]).length);
  });

  it('makes facts of messages that it cannot read', () => {
    const facts: Fact[] = [];
    const context = createContext({ keyring, self: 2, isGuarded: true, observe: (fact) => facts.push(fact) });
    const party = protocol.start(context, { buffer: buffer() });
    party.step(1, []);
    party.step(2, [
      { peer: 3, bytes: new Uint8Array(0) },
      { peer: 0, bytes: Uint8Array.of(4) },
    ]);
    expect(facts.map(({ peer }) => peer)).to.deep.equal([3, 0]);
  });
});
