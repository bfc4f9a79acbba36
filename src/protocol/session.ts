import type { EntryBuffer } from './entry-buffer.ts';
import type { Log } from './log.ts';
import type { Protocol } from './protocol.ts';

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

export interface SessionOutput {
  readonly log: Log;
  /** Bytes that arrived in time from each seat; own seat: 0. */
  readonly bytesFrom: readonly number[];
  /** friends[q]: seat q did its share; own seat: true. Final only after the last step. */
  readonly friends: readonly boolean[];
}

/** SmartBAR around bounded atomic broadcast around Dolev–Strong: what a hired committee runs. */
export declare function session(parameters: SessionParameters, identity: SessionIdentity): Protocol<SessionInput, SessionOutput>;
