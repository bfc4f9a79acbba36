import type { Assignment, Head, PoolConfig, PoolState, Worker } from '@smartcast/client';
import type { TransactionPort } from '@smartcast/hosting';

export interface ChainIdentity {
  readonly chainId: bigint;
  /** Market contract, 20 bytes. */
  readonly contract: Uint8Array;
}

/** What `claim` would pay, in wei; both zero once it is paid, and for a member that did not report in time. */
export interface Claimable {
  readonly reward: bigint;
  readonly collateral: bigint;
}

/**
 * All that the worker daemon needs of the chain, for the one account that it works for.
 *
 * Asynchronous calls throw in two ways: a refusal, of which `refusalOf` knows the name (`'ReportTooLate'`), or an error of
 * the transport (a node that is down, a time-out, a lost transaction), after which the daemon tries again with back-off.
 * No call may hang forever, and a call that follows a failed one must work once the node is back, restarted or not.
 */
export interface ChainPort extends TransactionPort {
  /** Address of the account. */
  readonly account: string;
  /** Must answer from the chain, so that a wrong or restarted node shows. */
  identity(): Promise<ChainIdentity>;
  head(): Promise<Head>;
  /** Own registrations in `pool` that are on chain now, oldest first, whatever became of them. */
  registrations(pool: number): Promise<readonly Worker[]>;
  /** Recomputed from the chain at every call: a draw that a reorganisation changed shows as another seed and committee. */
  assignment(worker: bigint): Promise<Assignment>;
  hasReported(worker: bigint): Promise<boolean>;
  claimable(worker: bigint): Promise<Claimable>;
  poolConfig(pool: number): Promise<PoolConfig>;
  /** The pool's open epoch. */
  poolState(pool: number): Promise<PoolState>;
  /** The most that `finalize` costs now, in wei of gas; refused while it would be refused. */
  finalizeCost(pool: number): Promise<bigint>;
  /** The account's signature (65 bytes, r ‖ s ‖ v) on an EIP-712 digest of 32 bytes. Deterministic. */
  signRoot(digest: Uint8Array): Uint8Array;
  /** Whether `signature` on `digest` is `account`'s. Never throws, whatever the bytes. */
  verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean;
}
