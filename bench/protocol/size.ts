import { BATCH_OVERHEAD_BYTES } from '../../packages/protocol/src/batch.ts';
import { ENTRY_OVERHEAD_BYTES } from '../../packages/protocol/src/entry.ts';
import type { SessionParameters } from '../../packages/protocol/src/session-parameters.ts';
import { type Column, integer } from './table.ts';

/** What is measured: size of the committee, payload of each leader, number of slots. */
export interface SessionSize {
  /** N. */
  readonly members: number;
  /** Bytes of the one entry in each batch. */
  readonly payloadBytes: number;
  /** K, at most N: each leader has one turn and one entry. */
  readonly slots: number;
}

/** What a session of this size took. */
export interface SessionRow extends SessionSize {
  readonly faults: number;
  readonly rounds: number;
  /** Δ. */
  readonly roundMs: number;
  readonly sessionSeconds: number;
  readonly wallSeconds: number;
  /** M. */
  readonly maxBytesPerPeer: number;
  readonly bytesPerNode: number;
  readonly floorPerNode: number;
  readonly timesFloor: number;
  readonly verificationsPerSignerAndSlot: number;
  readonly peakMemoryMiB: number;
}

/** The first columns of a table of sessions. */
export const SIZE_COLUMNS: readonly Column<SessionRow>[] = [
  { head: 'N', cell: ({ members }) => integer(members) },
  { head: 'b', cell: ({ faults }) => integer(faults) },
  { head: 'payload', cell: ({ payloadBytes }) => integer(payloadBytes) },
  { head: 'K', cell: ({ slots }) => integer(slots) },
  { head: 'r*', cell: ({ rounds }) => integer(rounds) },
];

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
