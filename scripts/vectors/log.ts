/** Entries, batches, roots and certificates. */
import { verify } from 'node:crypto';
import { signRoot, verifyRoot } from '../../packages/client/src/market/roots.ts';
import { encodeLog } from '../../packages/client/src/log/saved-log.ts';
import { AgreedLog } from '../../packages/protocol/src/agreed-log.ts';
import { EMPTY_BATCH, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { sha256 } from '../../packages/protocol/src/crypto/node.ts';
import { Writer } from '../../packages/protocol/src/codec.ts';
import { ed25519PublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { type Entry, encodeEntry, entryMessage } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import { Log, type RootSignature, verifyLog, type ServedSlot } from '../../packages/protocol/src/log.ts';
import { genesisRoot, nextRoot, rootMessage } from '../../packages/protocol/src/root.ts';
import {
  CLIENT_KEYS,
  clientKey,
  clientSeed,
  DRAW,
  flipped,
  hex,
  IDENTITY,
  identityText,
  idOf,
  LEDGER,
  MEMBERS,
  PARAMETERS,
  SEATS,
  signEntry,
  word,
  WORKERS,
} from './fixture.ts';
import { LOG } from './session.ts';

const ENTRIES = [
  { name: 'ada', entry: signEntry('ada', 1n, 'pay 5 to 1 for rice') },
  { name: 'ben', entry: signEntry('ben', 2n ** 64n - 1n, '') },
  { name: 'cleo', entry: signEntry('cleo', 0n, Uint8Array.of(0, 0xff, 0x80)) },
];

export function entryVectors(): object {
  const [first] = ENTRIES;
  const entry = first!.entry;
  const bytes = encodeEntry(entry);
  return {
    about:
      'Entries: what the client signs (`message`) and the encoding. `refused`: encodings that are none. ' +
      '`badSignatures`: encodings with a signature that does not hold on this ledger.',
    ledger: hex(LEDGER),
    entries: ENTRIES.map(({ name, entry: { client, sequence, payload, signature }, entry: one }) => ({
      seed: hex(clientSeed(name)),
      client: hex(client),
      sequence: sequence.toString(),
      payload: hex(payload),
      message: hex(entryMessage(LEDGER, one)),
      signature: hex(signature),
      encoded: hex(encodeEntry(one)),
    })),
    refused: [
      { why: 'no bytes', encoded: '' },
      { why: 'another version', encoded: hex(flipped(bytes, 0)) },
      { why: 'the last byte is missing', encoded: hex(bytes.subarray(0, -1)) },
      { why: 'a byte too many', encoded: hex(Buffer.concat([bytes, Buffer.alloc(1)])) },
    ],
    badSignatures: [
      { why: 'another payload', encoded: hex(encodeEntry({ ...entry, payload: Buffer.from('pay 6 to 1 for rice') })) },
      { why: 'another sequence', encoded: hex(encodeEntry({ ...entry, sequence: 2n })) },
      { why: 'another client', encoded: hex(encodeEntry({ ...entry, client: clientKey('ben') })) },
      {
        why: 'signed for another ledger',
        encoded: hex(encodeEntry(signEntry('ada', 1n, entry.payload, sha256(Buffer.from('another'))))),
      },
    ],
  };
}

const JUDGED: readonly { why: string; batch: Uint8Array }[] = [
  { why: 'good', batch: encodeBatch([signEntry('ada', 2n, 'x'), signEntry('ben', 1n, 'y')]) },
  { why: 'good, sequences in any order', batch: encodeBatch([signEntry('ada', 9n, 'x'), signEntry('ada', 3n, 'y')]) },
  { why: 'empty', batch: EMPTY_BATCH },
  { why: 'committed before', batch: encodeBatch([signEntry('ada', 1n, 'again')]) },
  { why: 'twice in the batch', batch: encodeBatch([signEntry('ben', 1n, 'x'), signEntry('ben', 1n, 'y')]) },
  { why: 'a client that the task does not name', batch: encodeBatch([signEntry('eve', 1n, 'x')]) },
  {
    why: 'one bad signature voids the batch',
    batch: encodeBatch([signEntry('ben', 1n, 'x'), { ...signEntry('ada', 2n, 'x'), sequence: 3n }]),
  },
  { why: 'no batch', batch: Buffer.from('hello') },
];

export function batchVectors(): object {
  const two = encodeBatch([ENTRIES[0]!.entry, ENTRIES[1]!.entry]);
  return {
    about:
      'Batches. `refused`: bytes that are no batch. `judged`: what a slot appends to the log when its broadcast delivers ' +
      'the batch, after `committed` was appended in slot 0.',
    ledger: hex(LEDGER),
    clients: CLIENT_KEYS.map(hex),
    empty: hex(EMPTY_BATCH),
    batches: [[], [0], [0, 1, 2]].map((chosen) => ({
      entries: chosen.map((index) => hex(encodeEntry(ENTRIES[index]!.entry))),
      encoded: hex(encodeBatch(chosen.map((index) => ENTRIES[index]!.entry))),
    })),
    refused: [
      { why: 'no bytes', encoded: '' },
      { why: 'another version', encoded: hex(flipped(two, 0)) },
      { why: 'an entry of another version', encoded: hex(flipped(two, 5)) },
      { why: 'fewer entries than announced', encoded: hex(two.map((byte, at) => (at === 4 ? 3 : byte))) },
      { why: 'more entries than announced', encoded: hex(two.map((byte, at) => (at === 4 ? 1 : byte))) },
      { why: 'a byte too many', encoded: hex(Buffer.concat([EMPTY_BATCH, Buffer.alloc(1)])) },
      { why: 'the last byte is missing', encoded: hex(two.subarray(0, -1)) },
    ],
    committed: hex(encodeBatch([ENTRIES[0]!.entry])),
    judged: JUDGED.map(({ why, batch }) => ({ why, batch: hex(batch), appended: hex(appendedFor(batch)) })),
  };
}

/** What slot 1 appends when `batch` is delivered in it. */
function appendedFor(batch: Uint8Array): Uint8Array {
  const log = new Log(LOG_OPTIONS);
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: CLIENT_KEYS,
    maxEntryBytes: 2 ** 20,
    capacityBytes: 2 ** 20,
    verify: (client, message, signature) => verify(null, message, ed25519PublicKey(client), signature),
  });
  const agreed = new AgreedLog(log, buffer, () => undefined);
  agreed.conclude({ status: 'value', value: encodeBatch([ENTRIES[0]!.entry]) });
  agreed.conclude({ status: 'value', value: batch });
  return log.batches[1]!;
}

