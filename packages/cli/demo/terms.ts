import type { PoolConfig } from '@smartcast/client';
import { endowment, minimumThetaUp } from '@smartcast/mechanism/committee/theta';
import { countFaulty, type Fault } from '@smartcast/protocol/simulation';
import { BATCH_OVERHEAD_BYTES, entryBytes, session, type SessionParameters } from '@smartcast/protocol';
import { UsageError } from '../src/errors.ts';
import { divide, type Ledger } from './input.ts';
import type { DemoSize } from './size.ts';
import { type Windows, windowsFor } from './windows.ts';

/** Entries are streamed during this part of the session; batches of later slots are full as long as entries wait. */
export const STREAMED_PART = 0.4;
/** What a byte is worth in the demo: 1 gwei. */
const BYTE_PRICE = 10n ** 9n;
/** Gas of one report and one claim of a member, rounded up. */
const MEMBER_GAS = 150_000n;
/** @throws UsageError when the size makes no committee, or cannot hold the ledger. */
export function checkSize(size: DemoSize & { readonly fault?: readonly Fault[] }, ledger: Ledger): void {
  const { members, faults, workers, tasks, slots, payload, fault = [] } = size;
  const faulty = countFaulty(fault);
  // The others must be b + 1, or no log is certified.
  const tolerated = Math.max(0, Math.min(faults, members - faults - 1));
  if (faulty > tolerated) {
    throw new UsageError(
      `--fault makes ${faulty} members faulty, and a committee of --members ${members} with --faults ${faults} tolerates ${tolerated} at most: ` +
        `give --faults ${faulty} and --members ${2 * faulty + 1} or more, or neither`,
    );
  }
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
  return sessionWith(parameters).maxBytesPerPeer;
}

/** Bytes for one peer until the end of the first slot: more than in any one round. */
export function bytesPerSlot({ members, faults, slots, payload }: DemoSize): number {
  return sessionWith({ members, faults, slots, batchBytes: payload }).paddingRounds![0]!.maxBytesPerPeer;
}

function sessionWith(parameters: SessionParameters) {
  return session(parameters, { chainId: 0n, contract: new Uint8Array(20), task: 0n, seed: 0n });
}

/**
 * The pool that the demo opens: θ is the least that makes honesty an equilibrium at 1 gwei a byte and the chain's gas
 * price; the collateral is what a member can earn at most.
 * @param gasPrice wei. @param windows how long everything may take.
 */
export function poolTerms(size: DemoSize, gasPrice: bigint, windows: Windows = windowsFor(size)): PoolConfig {
  const { members, faults, slots, payload } = size;
  const theta = minimumThetaUp({
    members,
    faults,
    bytesPerPeer: bytesPerPeer({ members, faults, slots, batchBytes: payload }),
    bytePrice: BYTE_PRICE,
    gasCost: MEMBER_GAS * gasPrice * 2n,
  });
  return {
    theta,
    members,
    faults,
    slots,
    batchBytes: payload,
    collateral: endowment(members, theta) / BigInt(members),
    ...windows,
  };
}
