import type { Head, IncentiveGap, Request, RequestFacts, RequestTerms } from '@smartcast/client';
import type { TransactionPort } from '@smartcast/hosting';

/** The prover's part of the pool and its money; wei. */
export interface Holdings {
  /** What its shares are worth. */
  readonly bond: bigint;
  readonly shares: bigint;
  /** Of all provers. */
  readonly poolShares: bigint;
  /** In the present roster; undefined when not on it. */
  readonly place: number | undefined;
  readonly exitableAt: number | undefined;
  /** What the escrow owes it. */
  readonly balance: bigint;
  /** What it can pay gas with. */
  readonly funds: bigint;
}

/**
 * All that the prover daemon needs of the chain, for the one account that it works for.
 *
 * Asynchronous calls throw in two ways: a refusal, of which `refusalOf` knows the name, or an error of the transport, after
 * which the daemon tries again. No call may hang forever.
 */
export interface ProverPort extends TransactionPort {
  readonly address: string;
  /** Must answer from the chain, so that a wrong or restarted node shows. */
  identity(): Promise<{ readonly chainId: bigint; readonly contract: string }>;
  head(): Promise<Head>;
  /** All that are on chain now, oldest first. */
  requests(): Promise<readonly RequestFacts[]>;
  /** The prover's place in the roster of a request that `requests` told of. */
  placeIn(request: Request): number | undefined;
  /** Of the draw, recorded or as it would be now; undefined while the beacon does not answer. */
  seedOf(facts: RequestFacts): Promise<bigint | undefined>;
  /** First block in which `seedOf` may answer another seed; Infinity once the draw is recorded. */
  seedExpiresAt(facts: RequestFacts): Promise<number>;
  seatAt(request: Request, seed: bigint, place: number): number | undefined;
  incentiveGap(terms: RequestTerms): Promise<IncentiveGap>;
  holdings(): Promise<Holdings>;
  /** Wei a gas unit. */
  gasPrice(): Promise<bigint>;
}