const LOG_OPTIONS = {
  identity: IDENTITY,
  quorum: PARAMETERS.faults + 1,
  verify: (seat: number, message: Uint8Array, signature: Uint8Array) =>
    MEMBERS[seat] !== undefined && verifyRoot(MEMBERS[seat].account, message, signature),
};

export function rootVectors(): object {
  const identities = [
    { name: 'the session of certificate.json', identity: IDENTITY, text: identityText },
    {
      name: 'the same with another draw',
      identity: { ...IDENTITY, seed: IDENTITY.seed + 1n },
      text: { ...identityText, seed: (IDENTITY.seed + 1n).toString() },
    },
    {
      name: 'small and large numbers',
      identity: { chainId: 2n ** 53n, contract: IDENTITY.contract, task: 1n, seed: 2n ** 128n - 1n },
      text: { ...identityText, chainId: (2n ** 53n).toString(), task: '1', seed: (2n ** 128n - 1n).toString() },
    },
  ];
  return {
    about:
      'Genesis roots, the roots after slots 0, 1, …, and the EIP-712 digests that members sign. ' +
      '`next` are single steps of the chain of roots.',
    sessions: identities.map(({ name, identity, text }) => {
      const log = new Log({ ...LOG_OPTIONS, identity });
      for (const batch of LOG.batches) log.append(batch);
      return {
        name,
        identity: text,
        genesis: hex(genesisRoot(identity)),
        batches: log.batches.map(hex),
        roots: log.roots.map(hex),
        digests: log.roots.map((root, slot) => hex(rootMessage(identity, slot, root))),
      };
    }),
    next: [0, 1, 65_534].map((slot) => {
      const [previous, batchDigest] = [sha256(Buffer.from(`root before ${slot}`)), sha256(EMPTY_BATCH)];
      return {
        previous: hex(previous),
        slot,
        batch: hex(EMPTY_BATCH),
        root: hex(nextRoot(previous, slot, batchDigest)),
      };
    }),
  };
}

