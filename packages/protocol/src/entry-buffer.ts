import { equalBytes, keyOf } from './bytes.ts';
import { type Entry, entryBytes, entryMessage } from './entry.ts';

export type EntryRefusal = 'unapproved' | 'duplicate' | 'oversized' | 'bad-signature' | 'full';

export type EntryAnswer =
  { readonly ok: true } | { readonly ok: false; readonly reason: EntryRefusal; readonly detail: string };

/** Everything but the two limits comes from the task, so that all honest members judge entries alike. */
export interface EntryBufferOptions {
  /** 32 bytes. */
  readonly ledger: Uint8Array;
  /** Approved clients' Ed25519 public keys. */
  readonly clients: readonly Uint8Array[];
  /** Most bytes of an encoded entry; at most C - BATCH_OVERHEAD_BYTES, or it would never fit into a batch. */
  readonly maxEntryBytes: number;
  /** Most bytes of all buffered entries together, encoded. */
  readonly capacityBytes: number;
  readonly verify: (client: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** A member's entries that wait for its turn as leader, first come, first served. */
export class EntryBuffer {
  readonly #options: EntryBufferOptions;
  readonly #clients: ReadonlySet<string>;
  /** Waiting entries, in the order of arrival. */
  readonly #waiting = new Map<string, Entry>();
  readonly #committed = new Set<string>();
  #bytes = 0;

  constructor(options: EntryBufferOptions) {
    this.#options = options;
    this.#clients = new Set(options.clients.map(keyOf));
  }

  /** Number of waiting entries. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Encoded bytes of the waiting entries. */
  get bytes(): number {
    return this.#bytes;
  }

  isCommitted(entry: Pick<Entry, 'client' | 'sequence'>): boolean {
    return this.#committed.has(entryKey(entry));
  }

  /** Cheapest refusal first; a refused entry changes nothing. */
  add(entry: Entry): EntryAnswer {
    const { maxEntryBytes, capacityBytes } = this.#options;
    const key = entryKey(entry);
    const bytes = entryBytes(entry);
    if (bytes > maxEntryBytes) return refuse('oversized', `${bytes} bytes encoded, at most ${maxEntryBytes} allowed`);
    if (!this.#isApproved(entry)) return refuse('unapproved', 'the task does not name this client');
    if (this.#committed.has(key)) return refuse('duplicate', `sequence ${entry.sequence} is committed`);
    if (this.#waiting.has(key)) return refuse('duplicate', `sequence ${entry.sequence} waits already`);
    if (this.#bytes + bytes > capacityBytes) {
      return refuse('full', `${this.#bytes} of ${capacityBytes} bytes are waiting, ${bytes} more do not fit`);
    }
    if (!this.#isSigned(entry)) return refuse('bad-signature', 'not a signature of the client on this ledger');
    this.#waiting.set(key, entry);
    this.#bytes += bytes;
    return { ok: true };
  }

  /** The oldest entries that fit into `maxBytes` together. They wait on until `drop`, since a proposal may fail. */
  take(maxBytes: number): readonly Entry[] {
    const entries: Entry[] = [];
    let bytes = 0;
    for (const entry of this.#waiting.values()) {
      bytes += entryBytes(entry);
      if (bytes > maxBytes) break;
      entries.push(entry);
    }
    return entries;
  }

  /** Forgets committed entries, whoever proposed them, and refuses their (client, sequence) pairs from now on. */
  drop(committed: Iterable<Pick<Entry, 'client' | 'sequence'>>): void {
    for (const pair of committed) {
      const key = entryKey(pair);
      const entry = this.#waiting.get(key);
      if (entry !== undefined) this.#bytes -= entryBytes(entry);
      this.#waiting.delete(key);
      this.#committed.add(key);
    }
  }

  /** Whether an approved client signed it. A waiting entry was verified when it was added. */
  isAuthentic(entry: Entry): boolean {
    const waiting = this.#waiting.get(entryKey(entry));
    const isKnown =
      waiting !== undefined &&
      equalBytes(waiting.signature, entry.signature) &&
      equalBytes(waiting.payload, entry.payload);
    return isKnown || (this.#isApproved(entry) && this.#isSigned(entry));
  }

  #isApproved(entry: Entry): boolean {
    return this.#clients.has(keyOf(entry.client));
  }

  #isSigned(entry: Entry): boolean {
    return this.#options.verify(entry.client, entryMessage(this.#options.ledger, entry), entry.signature);
  }
}

/** Equal for entries of which at most one may be committed. */
export function entryKey({ client, sequence }: Pick<Entry, 'client' | 'sequence'>): string {
  return `${keyOf(client)}${sequence}`;
}

function refuse(reason: EntryRefusal, detail: string): EntryAnswer {
  return { ok: false, reason, detail };
}
