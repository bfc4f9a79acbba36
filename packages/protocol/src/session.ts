import { atomicBroadcast } from './atomic-broadcast.ts';
import { BATCH_OVERHEAD_BYTES } from './batch.ts';
import type { Broadcast } from './broadcast.ts';
import { dolevStrong } from './dolev-strong.ts';
import type { Log } from './log.ts';
import type { Protocol } from './protocol.ts';
import type { SessionIdentity, SessionInput, SessionParameters } from './session-parameters.ts';
import { smartBar, type SmartBarOptions } from './smart-bar.ts';

export interface SessionOutput {
  /** Live: a repair by the host shows at once, and what was agreed after the repaired slot with the next output. */
  readonly log: Log;
  /** Bytes that arrived in time from each seat, and what is credited for rounds of absence; own seat: 0. */
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
