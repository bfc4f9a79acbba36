import type { PoolConfig } from '@smartcast/client';
import { endowment, minimumThetaUp } from '@smartcast/mechanism/committee/theta';
import { BATCH_OVERHEAD_BYTES, entryBytes, session, type SessionParameters } from '@smartcast/protocol';
import { UsageError } from '../src/errors.ts';
import { divide, type Ledger } from './input.ts';

export interface Size {
  readonly members: number;
  readonly faults: number;
  readonly workers: number;
  readonly tasks: number;
  readonly slots: number;
  /** C, bytes. */
  readonly payload: number;
  /** Δ, ms; by default as long as this machine needs for the size. */
  readonly roundMs?: number;
}

/** Entries are streamed during this part of the session; batches of later slots are full as long as entries wait. */
export const STREAMED_PART = 0.4;
/** What a byte is worth in the demo: 1 gwei. */
const BYTE_PRICE = 10n ** 9n;
/** Gas of one report and one claim of a member, rounded up. */
const MEMBER_GAS = 150_000n;
/** Bytes a second that a loopback mesh of one machine's processes is trusted to move, all links together. */
const LOCAL_BYTES_PER_SECOND = 20e6;
/** Blocks of `FutureBlockBeacon` and slow machines besides one per registration. */
const SPARE_BLOCKS = 60;

/** @throws UsageError when the size makes no committee, or cannot hold the ledger. */
export function checkSize(size: Size, ledger: Ledger): void {
  const { members, faults, workers, tasks, slots, payload } = size;
  if (faults >= members - 2) {
    throw new UsageError(`--faults ${faults} is too many for --members ${members}: at most ${members - 3} (b < N - 2)`);
  }
  if (workers < members) {
    throw new UsageError(
      `--workers ${workers} cannot fill one committee of --members ${members}: register at least ${members}`,
    );
  }
  const largest = Math.max(...ledger.entries.map(entryBytes));
  if (largest > payload - BATCH_OVERHEAD_BYTES) {
    throw new UsageError(
      `an entry of ${largest} bytes does not fit a batch: set --payload to at least ${largest + BATCH_OVERHEAD_BYTES}`,
    );
  }
  const longest = Math.max(
    ...divide(ledger, tasks).map(({ entries }) => entries.reduce((sum, e) => sum + entryBytes(e), 0)),
  );
  const full = Math.floor((1 - STREAMED_PART) * slots);
  const honest = Math.max(0, full - faults * Math.ceil(full / members));
  const usable = honest * (payload - BATCH_OVERHEAD_BYTES - largest);
  if (longest > usable) {
    throw new UsageError(
      `the ledger has ${longest} bytes for one task, but ${slots} slots of ${payload} bytes are sure to hold only ${usable}: ` +
        'raise --slots, --payload or --tasks',
    );
  }
}

/** M, bytes: most that a member sends any one peer in a session. */
export function bytesPerPeer(parameters: SessionParameters): number {
  const identity = { chainId: 0n, contract: new Uint8Array(20), task: 0n, seed: 0n };
  return session(parameters, identity).maxBytesPerPeer;
}

/**
 * The pool that the demo opens: θ is the least that makes honesty an equilibrium at 1 gwei a byte and the chain's gas
 * price, the collateral is what a member can earn at most.
 * @param gasPrice wei.
 */
export function poolTerms(size: Size, gasPrice: bigint): PoolConfig {
  const { members, faults, slots, payload, workers, tasks } = size;
  const theta = minimumThetaUp({
    members,
    faults,
    bytesPerPeer: bytesPerPeer({ members, faults, slots, batchBytes: payload }),
    bytePrice: BYTE_PRICE,
    gasCost: MEMBER_GAS * gasPrice * 2n,
  });
  const roundMs = size.roundMs ?? localRoundMs(size);
  const rounds = slots * (faults + 1) + 1;
  return {
    theta,
    members,
    faults,
    slots,
    batchBytes: payload,
    roundMs,
    registrationBlocks: workers + tasks + SPARE_BLOCKS,
    collateral: endowment(members, theta) / BigInt(members),
    leadSeconds: 8 + Math.ceil(workers / 4),
    sessionSeconds: Math.ceil((rounds * roundMs) / 1000) + 1,
    reportSeconds: 8 + Math.ceil(workers / 4),
  };
}

/** Δ for processes that share this machine: one slot's worth of bytes on all links, and time to be scheduled. */
function localRoundMs({ members, payload, tasks, workers }: Size): number {
  const sessions = Math.min(tasks, Math.floor(workers / members));
  const bytes = sessions * members * (members - 1) * payload;
  return 50 * Math.ceil((450 + 25 * sessions * members * 0.5 + (1000 * bytes) / LOCAL_BYTES_PER_SECOND) / 50);
}
