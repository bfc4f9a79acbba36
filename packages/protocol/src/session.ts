import { atomicBroadcast } from './atomic-broadcast.ts';
import { BATCH_OVERHEAD_BYTES } from './batch.ts';
import type { Broadcast } from './broadcast.ts';
import { dolevStrong } from './dolev-strong.ts';
import type { EntryBuffer } from './entry-buffer.ts';
import type { Log } from './log.ts';
import type { Protocol } from './protocol.ts';
import { smartBar, type SmartBarOptions } from './smart-bar.ts';

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
  /** Live: a repair by the host shows at once, and what was agreed after the repaired slot with the next output. */
  readonly log: Log;
  /** Bytes that arrived in time from each seat, and the benefit of the doubt for rounds of absence; own seat: 0. */
  readonly bytesFrom: readonly number[];
  /** friends[q]: seat q did its share; own seat: true. Final only after the last step. */
  readonly friends: readonly boolean[];
}

/**
 * SmartBAR around bounded atomic broadcast around Dolev–Strong: what a hired committee runs.
 * @throws RangeError for parameters that no pool may have: N in 3..256, 0 ≤ b < N - 2, K ≥ 1, room for an empty batch.
 */
export function session(
  parameters: SessionParameters,
  identity: SessionIdentity,
  options?: SmartBarOptions,
): Protocol<SessionInput, SessionOutput> {
  const { members, faults, slots, batchBytes } = parameters;
  if (members < 3 || members > 256) throw new RangeError(`${members} members, between 3 and 256 allowed`);
  if (faults < 0 || faults >= members - 2) throw new RangeError(`${faults} faults among ${members} members`);
  if (slots < 1) throw new RangeError(`${slots} slots`);
  if (batchBytes < BATCH_OVERHEAD_BYTES) throw new RangeError(`batches of ${batchBytes} bytes hold nothing`);
  const broadcast = (slot: number, leader: number): Broadcast =>
    dolevStrong({ members, faults, maxValueBytes: batchBytes, identity, slot, leader });
  const protocol = smartBar(atomicBroadcast({ parameters, identity, broadcast }), options);
  return {
    ...protocol,
    start: (context, input) => {
      const party = protocol.start(context, input);
      const output = (): SessionOutput => {
        const { inner: log, bytesFrom, friends } = party.output();
        return { log, bytesFrom, friends };
      };
      return { step: (round, inbox) => party.step(round, inbox), output };
    },
  };
}
