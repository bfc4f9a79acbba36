import { type Decoded, Reader, Writer } from './codec.ts';
import type { Ed25519Signer } from './crypto/signer.ts';

/** What a client asks the committee to record. Its (client, sequence) pair is committed at most once. */
export interface Entry extends UnsignedEntry {
  /** Ed25519 over `entryMessage`, 64 bytes. */
  readonly signature: Uint8Array;
}

export interface UnsignedEntry {
  /** Ed25519 public key, 32 bytes. */
  readonly client: Uint8Array;
  /** u64. */
  readonly sequence: bigint;
  readonly payload: Uint8Array;
}

/** Bytes of an encoded entry besides its payload. */
export const ENTRY_OVERHEAD_BYTES = 1 + 32 + 8 + 64 + 4;
const VERSION = 1;
const DOMAIN = new TextEncoder().encode('SmartCast entry v1');

export function entryBytes(entry: Entry): number {
  return ENTRY_OVERHEAD_BYTES + entry.payload.length;
}

/** `version u8 ‖ client ‖ sequence u64 ‖ signature ‖ length u32 ‖ payload`. */
export function encodeEntry(entry: Entry): Uint8Array {
  const writer = new Writer(entryBytes(entry));
  writeEntry(writer, entry);
  return writer.finish();
}

export function decodeEntry(bytes: Uint8Array): Decoded<Entry> {
  const reader = new Reader(bytes);
  return reader.finish(readEntry(reader));
}

export function writeEntry(writer: Writer, { client, sequence, signature, payload }: Entry): void {
  writer.uint(VERSION, 1).bytes(client).bigUint(sequence, 8).bytes(signature).uint(payload.length, 4).bytes(payload);
}

export function readEntry(reader: Reader): Entry {
  reader.expect(VERSION, 1, 'entry version');
  const client = reader.bytes(32);
  const sequence = reader.bigUint(8);
  const signature = reader.bytes(64);
  return { client, sequence, signature, payload: reader.bytes(reader.uint(4)) };
}

/**
 * What the client signs. Bound to the ledger, not to a task: if a session fails, the entry goes to the next one as it is.
 * @param ledger 32 bytes, named by the task.
 */
export function entryMessage(ledger: Uint8Array, { client, sequence, payload }: UnsignedEntry): Uint8Array {
  return new Writer(DOMAIN.length + 32 + 32 + 8 + payload.length)
    .bytes(DOMAIN)
    .bytes(ledger)
    .bytes(client)
    .bigUint(sequence, 8)
    .bytes(payload)
    .finish();
}

/**
 * An entry of the signer's for a ledger.
 * @param ledger 32 bytes, named by the task.
 */
export function signEntry(
  ledger: Uint8Array,
  signer: Ed25519Signer,
  { sequence, payload }: Pick<Entry, 'sequence' | 'payload'>,
): Entry {
  const unsigned = { client: signer.publicKey, sequence, payload };
  return { ...unsigned, signature: signer.sign(entryMessage(ledger, unsigned)) };
}
