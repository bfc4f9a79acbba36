/** Notes in a committee session's journal between the steps: entries accepted from clients, slots taken from a peer. */
import { type Entry, entryBytes, readEntry, Reader, type RootSignature, writeEntry, Writer } from '@smartcast/protocol';

const ENTRY = 1;
const REPAIR = 2;

export type Note =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'repair'; readonly batch: Uint8Array; readonly signatures: readonly RootSignature[] };

export function encodeNote(note: Note): Uint8Array {
  if (note.kind === 'entry') {
    const writer = new Writer(1 + entryBytes(note.entry)).uint(ENTRY, 1);
    writeEntry(writer, note.entry);
    return writer.finish();
  }
  const { batch, signatures } = note;
  const writer = new Writer(1 + 1 + 66 * signatures.length + batch.length).uint(REPAIR, 1).uint(signatures.length, 1);
  for (const { seat, signature } of signatures) writer.uint(seat, 1).bytes(signature);
  return writer.bytes(batch).finish();
}

/** Inverse of `encodeNote`; for our own journal only. @throws RangeError on bytes that `encodeNote` did not write. */
export function decodeNote(bytes: Uint8Array): Note {
  const reader = new Reader(bytes);
  const note = reader.uint(1) === ENTRY ? readEntryNote(reader) : readRepair(reader);
  const decoded = reader.finish(note);
  if (!decoded.ok) throw new RangeError(`the journal holds a broken note: ${decoded.reason}`);
  return decoded.value;
}

function readEntryNote(reader: Reader): Note {
  return { kind: 'entry', entry: readEntry(reader) };
}

function readRepair(reader: Reader): Note {
  const signatures: RootSignature[] = [];
  for (let rest = reader.uint(1); rest > 0; rest--) {
    signatures.push({ seat: reader.uint(1), signature: reader.bytes(65) });
  }
  return { kind: 'repair', signatures, batch: reader.bytes(reader.remaining) };
}
