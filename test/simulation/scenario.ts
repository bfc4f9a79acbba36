import { expect } from 'chai';
import { BATCH_OVERHEAD_BYTES } from '../../packages/protocol/src/batch.ts';
import { keyOf } from '../../packages/protocol/src/bytes.ts';
import { type Entry, entryMessage } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import { verifyLog } from '../../packages/protocol/src/log.ts';
import { session, type SessionOutput } from '../../packages/protocol/src/session.ts';
import type { SessionParameters } from '../../packages/protocol/src/session-parameters.ts';
import type { CatalogueEntry } from '../../packages/protocol/src/simulation/catalogue.ts';
import { adversary } from '../../packages/protocol/src/simulation/faults.ts';
import { idealKeyring, type Keyring } from '../../packages/protocol/src/simulation/keyring.ts';
import type { NetworkOptions } from '../../packages/protocol/src/simulation/network.ts';
import { Random } from '../../packages/protocol/src/simulation/random.ts';
import { type HostOptions, runWorld, type WorldReport } from '../../packages/protocol/src/simulation/world.ts';

export interface Scenario {
  readonly members: number;
  readonly faults: number;
  /** Default: two turns of each member. */
  readonly slots?: number;
  readonly batchBytes?: number;
  readonly entriesPerSeat?: number;
  /** Adversaries by seat. */
  readonly byzantine?: Readonly<Record<number, string>>;
  readonly hosts?: Readonly<Record<number, Pick<HostOptions<unknown, unknown>, 'skewMs' | 'pauses'>>>;
  /** The network, with rounds of 1000 ms. */
  readonly network?: NetworkOptions;
  readonly keyring?: Keyring;
  readonly judgement?: 'lenient' | 'strict';
  readonly seed?: number;
}

export interface Outcome {
  readonly scenario: Required<Pick<Scenario, 'members' | 'faults' | 'slots' | 'byzantine' | 'seed'>>;
  readonly report: WorldReport<SessionOutput>;
  readonly honest: readonly number[];
  readonly maxBytesPerPeer: number;
  /** What clients gave to each seat. */
  readonly entries: readonly (readonly Entry[])[];
  /** Verifications of relay signatures by seat: all of them, and those of the same message and signer again. */
  readonly verifications: readonly { readonly total: number; readonly repeated: number }[];
  readonly log: (seat: number) => SessionOutput['log'];
}

export const ROUND_MS = 1000;
const CLIENT_SEAT = 200;
const LEDGER = new Uint8Array(32).fill(5);
const CLIENT = new Uint8Array(32).fill(6);
export const IDENTITY = { chainId: 31337n, contract: new Uint8Array(20).fill(9), task: 11n, seed: 13n };

/** Plays a session; `createSession` lets wrapped ones play too. */
export function play(scenario: Scenario, createSession: typeof session = session): Outcome {
  const { members, faults, byzantine = {}, seed = 1, entriesPerSeat = 3, hosts = {}, judgement = 'lenient' } = scenario;
  const { slots = 2 * members, batchBytes = 600 } = scenario;
  const parameters: SessionParameters = { members, faults, slots, batchBytes };
  const protocol = createSession(parameters, IDENTITY, { judgement });
  const keyring = scenario.keyring ?? idealKeyring(seed);
  const seats = Array.from({ length: members }, (_, seat) => seat);
  const entries = seats.map((seat) => entriesOf(seat, entriesPerSeat, seed));
  const verified = seats.map(() => new Map<string, number>());
  const report = runWorld<{ buffer: EntryBuffer }, SessionOutput>({
    seed,
    keyring,
    roundMs: ROUND_MS,
    network: scenario.network ?? { latencyMs: 50, jitterMs: 200 },
    hosts: seats.map((seat) => {
      const name = byzantine[seat];
      const input = { buffer: filledBuffer(entries[seat]!, batchBytes) };
      if (name === undefined) return { protocol, input, ...hosts[seat] };
      return { protocol: adversary(name, seed)(protocol), input, isGuarded: false, ...hosts[seat] };
    }),
    onVerify: (seat, kind, signer, message) => {
      if (kind === 'root') return;
      const key = `${signer}:${keyOf(message)}`;
      verified[seat]!.set(key, (verified[seat]!.get(key) ?? 0) + 1);
    },
  });
  return {
    scenario: { members, faults, slots, byzantine, seed },
    report,
    honest: seats.filter((seat) => byzantine[seat] === undefined),
    maxBytesPerPeer: protocol.maxBytesPerPeer,
    entries,
    verifications: verified.map((counts) => {
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      return { total, repeated: total - counts.size };
    }),
    log: (seat) => report.outputs[seat]!.log,
  };
}

