import type { Decoded } from '@smartcast/protocol';

/** A statement whose witness was checked: only computing is left to do. */
export interface Provable {
  /** @throws when the proof cannot be made; another try may succeed. */
  prove(): Promise<Uint8Array>;
}

/** Makes the proofs that one verifier contract accepts. */
export interface ProofSystem {
  /** Name of the file with the batch of a statement; undefined if it is no statement of this system. */
  fileOf(statement: readonly bigint[]): string | undefined;
  /**
   * Whether `prover` can prove the statement with this file. The file is not trusted: everything that the statement says of
   * it is computed again. Never throws because of the file.
   */
  check(statement: readonly bigint[], file: Uint8Array, prover: string): Promise<Decoded<Provable>>;
  /** Stops all calls that are under way. */
  close(): Promise<void>;
}
