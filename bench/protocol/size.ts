import { BATCH_OVERHEAD_BYTES } from '../../packages/protocol/src/batch.ts';
import { ENTRY_OVERHEAD_BYTES } from '../../packages/protocol/src/entry.ts';
import type { SessionParameters } from '../../packages/protocol/src/session-parameters.ts';

/** What is measured: size of the committee, payload of each leader, number of slots. */
export interface SessionSize {
  /** N. */
  readonly members: number;
  /** Bytes of the one entry in each batch. */
  readonly payloadBytes: number;
  /** K, at most N: each leader has one turn and one entry. */
  readonly slots: number;
}

/** C is one entry of the payload; b = ⌊(N-1)/3⌋. */
export function parametersOf({ members, payloadBytes, slots }: SessionSize): SessionParameters {
  const batchBytes = payloadBytes + ENTRY_OVERHEAD_BYTES + BATCH_OVERHEAD_BYTES;
  return { members, faults: Math.floor((members - 1) / 3), slots, batchBytes };
}

/**
 * Least bytes that a member sends on average in any protocol. In each slot every one of the other N-1 members has to
 * receive the payload once, and N members share that work: K · (N-1)/N payloads each. It covers no fault tolerance, no
 * signatures and no padding.
 */
export function floorPerNode({ members, payloadBytes, slots }: SessionSize): number {
  return Math.ceil(((members - 1) / members) * payloadBytes * slots);
}
