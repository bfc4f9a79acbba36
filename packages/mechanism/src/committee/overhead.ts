/** What a creator pays beyond the cost of the bytes (SmartCast 2017, §3.1–3.5). Letters as in `theta.ts`. */
import { type Fraction, fraction } from './fraction.ts';
import { bytesCost, type CommitteeCosts, endowment, requireCommittee } from './theta.ts';

/** (N-1)/(N-1-b): the paper's overhead factor, that is E over the cost of all bytes at the least θ without gas. */
export function paperOverheadFactor(members: number, faults: number): Fraction {
  requireCommittee(members, faults);
  return fraction(BigInt(members - 1), BigInt(members - 1 - faults));
}

/**
 * E / (N(N-1)·M·bytePrice) at the θ given, exactly; gas, margin and rounding included, so not below the paper's
 * factor for any θ ≥ `minimumTheta`.
 * @throws RangeError if the bytes cost nothing.
 */
export function overheadFactor(costs: CommitteeCosts, theta: bigint): Fraction {
  const bytes = BigInt(costs.members) * bytesCost(costs);
  if (bytes === 0n) throw new RangeError('bytesPerPeer and bytePrice must be above 0 for an overhead factor');
  return fraction(endowment(costs.members, theta), bytes);
}

/**
 * E - N(N-1)·M·bytePrice, wei: what the creator pays beyond the bytes. Negative if θ does not even cover them. None of it
 * comes back: what members do not earn goes to the market's sink (docs/invariants.md, I7).
 */
export function overhead(costs: CommitteeCosts, theta: bigint): bigint {
  return endowment(costs.members, theta) - BigInt(costs.members) * bytesCost(costs);
}
