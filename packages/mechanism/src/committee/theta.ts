/**
 * What a committee must be paid (SmartCast 2017, §3.1–3.5: the SmartBAR transformer and its equilibrium).
 *
 * Symbols: N members, b of them Byzantine, M bytes that each member owes each other, θ wei for each peer that reports a
 * member a friend, E the endowment of a task. The paper sets the price of a byte to 1 and ignores gas.
 */
import { requireWhole } from '../math/argument.ts';
import { type Fraction, fraction, roundUp } from './fraction.ts';

export interface CommitteeCosts {
  /** N. */
  readonly members: number;
  /** b, with b < N - 2. */
  readonly faults: number;
  /** M, bytes. */
  readonly bytesPerPeer: number;
  /** Wei a byte; the paper sets it to 1. */
  readonly bytePrice: bigint;
  /** Wei that a member spends on its report and claim; 0 as in the paper. */
  readonly gasCost?: bigint;
  /** Wei that an honest member shall earn at least, in the worst case. */
  readonly margin?: bigint;
}

/** @throws RangeError unless N ≥ 3 and 0 ≤ b < N - 2. */
export function requireCommittee(members: number, faults: number): void {
  requireWhole('members', members, 3);
  requireWhole('faults', faults, 0, members - 3);
}

export function requireWei(name: string, value: bigint): void {
  if (value < 0n) throw new RangeError(`${name} must be at least 0 wei, not ${value}`);
}

/**
 * (N-1)·M·bytePrice, wei: what an honest member spends on bytes.
 * @throws RangeError if a size, a price or a cost is out of range.
 */
export function bytesCost({ members, faults, bytesPerPeer, bytePrice, gasCost, margin }: CommitteeCosts): bigint {
  requireCommittee(members, faults);
  requireWhole('bytesPerPeer', bytesPerPeer, 0);
  requireWei('bytePrice', bytePrice);
  requireWei('gasCost', gasCost ?? 0n);
  requireWei('margin', margin ?? 0n);
  return BigInt(members - 1) * BigInt(bytesPerPeer) * bytePrice;
}

/**
 * The exact least θ, wei, with (N-1-b)θ ≥ (N-1)·M·bytePrice + gasCost + margin.
 *
 * Without gas and margin this is the paper's θ = (N-1)/(N-1-b)·M, at which honesty is a worst-case weak Nash equilibrium
 * with u* = 0. With gas it is more than an equilibrium among members needs (see `checkHonesty`): it is what makes
 * becoming a member worth it.
 */
export function minimumTheta(costs: CommitteeCosts): Fraction {
  const owed = bytesCost(costs) + (costs.gasCost ?? 0n) + (costs.margin ?? 0n);
  return fraction(owed, BigInt(costs.members - 1 - costs.faults));
}

/** `minimumTheta` in whole wei, rounded up in the members' favour. */
export function minimumThetaUp(costs: CommitteeCosts): bigint {
  return roundUp(minimumTheta(costs));
}

/** (N-1)θ, wei: what one member earns if every peer calls it a friend, and its share of the endowment. */
export function fullReward(members: number, theta: bigint): bigint {
  requireWhole('members', members, 1);
  requireWei('theta', theta);
  return BigInt(members - 1) * theta;
}

/** E = N(N-1)θ, wei: what a creator pays in when every member may earn θ from every peer. */
export function endowment(members: number, theta: bigint): bigint {
  return BigInt(members) * fullReward(members, theta);
}
