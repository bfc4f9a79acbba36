import { decodeBatch, EMPTY_BATCH } from './batch.ts';
import type { BroadcastOutcome } from './broadcast.ts';
import { type EntryBuffer, entryKey } from './entry-buffer.ts';
import type { Log } from './log.ts';

/** What one slot's proposal was refused for. */
export interface ProposalRefusal {
  readonly slot: number;
  readonly reason: string;
}

/**
 * Turns what was agreed on into the log. A proposal is appended as a whole or, as the empty batch, not at all: it must be
 * a batch of approved clients' correctly signed entries, none of them committed before. That depends on the task and the
 * log alone, so all correct members judge alike.
 */
export class AgreedLog {
  readonly #log: Log;
  readonly #buffer: EntryBuffer;
  readonly #onRefusal: (refusal: ProposalRefusal) => void;
  /** What each finished slot ended with. */
  readonly #outcomes: BroadcastOutcome[] = [];
  readonly #committed = new Set<string>();
  /** Slots of the log whose entries are in `#committed` and dropped from the buffer. */
  #absorbed = 0;

  constructor(log: Log, buffer: EntryBuffer, onRefusal: (refusal: ProposalRefusal) => void) {
    this.#log = log;
    this.#buffer = buffer;
    this.#onRefusal = onRefusal;
  }

  /** Concludes the next slot. */
  conclude(outcome: BroadcastOutcome): void {
    this.#outcomes.push(outcome);
    this.catchUp();
  }

  /** Appends what has been agreed, up to the first gap; a repair of the log may have closed one. */
  catchUp(): void {
    this.#absorb();
    for (let slot = this.#log.length; slot < this.#outcomes.length; slot++) {
      const outcome = this.#outcomes[slot]!;
      if (outcome.status === 'unknown') return;
      this.#log.append(outcome.status === 'value' ? this.#accepted(slot, outcome.value) : EMPTY_BATCH);
      this.#absorb();
    }
  }

  #accepted(slot: number, batch: Uint8Array): Uint8Array {
    const reason = this.#refusalOf(batch);
    if (reason === undefined) return batch;
    this.#onRefusal({ slot, reason: `batch refused: ${reason}` });
    return EMPTY_BATCH;
  }

  #refusalOf(batch: Uint8Array): string | undefined {
    const decoded = decodeBatch(batch);
    if (!decoded.ok) return decoded.reason;
    const seen = new Set<string>();
    for (const entry of decoded.value) {
      const key = entryKey(entry);
      if (this.#committed.has(key) || seen.has(key)) return `sequence ${entry.sequence} committed twice`;
      if (!this.#buffer.isAuthentic(entry)) return `sequence ${entry.sequence} not signed by an approved client`;
      seen.add(key);
    }
    return undefined;
  }

  /** Takes note of appended batches, the host's repairs among them. */
  #absorb(): void {
    for (; this.#absorbed < this.#log.length; this.#absorbed++) {
      const decoded = decodeBatch(this.#log.batches[this.#absorbed]!);
      if (!decoded.ok) continue;
      for (const entry of decoded.value) this.#committed.add(entryKey(entry));
      this.#buffer.drop(decoded.value);
    }
  }
}
