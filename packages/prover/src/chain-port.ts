import type { Bringing, Head, IncentiveGap, Request, RequestFacts, RequestTerms } from '@smartcast/client';
import type { TransactionPort } from '@smartcast/hosting';

/** The prover's part of the pool and its money, in wei. */
export interface Holdings {
  /** Worth of its shares. */
  readonly bond: bigint;
  readonly shares: bigint;
  /** Shares of all provers. */
  readonly poolShares: bigint;
  /** Place in the present roster; undefined when not on it. */
  readonly place: number | undefined;
  readonly exitableAt: number | undefined;
  /** Balance that the escrow owes it. */
  readonly balance: bigint;
  /** Money of the account, which pays for gas. */
  readonly funds: bigint;
}

/**
 * All that the prover daemon needs of the chain, for the one account that it works for.
 *
 * Asynchronous calls throw in two ways. A refusal has a name, which `refusalOf` knows. After an error of the transport the
 * daemon tries again. No call may hang forever.
 */
export interface ProverPort extends TransactionPort {
  readonly address: string;
  /** Must ask the chain, so that a wrong or restarted node is noticed. */
  identity(): Promise<{ readonly chainId: bigint; readonly contract: string }>;
  head(): Promise<Head>;
  /** All requests that are on chain now, oldest first. */
  requests(): Promise<readonly RequestFacts[]>;
  /** The prover's place in the roster of a request that `requests` returned. */
  placeIn(request: Request): number | undefined;
  /** Seed of the draw, recorded or as it would be now; undefined while the beacon does not answer. */
  seedOf(facts: RequestFacts): Promise<bigint | undefined>;
  /** What brings the random value of a moment to the escrow's beacon: see `Beacon.bringing`. */
  bringing(moment: number): Promise<Bringing | undefined>;
  seatAt(request: Request, seed: bigint, place: number): number | undefined;
  incentiveGap(terms: RequestTerms): Promise<IncentiveGap>;
  holdings(): Promise<Holdings>;
  /** Wei per unit of gas. */
  gasPrice(): Promise<bigint>;
}
