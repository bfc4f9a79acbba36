import { type Decoded, Reader, Writer } from './codec.ts';
import { type Entry, entryBytes, readEntry, writeEntry } from './entry.ts';

/** Bytes of an encoded batch besides its entries: an entry fits into a batch of C bytes if it has C less this. */
export const BATCH_OVERHEAD_BYTES = 1 + 4;
const VERSION = 1;

/** `version u8 ‖ count u32 ‖ entries`: what a leader proposes and what a log holds per slot. */
export function encodeBatch(entries: readonly Entry[]): Uint8Array {
  const size = entries.reduce((sum, entry) => sum + entryBytes(entry), BATCH_OVERHEAD_BYTES);
  const writer = new Writer(size).uint(VERSION, 1).uint(entries.length, 4);
  for (const entry of entries) writeEntry(writer, entry);
  return writer.finish();
}

export function decodeBatch(bytes: Uint8Array): Decoded<readonly Entry[]> {
  const reader = new Reader(bytes);
  reader.expect(VERSION, 1, 'batch version');
  const count = reader.uint(4);
  const entries: Entry[] = [];
  while (reader.ok && entries.length < count) entries.push(readEntry(reader));
  return reader.finish(entries);
}

/** What a slot without an agreed, acceptable batch appends. */
export const EMPTY_BATCH = encodeBatch([]);