export function signatureBy(seat: number, slot: number, root = LOG.roots[slot]!): RootSignature {
  return { seat, signature: signRoot(MEMBERS[seat]!.signingKey, rootMessage(IDENTITY, slot, root)) };
}

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

interface Certified {
  readonly why: string;
  readonly batches?: readonly Uint8Array[];
  readonly signatures?: readonly RootSignature[];
}

const LAST = PARAMETERS.slots - 1;
const GOOD = [signatureBy(3, LAST), signatureBy(1, LAST)];

/** The root to which `batches` lead, and members' signatures on it. */
function signedAll(batches: readonly Uint8Array[]): Pick<Certified, 'batches' | 'signatures'> {
  const log = new Log(LOG_OPTIONS);
  for (const batch of batches) log.append(batch);
  const slot = batches.length - 1;
  return { batches, signatures: [0, 1].map((seat) => signatureBy(seat, slot, log.roots[slot])) };
}

function accepted(): Certified[] {
  const bad = { seat: 2, signature: new Uint8Array(65).fill(7) };
  return [
    {
      why: 'a certificate of another member and an earlier slot',
      batches: LOG.batches.slice(0, 2),
      signatures: [signatureBy(0, 1), signatureBy(2, 1)],
    },
    { why: 'all members', signatures: [0, 1, 2, 3].map((seat) => signatureBy(seat, LAST)) },
    { why: 'a bad signature beside enough good ones', signatures: [bad, ...GOOD] },
    { why: 'a bad signature of a seat before its good one', signatures: [{ ...bad, seat: 1 }, ...GOOD] },
  ];
}

/** The other signature by the same key on the same digest: n - s in place of s. */
function mirrored(signature: Uint8Array): Uint8Array {
  const [rs, v] = [signature.subarray(0, 64), signature[64]!];
  const s = SECP256K1_ORDER - word(rs.subarray(32));
  return Buffer.concat([rs.subarray(0, 32), new Writer(32).bigUint(s, 32).finish(), Buffer.of(55 - v)]);
}

