import type { EntryBuffer } from './entry-buffer.ts';

/** The committee configuration of a pool, as far as the protocol depends on it. */
export interface SessionParameters {
  /** N, seats. */
  readonly members: number;
  /** b, Byzantine members tolerated. */
  readonly faults: number;
  /** K, slots. */
  readonly slots: number;
  /** C, most bytes of an encoded batch. */
  readonly batchBytes: number;
}

/** What makes the signatures of one session worthless in every other. */
export interface SessionIdentity {
  readonly chainId: bigint;
  /** Market contract, 20 bytes. */
  readonly contract: Uint8Array;
  readonly task: bigint;
  /** The draw's 128-bit seed: a reorganised draw is another session. */
  readonly seed: bigint;
}

export interface SessionInput {
  /** Shared with the host, which adds clients' entries to it at any time. */
  readonly buffer: EntryBuffer;
}
