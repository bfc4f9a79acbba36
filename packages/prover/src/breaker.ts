import { JournalError } from '@smartcast/hosting';
import type { ProverJournal } from './journal.ts';

/**
 * Stops a prover from promising more while it fails. After `limit` failed proofs or deliveries in a row it takes no new
 * work, until a proof that it promised before succeeds or the operator resets it. Survives restarts.
 */
export class Breaker {
  readonly #journal: ProverJournal;
  readonly #limit: number;
  #failures: string[];

  /** @param limit failures in a row. */
  constructor(journal: ProverJournal, limit: number) {
    this.#journal = journal;
    this.#limit = limit;
    this.#failures = journal.failures();
  }

  get isOpen(): boolean {
    return this.#failures.length >= this.#limit;
  }

  /** Reasons, oldest first. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** A failure that the journal does not take counts until the restart. */
  failed(reason: string): void {
    this.#failures.push(reason);
    this.#unlessUnwritable(() => this.#journal.recordFailure(reason));
  }

  /** Called after a success, or by the operator. */
  reset(): void {
    if (this.#failures.length === 0) return;
    this.#failures = [];
    this.#unlessUnwritable(() => this.#journal.forgetFailures());
  }

  #unlessUnwritable(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }
}
