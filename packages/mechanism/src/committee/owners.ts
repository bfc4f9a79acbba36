/**
 * Committees of which one owner has several seats, or of which members have made a pact (beyond SmartCast 2017, whose
 * equilibrium is about one member that deviates alone).
 *
 * Symbols as in theta.ts; s seats of one owner, or of a pact, none of them among the b that may be corrupted. Its seats
 * can call each other friends without having sent each other a byte.
 */
import { requireWhole } from '../math/argument.ts';
import { compare, type Fraction, fraction, roundUp } from './fraction.ts';
import { bytesCost, type CommitteeCosts, endowment, minimumTheta, minimumThetaUp, requireWei } from './theta.ts';

export interface OwnersPlan {
  /** The least whole θ at which an owner of s seats is best off serving all others, wei; null if no θ does. */
  readonly theta: bigint | null;
  /** N(N-1)·θ, wei, what a creator pays in for that. */
  readonly endowment: bigint | null;
  /**
   * What each seat would have to forfeit, wei, if more than b peers call it an enemy, so that the θ for single seats is
   * enough; null if no amount is. Honest members have at most b enemies.
   */
  readonly bond: bigint | null;
  /** s(s-1)·M·bytePrice, wei: what the owner saves by not sending its own seats anything. No θ and no bond prevents it. */
  readonly pactGain: bigint;
  /** s·((s-1)θ - gas), wei, at the θ for single seats: what it has without serving anybody, if it is not fined; at least 0. */
  readonly idlePay: bigint;
}

function requireOwnSeats({ members }: CommitteeCosts, ownSeats: number): void {
  requireWhole('ownSeats', ownSeats, 1, members);
}

/**
 * The exact least θ with (N-s-b)θ ≥ (N-s)·M·bytePrice, and no less than `minimumTheta`; null if s ≥ N - b.
 *
 * Let F_q be how many of the owner's seats serve the outsider q. Its worst case is
 *   s(s-1)θ + Σ_q (θ - M·bytePrice)·F_q - θ·(sum of the b largest F_q) - s·gas,
 * since one corrupted set counts for all its seats. That is concave in F and the same for all outsiders, so that no F is
 * better than its mean for every outsider; there it is linear, with slope (N-s-b)θ - (N-s)·M·bytePrice: to serve all or
 * none is best. What its seats say of each other is the same in both. With s ≥ N - b all outsiders may be corrupted.
 */
export function minimumThetaForOwners(costs: CommitteeCosts, ownSeats: number): Fraction | null {
  requireOwnSeats(costs, ownSeats);
  const single = minimumTheta(costs);
  const { members, faults, bytesPerPeer, bytePrice } = costs;
  const outsiders = members - ownSeats;
  if (outsiders <= faults) return null;
  const needed = fraction(BigInt(outsiders) * BigInt(bytesPerPeer) * bytePrice, BigInt(outsiders - faults));
  return compare(needed, single) > 0 ? needed : single;
}

/**
 * max{ 0, (N-s)·M·bytePrice - (N-s-b)θ }, wei: what each seat must forfeit if more than b peers call it an enemy, so that
 * at this θ an owner of s seats serves all others; null if s ≥ N - b.
 *
 * Let u outsiders be left out by a seat. Those and the b corrupted call it an enemy, so that every u ≥ 1 costs the forfeit,
 * and what it brings beside, (N-s-u-b)⁺θ - (N-s-u)·M·bytePrice, is greatest at u = 0 or at u = N - s.
 */
export function leastForfeit(costs: CommitteeCosts, theta: bigint, ownSeats: number): bigint | null {
  requireOwnSeats(costs, ownSeats);
  requireWei('theta', theta);
  bytesCost(costs);
  const { members, faults, bytesPerPeer, bytePrice } = costs;
  const outsiders = members - ownSeats;
  if (outsiders <= faults) return null;
  const short = BigInt(outsiders) * BigInt(bytesPerPeer) * bytePrice - BigInt(outsiders - faults) * theta;
  return short > 0n ? short : 0n;
}

/**
 * What s seats of one owner, or a pact of s members, change.
 * @throws RangeError if the costs are malformed or s is not from 1 to N.
 */
export function planOwners(costs: CommitteeCosts, ownSeats: number): OwnersPlan {
  const least = minimumThetaForOwners(costs, ownSeats);
  const { members, bytesPerPeer, bytePrice, gasCost = 0n } = costs;
  const single = minimumThetaUp(costs);
  const theta = least === null ? null : roundUp(least);
  const [own, pairs] = [BigInt(ownSeats), BigInt(ownSeats) * BigInt(ownSeats - 1)];
  const idle = pairs * single - own * gasCost;
  return {
    theta,
    endowment: theta === null ? null : endowment(members, theta),
    bond: leastForfeit(costs, single, ownSeats),
    pactGain: pairs * BigInt(bytesPerPeer) * bytePrice,
    idlePay: idle > 0n ? idle : 0n,
  };
}
