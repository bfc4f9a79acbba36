/** What a request is worth to a prover, and what it can promise, in pure functions. */
import { consentBondOf, type IncentiveGap, type RequestTerms } from '@smartcast/client';
import type { RequestDecision } from './codes.ts';

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
  /** The most that it bonds for one request by consent; wei. */
  readonly mostConsentBond: bigint;
  /** The most blocks that designates may have to consent: its own bond waits for theirs. */
  readonly mostConsentBlocks: number;
}

/** Gas of `consent`, of `deliver` with the verification of a Groth16 proof, of `settle` and of `withdraw`, rounded up. */
const CONSENT_GAS = 100_000n;
export const DELIVER_GAS = 360_000n;
export const SETTLE_GAS = 150_000n;
const WITHDRAW_GAS = 50_000n;

/** How many times dearer gas may get between the consent and the delivery: the bond is lost if it cannot be paid for. */
const RISE_OF_FEES = 4n;

/** What the planner's rounding to wei can take from a payment. */
const ROUNDING = 8n;
const MILLION = 1_000_000n;

/** A seat and what it is worth. */
export interface SeatValue {
  readonly terms: RequestTerms;
  readonly isDesignate: boolean;
  readonly gap: IncentiveGap;
  /** What the prover's part of the pool loses if no designate delivers; wei. */
  readonly atStake: bigint;
  /** Wei a gas unit. */
  readonly gasPrice: bigint;
}

/** Whether delivering is expected to pay its cost, or to save as much: only then do the mechanism's promises hold. */
export function isIncentiveCompatible({ terms, isDesignate, gap, atStake }: SeatValue): boolean {
  const own = isDesignate ? gap.designate + atStake : gap.member;
  return own + terms.unitCost / MILLION + ROUNDING >= 0n;
}

/** Why the seat does not pay; undefined if it does. */
export function lossOf({ terms, isDesignate, gap, atStake, gasPrice }: SeatValue, policy: Policy): string | undefined {
  const worth = terms.unitCost + (isDesignate ? gap.designate + atStake : gap.member);
  const consents = isDesignate && terms.insurance === 'consent';
  const gas = (DELIVER_GAS + (consents ? CONSENT_GAS : 0n)) * gasPrice;
  const needed = ((policy.unitCost + gas) * (10_000n + policy.minMargin)) / 10_000n;
  return worth >= needed ? undefined : `worth ${worth} wei, but ${needed} wei are needed at ${gasPrice} wei a gas unit`;
}

/** What the prover's part of the pool loses if S is slashed. */
export function partOf(bond: bigint, { shares, poolShares }: { shares: bigint; poolShares: bigint }): bigint {
  return poolShares === 0n ? 0n : (bond * shares) / poolShares;
}

/** Why the terms are none to post a bond for; undefined if they are. */
export function objectionToBond(terms: RequestTerms, policy: Policy): RequestDecision | undefined {
  const { consentBlocks, proveBlocks } = terms;
  const { mostConsentBond, mostConsentBlocks, provingBlocks, deadlineMargin } = policy;
  const bond = consentBondOf(terms);
  if (bond > mostConsentBond) return { code: 'BondTooLarge', reason: `${bond} wei, ${mostConsentBond} at most` };
  if (consentBlocks > mostConsentBlocks) {
    return { code: 'BondTooLong', reason: `${consentBlocks} blocks to consent, ${mostConsentBlocks} at most` };
  }
  // The last one may consent in the last block, and before that no proof is begun.
  const needed = provingBlocks + deadlineMargin + 1;
  if (proveBlocks >= needed) return undefined;
  return { code: 'TooLate', reason: `${proveBlocks} blocks to prove after the last consent, ${needed} are needed` };
}

/** What an account has, and what it has to pay for. */
export interface Balance {
  /** Wei, as of the latest block. */
  readonly funds: bigint;
  /** Its transactions that are in no block yet; none of them sends money along. */
  readonly underWay: number;
  /** Gas of what other requests still take. */
  readonly gasOwed: bigint;
  /** Wei a gas unit. */
  readonly gasPrice: bigint;
}

/** Why the account cannot spare a bond of so much wei and still deliver; undefined if it can. */
export function lackOfFunds({ funds, underWay, gasOwed, gasPrice }: Balance, bond: bigint): string | undefined {
  const own = CONSENT_GAS + DELIVER_GAS + SETTLE_GAS;
  const gas = own + gasOwed + BigInt(underWay) * DELIVER_GAS + WITHDRAW_GAS;
  const reserve = RISE_OF_FEES * gas * gasPrice;
  if (funds >= bond + reserve) return undefined;
  return `${funds} wei, but ${bond} wei of bond and ${reserve} wei for ${gas} gas are needed`;
}

/** Whether a transaction sent now is early enough for a last block. @param head the latest block. */
export function isInTime(head: number, lastBlock: number, { deadlineMargin }: Pick<Policy, 'deadlineMargin'>): boolean {
  return head + 1 + deadlineMargin <= lastBlock;
}

/** A proof that the prover owes and has not begun. */
export interface OwedProof {
  /** Last block from which on it can be made: it may wait so long for the consent of others. */
  readonly from: number;
  /** Deadline of its delivery. */
  readonly due: number;
}

/** What the prover is bound to do. */
export interface Load {
  readonly owed: readonly OwedProof[];
  /** For each proof in the making, the block in which it is done at the latest. */
  readonly busy: readonly number[];
}

/**
 * Whether one more proof can be promised: made in time, with all others that are owed and not due earlier. Those that
 * are go first, so that it cannot delay them.
 */
export function canKeepUp(head: number, own: OwedProof, { owed, busy }: Load, policy: Policy): boolean {
  return lateAmong(head, { owed: [...owed, own], busy }, policy).every(({ due }) => due < own.due);
}

/**
 * Whether to begin a proof now, if there is a process for it: it must not hold the process when a promised proof needs
 * it, unless waiting makes as many promises late.
 * @param own the proof, if it is owed. @param load without it.
 */
export function mayBegin(head: number, own: OwedProof | undefined, { owed, busy }: Load, policy: Policy): boolean {
  const begun = lateAmong(head, { owed, busy: [...busy, head + policy.provingBlocks] }, policy);
  const waits = lateAmong(head, { owed: own === undefined ? owed : [...owed, own], busy }, policy);
  return begun.length <= waits.length;
}

/**
 * Which of the proofs are late if each takes as long as the policy says and can be begun as late as it may be: the
 * earliest deadline first, each when those before it have left a process. In truth a proof may be begun earlier, but none
 * that delays one before it (`mayBegin`), so that none is later than here.
 */
function lateAmong(head: number, { owed, busy }: Load, policy: Policy): OwedProof[] {
  const processes = Array.from({ length: policy.parallel }, (_, i) => Math.max(busy[i] ?? head, head));
  let begun = head;
  return owed
    .toSorted((a, b) => a.due - b.due)
    .filter(({ from, due }) => {
      const process = processes.indexOf(Math.min(...processes));
      begun = Math.max(begun, from, processes[process]!);
      processes[process] = begun + policy.provingBlocks;
      return !isInTime(processes[process], due, policy);
    });
}
