/** What a request is worth to a prover, and whether it can promise a proof, in pure functions. */
import { consentBondOf, type IncentiveGap, type RequestTerms } from '@smartcast/client';
import type { RequestDecision } from './codes.ts';

export interface Policy {
  /** Cost of one proof for this prover, without gas, in wei. */
  readonly unitCost: bigint;
  /** Least gain, in ten-thousandths of the costs. */
  readonly minMargin: bigint;
  /** Blocks that making a proof takes at most. */
  readonly provingBlocks: number;
  /** Proofs made at the same time. */
  readonly parallel: number;
  /** Blocks before the last one in which a transaction is still sent. */
  readonly deadlineMargin: number;
  /** Most wei that it bonds for one request by consent. */
  readonly mostConsentBond: bigint;
  /** Most blocks that designates may have for the consent: its own bond is locked while it waits for theirs. */
  readonly mostConsentBlocks: number;
}

/** Gas of `consent`, of `deliver` with the verification of a Groth16 proof, of `settle` and of `withdraw`, rounded up. */
const CONSENT_GAS = 100_000n;
export const DELIVER_GAS = 360_000n;
export const SETTLE_GAS = 150_000n;
const WITHDRAW_GAS = 50_000n;

/** Factor by which gas may get dearer between the consent and the delivery: without money for gas the bond is lost. */
const RISE_OF_FEES = 4n;

/** Wei that the planner's rounding can take from a payment. */
const ROUNDING = 8n;
const MILLION = 1_000_000n;

/** A seat and what it is worth. */
export interface SeatValue {
  readonly terms: RequestTerms;
  readonly isDesignate: boolean;
  readonly gap: IncentiveGap;
  /** Wei that the prover's part of the pool loses if no designate delivers. */
  readonly atStake: bigint;
  /** Wei a gas unit. */
  readonly gasPrice: bigint;
}

/** Whether delivering is expected to gain or save its cost: the mechanism's guarantees assume it. */
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

/** Wei that the prover's part of the pool loses if S is slashed. */
export function partOf(bond: bigint, { shares, poolShares }: { shares: bigint; poolShares: bigint }): bigint {
  return poolShares === 0n ? 0n : (bond * shares) / poolShares;
}

/** Objection to a bond under these terms; undefined if there is none. */
export function objectionToBond(terms: RequestTerms, policy: Policy): RequestDecision | undefined {
  const { consentBlocks, proveBlocks } = terms;
  const { mostConsentBond, mostConsentBlocks, provingBlocks, deadlineMargin } = policy;
  const bond = consentBondOf(terms);
  if (bond > mostConsentBond) return { code: 'BondTooLarge', reason: `${bond} wei, ${mostConsentBond} at most` };
  if (consentBlocks > mostConsentBlocks) {
    return { code: 'BondTooLong', reason: `${consentBlocks} blocks to consent, ${mostConsentBlocks} at most` };
  }
  // The last designate may consent in the last block, and no proof begins before that.
  const needed = provingBlocks + deadlineMargin + 1;
  if (proveBlocks >= needed) return undefined;
  return { code: 'TooLate', reason: `${proveBlocks} blocks to prove after the last consent, ${needed} are needed` };
}

/** Money of an account, and its costs to come. */
export interface Balance {
  /** Wei, as of the latest block. */
  readonly funds: bigint;
  /** Number of its transactions that are in no block yet; none of them has a value. */
  readonly underWay: number;
  /** Gas of the transactions to come for other requests. */
  readonly gasOwed: bigint;
  /** Wei a gas unit. */
  readonly gasPrice: bigint;
}

/** Why the account cannot pay a bond of `bond` wei and still deliver; undefined if it can. */
export function lackOfFunds({ funds, underWay, gasOwed, gasPrice }: Balance, bond: bigint): string | undefined {
  const own = CONSENT_GAS + DELIVER_GAS + SETTLE_GAS;
  const gas = own + gasOwed + BigInt(underWay) * DELIVER_GAS + WITHDRAW_GAS;
  const reserve = RISE_OF_FEES * gas * gasPrice;
  if (funds >= bond + reserve) return undefined;
  return `${funds} wei, but ${bond} wei of bond and ${reserve} wei for ${gas} gas are needed`;
}

/** Whether a transaction sent now is in time for `lastBlock`. @param head the latest block. */
export function isInTime(head: number, lastBlock: number, { deadlineMargin }: Pick<Policy, 'deadlineMargin'>): boolean {
  return head + 1 + deadlineMargin <= lastBlock;
}

/** A proof that the prover owes and has not begun. */
export interface OwedProof {
  /** Latest block at which it can be begun: the others' consent may take that long. */
  readonly from: number;
  /** Deadline of its delivery. */
  readonly due: number;
}

/** The proofs that the prover is bound to make. */
export interface Load {
  readonly owed: readonly OwedProof[];
  /** For each proof in the making, the block in which it is done at the latest. */
  readonly busy: readonly number[];
}

/**
 * Whether one more proof can be promised: whether it and all owed proofs that are due no earlier can be made in time. Proofs
 * that are due earlier go first, so that it cannot delay them.
 */
export function canKeepUp(head: number, own: OwedProof, { owed, busy }: Load, policy: Policy): boolean {
  return lateAmong(head, { owed: [...owed, own], busy }, policy).every(({ due }) => due < own.due);
}

/**
 * Whether to begin a proof now, if a process is free. It must not hold the process when a promised proof needs it, unless
 * waiting makes as many promises late.
 * @param own the proof, if it is owed. @param load without it.
 */
export function mayBegin(head: number, own: OwedProof | undefined, { owed, busy }: Load, policy: Policy): boolean {
  const begun = lateAmong(head, { owed, busy: [...busy, head + policy.provingBlocks] }, policy);
  const waits = lateAmong(head, { owed: own === undefined ? owed : [...owed, own], busy }, policy);
  return begun.length <= waits.length;
}

/**
 * Proofs that are late in the worst case: each takes as long as the policy says and begins as late as it may. The earliest
 * deadline goes first, of equal ones the proof that may begin first, and each waits until a process is free. In fact a
 * proof may begin earlier, but not if it delays one before it (`mayBegin`), so that none is later than here. That holds
 * only because an earlier beginning of one proof makes none of the others later, which another order of equal deadlines does not
 * grant.
 */
function lateAmong(head: number, { owed, busy }: Load, policy: Policy): OwedProof[] {
  const processes = Array.from({ length: policy.parallel }, (_, i) => Math.max(busy[i] ?? head, head));
  let begun = head;
  return owed
    .toSorted((a, b) => a.due - b.due || a.from - b.from)
    .filter(({ from, due }) => {
      const process = processes.indexOf(Math.min(...processes));
      begun = Math.max(begun, from, processes[process]!);
      processes[process] = begun + policy.provingBlocks;
      return !isInTime(processes[process], due, policy);
    });
}
