import type { Decoded } from '@smartcast/protocol';

/** A statement whose witness was checked: nothing but computing is left to do. */
export interface Provable {
  /** @throws when the proof cannot be made: then trying again may help. */
  prove(): Promise<Uint8Array>;
}

/** How to prove what one verifier contract accepts. */
export interface ProofSystem {
  /** Name of the file with the batch that a statement is about; undefined if it is no statement of this system. */
  fileOf(statement: readonly bigint[]): string | undefined;
  /**
   * Whether `prover` can prove the statement with this file. Nothing of the file is believed: whatever the statement says
   * of it is computed again. Never throws because of the file.
   */
  check(statement: readonly bigint[], file: Uint8Array, prover: string): Promise<Decoded<Provable>>;
  /** Stops what is under way. */
  close(): Promise<void>;
}
