import { type Decoded, Reader, Writer } from './codec.ts';

/** What Dolev–Strong's members send: a value, or only the evidence that the leader signed it, with signatures. */
export interface Pair {
  readonly header: ValueHeader;
  /** Signatures of distinct seats: the leader's first, then by ascending seat. */
  readonly signatures: readonly SeatSignature[];
  /** The value itself; undefined for evidence. */
  readonly value: Uint8Array | undefined;
}

/** What is signed in place of the value. */
export interface ValueHeader {
  readonly length: number;
  /** sha256 of the value. */
  readonly digest: Uint8Array;
}

export interface SeatSignature {
  readonly seat: number;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const MAX_PAIRS = 2;
const VERSION = 1;
const MESSAGE_OVERHEAD_BYTES = 1 + 1;
const PAIR_OVERHEAD_BYTES = 1 + 4 + 32 + 1;
const SIGNATURE_BYTES = 64;
const WITH_VALUE = 1;
const EVIDENCE = 2;

/** Most bytes that a member sends a peer: one pair with a value, one of evidence, each in a message of its own. */
export function maxPairBytes(maxValueBytes: number, maxSignatures: number): number {
  const perPair = MESSAGE_OVERHEAD_BYTES + PAIR_OVERHEAD_BYTES + maxSignatures * (1 + SIGNATURE_BYTES);
  return MAX_PAIRS * perPair + maxValueBytes;
}

/** `version u8 ‖ count u8 ‖ pairs`, a pair being `kind u8 ‖ length u32 ‖ digest ‖ count u8 ‖ (seat u8 ‖ signature)… ‖ value`. */
export function encodePairs(pairs: readonly Pair[]): Uint8Array {
  const writer = new Writer(pairs.reduce((sum, pair) => sum + pairBytes(pair), MESSAGE_OVERHEAD_BYTES));
  writer.uint(VERSION, 1).uint(pairs.length, 1);
  for (const { header, signatures, value } of pairs) {
    writer
      .uint(value === undefined ? EVIDENCE : WITH_VALUE, 1)
      .uint(header.length, 4)
      .bytes(header.digest);
    writer.uint(signatures.length, 1);
    for (const { seat, signature } of signatures) writer.uint(seat, 1).bytes(signature);
    if (value !== undefined) writer.bytes(value);
  }
  return writer.finish();
}

/** Values are views of `bytes`. Whether they fit their headers is not checked here. */
export function decodePairs(bytes: Uint8Array): Decoded<readonly Pair[]> {
  const reader = new Reader(bytes);
  reader.expect(VERSION, 1, 'version');
  const count = reader.uint(1);
  if (count < 1 || count > MAX_PAIRS) reader.refuse(`${count} pairs`);
  const pairs: Pair[] = [];
  while (reader.ok && pairs.length < count) pairs.push(readPair(reader));
  return reader.finish(pairs);
}

function readPair(reader: Reader): Pair {
  const kind = reader.uint(1);
  if (kind !== WITH_VALUE && kind !== EVIDENCE) reader.refuse(`unknown kind of pair ${kind}`);
  const header = { length: reader.uint(4), digest: reader.bytes(32) };
  const count = reader.uint(1);
  const signatures: SeatSignature[] = [];
  while (reader.ok && signatures.length < count) {
    signatures.push({ seat: reader.uint(1), signature: reader.bytes(SIGNATURE_BYTES) });
  }
  return { header, signatures, value: kind === WITH_VALUE ? reader.bytes(header.length) : undefined };
}

function pairBytes({ signatures, value }: Pair): number {
  return PAIR_OVERHEAD_BYTES + signatures.length * (1 + SIGNATURE_BYTES) + (value?.length ?? 0);
}