function refused(): Certified[] {
  const [first, second] = GOOD as [RootSignature, RootSignature];
  const [zero, one, two] = LOG.batches as [Uint8Array, Uint8Array, Uint8Array];
  const outsider = WORKERS.find((_, index) => !SEATS.includes(index))!;
  const otherDraw = new Log({ ...LOG_OPTIONS, identity: { ...IDENTITY, seed: IDENTITY.seed + 1n } });
  for (const batch of LOG.batches) otherDraw.append(batch);
  return [
    { why: 'no signatures', signatures: [] },
    { why: 'too few signatures', signatures: [first] },
    { why: 'one seat twice', signatures: [first, first] },
    { why: 'one member under two seats', signatures: [first, { ...first, seat: 2 }] },
    { why: 'a seat that the committee does not have', signatures: [first, { ...second, seat: 4 }] },
    { why: 'a signature of another slot', signatures: [first, signatureBy(1, 1)] },
    {
      why: 'a signature on this root as that of another slot',
      signatures: [first, signatureBy(1, 1, LOG.roots[LAST])],
    },
    { why: 'a signature of another draw', signatures: [first, signatureBy(1, LAST, otherDraw.roots[LAST])] },
    {
      why: 'a worker without a seat',
      signatures: [
        first,
        { seat: 1, signature: signRoot(outsider.signingKey, rootMessage(IDENTITY, LAST, LOG.roots[LAST]!)) },
      ],
    },
    { why: 'a changed signature', signatures: [first, { seat: 1, signature: flipped(second.signature, 40) }] },
    {
      why: 'a signature with another recovery byte',
      signatures: [first, { seat: 1, signature: second.signature.map((byte, at) => (at === 64 ? 55 - byte : byte)) }],
    },
    ...[0, 1, 26, 29, 37].map((v) => ({
      why: `a signature with recovery byte ${v}`,
      signatures: [first, { seat: 1, signature: second.signature.map((byte, at) => (at === 64 ? v : byte)) }],
    })),
    { why: 'a signature with s above n/2', signatures: [first, { seat: 1, signature: mirrored(second.signature) }] },
    { why: 'no batches', batches: [] },
    { why: 'the last batch is missing', batches: [zero, one] },
    { why: 'batches in another order', batches: [one, zero, two] },
    { why: 'an entry is missing', batches: [EMPTY_BATCH, one, two] },
    { why: 'trailing bytes after a batch', batches: [zero, one, Buffer.concat([two, Buffer.alloc(1)])] },
    { why: 'trailing bytes after a batch, signed', ...signedAll([zero, one, Buffer.concat([two, Buffer.alloc(1)])]) },
  ];
}

/** As whoever serves a log does whose last slot has these signatures. */
function servedSlots(batches: readonly Uint8Array[], signatures: readonly RootSignature[]): ServedSlot[] {
  return batches.map((batch, slot) => ({ batch, signatures: slot === batches.length - 1 ? signatures : [] }));
}

function savedLog(batches: readonly Uint8Array[], signatures: readonly RootSignature[]) {
  const log = { slots: batches.length, root: LOG.roots[LAST]!, signatures, entries: [] };
  return JSON.parse(encodeLog(IDENTITY.task, log, servedSlots(batches, signatures))) as {
    task: string;
    batches: string[];
    signatures: { seat: number; signature: string }[];
  };
}

export function certificateVectors(): object {
  const saved = savedLog(LOG.batches, GOOD);
  const shown = (log: Certified) => {
    const { batches, signatures } = savedLog(log.batches ?? LOG.batches, log.signatures ?? GOOD);
    return { why: log.why, ...(log.batches && { batches }), ...(log.signatures && { signatures }) };
  };
  for (const [logs, isValid] of [
    [accepted(), true],
    [refused(), false],
  ] as const) {
    for (const { why, batches = LOG.batches, signatures = GOOD } of logs) {
      if (verifyLog(LOG_OPTIONS, servedSlots(batches, signatures)).ok !== isValid)
        throw new Error(`certificate: ${why}`);
    }
  }
  return {
    about:
      'A log as `smartcast log read --save` keeps it, and all that the chain says of its committee. Cases of `accepted` and ' +
      '`refused` are the log with other batches or signatures; the last of `refused` is signed and still no log.',
    identity: identityText,
    pool: PARAMETERS,
    draw: { ...DRAW, seed: DRAW.seed.toString() },
    ledger: hex(LEDGER),
    clients: CLIENT_KEYS.map(hex),
    workers: WORKERS.map(({ account }, index) => ({ worker: idOf(index).toString(), account })),
    seats: SEATS.map((index) => idOf(index).toString()),
    saved,
    root: hex(LOG.roots[LAST]!),
    entries: entriesOf(),
    accepted: accepted().map(shown),
    refused: refused().map(shown),
  };
}

function entriesOf(): object[] {
  const checked = verifyLog(LOG_OPTIONS, servedSlots(LOG.batches, GOOD));
  if (!checked.ok) throw new Error(checked.reason);
  return checked.value.entries.map(({ client, sequence, payload }: Entry) => ({
    client: hex(client),
    sequence: sequence.toString(),
    payload: hex(payload),
  }));
}
