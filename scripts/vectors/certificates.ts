/** Certificates, and the logs that they do not cover. */
import { encodeLog } from '../../packages/client/src/log/saved-log.ts';
import { signRoot } from '../../packages/client/src/market/roots.ts';
import { EMPTY_BATCH } from '../../packages/protocol/src/batch.ts';
import { Writer } from '../../packages/protocol/src/codec.ts';
import type { Entry } from '../../packages/protocol/src/entry.ts';
import { Log, type RootSignature, type ServedSlot, verifyLog } from '../../packages/protocol/src/log.ts';
import { rootMessage } from '../../packages/protocol/src/root.ts';
import {
  CLIENT_KEYS,
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
  uint256,
  WORKERS,
} from './fixture.ts';
import { LOG_OPTIONS } from './log.ts';
import { LOG } from './session.ts';

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
  const s = SECP256K1_ORDER - uint256(rs.subarray(32));
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

/** Slots as a member serves them, of which the last has these signatures. */
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
