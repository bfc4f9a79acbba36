/**
 * What a prover makes of a request, in pure functions. Nothing here looks at a coin, and nothing a coin decides is looked
 * at before the coin: whether a prover is willing must not depend on what it drew.
 */
import type { IncentiveGap, RequestTerms } from '../chain/escrow-types.ts';

/** Where the prover stands with a request it works on, or is done with. */
export type Progress =
  | 'AwaitingDraw'
  | 'CheckingWitness'
  | 'AwaitingConsent'
  | 'Accepting'
  | 'Proving'
  | 'Delivering'
  | 'Delivered'
  /** Waits until it can be settled. */
  | 'Closing'
  | 'Settling'
  | 'Over'
  | 'Settled';

/** Why the prover does nothing for a request. */
export type SkipCode =
  | 'NotSeated'
  | 'UnknownVerifier'
  | 'Paused'
  | 'NotIncentiveCompatible'
  | 'Unprofitable'
  | 'TooLate'
  /** It has promised as many proofs as it can make in time. */
  | 'Busy'
  | 'WitnessMissing'
  | 'WitnessInvalid'
  | 'CoinSaysNo'
  /** Proving or delivering failed too often. */
  | 'GaveUp'
  /** The contract refuses the next step. */
  | 'Refused';

export interface Decision {
  readonly code: Progress | SkipCode;
  /** For people. */
  readonly reason: string;
}

export interface Policy {
  /** What making one proof costs this prover, without gas; wei. */
  readonly unitCost: bigint;
  /** Least gain, in ten-thousandths of the costs. */
  readonly minMargin: bigint;
  /** Blocks that making a proof takes at most. */
  readonly provingBlocks: number;
  /** Proofs made at the same time. */
  readonly parallel: number;
  /** Blocks before the last one in which a transaction is still sent. */
  readonly deadlineMargin: number;
}

/** Gas of `accept` and of `deliver` with the verification of a Groth16 proof, rounded up. */
const ACCEPT_GAS = 100_000n;
const DELIVER_GAS = 360_000n;

/** What the planner's rounding to wei can take from a payment. */
const ROUNDING = 8n;
const MILLION = 1_000_000n;

/** A seat and what it is worth. */
export interface Offer {
  readonly terms: RequestTerms;
  readonly isDesignate: boolean;
  readonly gap: IncentiveGap;
  /** What the prover's part of the pool loses if no designate delivers; wei. */
  readonly atStake: bigint;
  /** Wei a gas unit. */
  readonly gasPrice: bigint;
}

/** Whether delivering is expected to pay its cost, or to save as much: only then do the mechanism's promises hold. */
export function isIncentiveCompatible({ terms, isDesignate, gap, atStake }: Offer): boolean {
  const own = isDesignate ? gap.designate + atStake : gap.member;
  return own + terms.unitCost / MILLION + ROUNDING >= 0n;
}

/** Why the offer does not pay; undefined if it does. */
export function lossOf({ terms, isDesignate, gap, atStake, gasPrice }: Offer, policy: Policy): string | undefined {
  const worth = terms.unitCost + (isDesignate ? gap.designate + atStake : gap.member);
  const accepts = isDesignate && terms.insurance === 'consent';
  const gas = (DELIVER_GAS + (accepts ? ACCEPT_GAS : 0n)) * gasPrice;
  const needed = ((policy.unitCost + gas) * (10_000n + policy.minMargin)) / 10_000n;
  return worth >= needed ? undefined : `worth ${worth} wei, but ${needed} wei are needed at ${gasPrice} wei a gas unit`;
}

/** What the prover's part of the pool loses if S is slashed. */
export function partOf(bond: bigint, { shares, poolShares }: { shares: bigint; poolShares: bigint }): bigint {
  return poolShares === 0n ? 0n : (bond * shares) / poolShares;
}

/** Whether a transaction sent now is early enough for a last block. @param head the latest block. */
export function isInTime(head: number, lastBlock: number, { deadlineMargin }: Policy): boolean {
  return head + 1 + deadlineMargin <= lastBlock;
}

/**
 * Whether one more proof, due by `deadline`, can be made in time, and all others that are owed can still be: earliest
 * deadline first, each as slow as the policy says.
 * @param owed deadlines of the proofs that are promised or being made.
 */
export function canKeepUp(head: number, deadline: number, owed: readonly number[], policy: Policy): boolean {
  const { parallel, provingBlocks } = policy;
  const deadlines = [...owed, deadline].toSorted((a, b) => a - b);
  return deadlines.every((due, i) => {
    const finished = head + provingBlocks * Math.ceil((i + 1) / parallel);
    return due < deadline || isInTime(finished, due, policy);
  });
}
