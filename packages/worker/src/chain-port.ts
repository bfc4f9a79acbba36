import type { Assignment, Bringing, Head, PoolConfig, PoolState, Worker } from '@smartcast/client';
import type { TransactionPort } from '@smartcast/hosting';

export interface ChainIdentity {
  readonly chainId: bigint;
  /** Market contract, 20 bytes. */
  readonly contract: Uint8Array;
}

/** Wei that `claim` would pay; both zero once it has paid, and for a member that did not report in time. */
export interface Claimable {
  readonly reward: bigint;
  readonly collateral: bigint;
}

/**
 * All that the worker daemon needs of the chain, for the one account that it works for.
 *
 * Asynchronous calls throw in two ways. A refusal has a name, which `refusalOf` knows (`'ReportTooLate'`). After an error of
 * the transport (a node that is down, a time-out, a lost transaction) the daemon tries again with back-off. No call may hang
 * forever. A call after a failed one must work once the node is back, restarted or not.
 */
export interface ChainPort extends TransactionPort {
  /** Address of the account. */
  readonly account: string;
  /** Must ask the chain, so that a wrong or restarted node is noticed. */
  identity(): Promise<ChainIdentity>;
  head(): Promise<Head>;
  /** The account's registrations in `pool` that are on chain now, oldest first, with and without a seat. */
  registrations(pool: number): Promise<readonly Worker[]>;
  /** Computed from the chain at every call: after a reorganisation the seed and the committee may be others. */
  assignment(worker: bigint): Promise<Assignment>;
  hasReported(worker: bigint): Promise<boolean>;
  claimable(worker: bigint): Promise<Claimable>;
  poolConfig(pool: number): Promise<PoolConfig>;
  /** The pool's open epoch. */
  poolState(pool: number): Promise<PoolState>;
  /** Most wei of gas that `finalize` costs now. @throws a refusal while the contract would refuse it. */
  finalizeCost(pool: number): Promise<bigint>;
  /** What brings the random value of a moment to the market's beacon: see `Beacon.bringing`. */
  bringing(moment: number): Promise<Bringing | undefined>;
  /** The account's signature (65 bytes, r ‖ s ‖ v) on an EIP-712 digest of 32 bytes. Deterministic. */
  signRoot(digest: Uint8Array): Uint8Array;
  /** Whether `signature` on `digest` is `account`'s. Never throws, for any bytes. */
  verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean;
}