/** The kind of an entry; its parameter, if it takes one, at `fraction` of the range. */
export function kindOf({ name, parameter }: CatalogueEntry, fraction: number): string {
  if (parameter === undefined) return name;
  return `${name}:${(parameter.least + fraction * (parameter.most - parameter.least)).toFixed(2)}`;
}

/** Termination, agreement, validity, byte bounds and friendship, for `seats` that are honest and were present. */
export function expectSound(outcome: Outcome, seats: readonly number[] = outcome.honest): void {
  const { scenario, report, maxBytesPerPeer, entries, log } = outcome;
  const { slots, members, faults } = scenario;
  const text = JSON.stringify(scenario);
  const committed = committedBy(outcome, seats[0]!);
  expect(new Set(committed.map(({ sequence }) => sequence)).size, `${text}: once`).to.equal(committed.length);
  for (const seat of seats) {
    const what = `${text}: seat ${seat}`;
    expect(log(seat).length, `${what}: termination`).to.equal(slots);
    expect(log(seat).roots.at(-1), `${what}: agreement`).to.deep.equal(log(seats[0]!).roots.at(-1));
    if (seat < slots) expect(committed, `${what}: validity`).to.deep.include.members([...entries[seat]!]);
    if (members > 2 * faults) {
      expect(log(seat).certificate(slots - 1), `${what}: certificate`).to.have.length(faults + 1);
    }
    for (let peer = 0; peer < members; peer++) {
      if (peer === seat) continue;
      expect(report.sent[seat]![peer], `${what}: bytes to ${peer}`).to.equal(maxBytesPerPeer);
      if (seats.includes(peer)) expect(report.outputs[seat]!.friends[peer], `${what}: friend ${peer}`).to.equal(true);
    }
    expect(report.peakBufferedBytes[seat], `${what}: buffered`).to.be.at.most(maxBytesPerPeer);
    expect(outcome.verifications[seat]!.total, `${what}: verifications`).to.be.at.most(maxVerifications(scenario));
  }
}

/** (2 + N - 1)(b + 1) in each slot, however the others behave. */
function maxVerifications({ members, faults, slots }: Outcome['scenario']): number {
  return slots * (members + 1) * (faults + 1);
}

export function committedBy({ log }: Outcome, seat: number): readonly Entry[] {
  const verdict = verifyLog(
    { identity: IDENTITY, quorum: 0, verify: () => false },
    log(seat).batches.map((batch) => ({ batch, signatures: [] })),
  );
  return verdict.ok ? verdict.value.entries : [];
}

/** friends[p][q] as reported, as a matrix of 0 and 1. */
export function friendMatrix({ report }: Outcome): readonly (readonly number[])[] {
  return report.outputs.map(({ friends }) => friends.map(Number));
}

export function entriesOf(seat: number, count: number, seed: number): Entry[] {
  const random = new Random(seed, seat, 7);
  return Array.from({ length: count }, (_, index) => {
    const body = { client: CLIENT, sequence: BigInt(seat * 1000 + index), payload: random.bytes(random.below(40)) };
    return { ...body, signature: CLIENTS.sign(CLIENT_SEAT, entryMessage(LEDGER, body)) };
  });
}

const CLIENTS = idealKeyring(77);

/** A buffer with entries, as a host fills it. */
export function filledBuffer(entries: readonly Entry[], batchBytes: number): EntryBuffer {
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: [CLIENT],
    maxEntryBytes: batchBytes - BATCH_OVERHEAD_BYTES,
    capacityBytes: 1_000_000,
    verify: (_client, message, signature) => CLIENTS.verify(CLIENT_SEAT, message, signature),
  });
  for (const entry of entries) expect(buffer.add(entry)).to.deep.equal({ ok: true });
  return buffer;
}
