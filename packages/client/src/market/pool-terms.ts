import { session } from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import type { PoolConfig } from './types.ts';

/** Any session: sizes are the same for all. */
const ANY = { chainId: 0n, contract: new Uint8Array(20), task: 0n, seed: 0n };

/**
 * Makes sure that a session can run under the terms of a pool. The contract opens pools under which none can, and a worker
 * that registers in one forfeits its collateral, whatever it does.
 * @throws SmartCastError `InvalidTerms`.
 */
export function requireRunnable(config: PoolConfig): void {
  const { members, faults, slots, batchBytes } = config;
  try {
    session({ members, faults, slots, batchBytes }, ANY);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const facts = { members, faults, slots, batchBytes };
    throw new SmartCastError('InvalidTerms', `no session can run in this pool: ${cause.message}`, facts, { cause });
  }
}
