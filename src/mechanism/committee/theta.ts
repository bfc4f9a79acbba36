/**
 * What a committee must be paid (SmartCast 2017, §4: the SmartBAR transformer and its equilibrium).
 *
 * Symbols: N members, b of them Byzantine, M bytes that each member owes each other, θ wei for each peer that reports a
 * member a friend, E the endowment of a task.
 */

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

/**
 * Least θ in wei, rounded up in the member's favour, with which honesty is a worst-case weak Nash equilibrium that no
 * honest member pays for: (N-1-b)θ ≥ (N-1)·M·bytePrice + gasCost + margin.
 * Without gas and margin this is the paper's θ = (N-1)/(N-1-b)·M.
 * @throws RangeError unless 0 ≤ b < N - 2.
 */
export function minimumThetaUp(costs: CommitteeCosts): bigint {
  const { members, faults, bytesPerPeer, bytePrice, gasCost = 0n, margin = 0n } = costs;
  if (!(Number.isInteger(members) && Number.isInteger(faults) && faults >= 0 && faults < members - 2)) {
    throw new RangeError(`faults must be a whole number from 0 to members - 3 = ${members - 3}, not ${faults}`);
  }
  const owed = BigInt(members - 1) * BigInt(bytesPerPeer) * bytePrice + gasCost + margin;
  const payers = BigInt(members - 1 - faults);
  return (owed + payers - 1n) / payers;
}

/** E = N(N-1)θ, wei: what a creator pays in when every member may earn θ from every peer. */
export function endowment(members: number, theta: bigint): bigint {
  return BigInt(members) * BigInt(members - 1) * theta;
}
