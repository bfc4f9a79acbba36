/**
 * The balance of reputation over many rounds, which the paper leaves to future work: it rises with rewarded votes, and
 * falls with erratic ones and with absence. Whole points, never below 0, never transferred; a contract can keep it.
 *
 * After a block with outcome y, the balance of a validator that voted v changes by
 *   + rise     if the scheme rewards v (A: y = 1 and v = 1; B: v = y);
 *   - fall     if v ≠ y, an erratic vote;
 *   - absence  if it did not vote, which for the outcome counts as v = 0;
 *   nothing    else (A: v = 0 on a rejected block);
 * and is then raised to 0 if it is below. "Consistent" is measured against the outcome and not against the truth, for
 * that is what a contract sees: with at most k faults and honest truth the two are the same.
 *
 * Grim trigger: a member that once did not cast the due vote is never rewarded again. Its vote still counts, and its
 * balance can still fall. The caller says which vote is due: the truth, where the validators themselves punish, or the
 * outcome, where a contract does. With exactly k faults the outcome is the worse standard: if one honest validator does
 * not vote for a true block, the block is rejected, and the truthful validators are excluded while that one is not.
 */
import { acceptanceQuota, isRewarded, type Scheme, type Vote } from './scheme.ts';

/** null: absent. */
export type Ballot = Vote | null;

/** Changes of a balance in points, each at least 0. */
export interface ReputationRules {
  readonly scheme: Scheme;
  readonly rise: bigint;
  readonly fall: bigint;
  readonly absence: bigint;
}

export interface Member {
  /** Points, at least 0. */
  readonly balance: bigint;
  /** Whether the grim trigger has excluded it, for good. */
  readonly isExcluded: boolean;
}

export interface Round {
  readonly isAccepted: boolean;
  readonly members: readonly Member[];
}

/** A balance after one more block. */
export function nextBalance(rules: ReputationRules, balance: bigint, ballot: Ballot, isAccepted: boolean): bigint {
  const next = balance + change(rules, ballot, isAccepted);
  return next > 0n ? next : 0n;
}

function change(rules: ReputationRules, ballot: Ballot, isAccepted: boolean): bigint {
  if (ballot === null) return -rules.absence;
  if (isRewarded(rules.scheme, ballot, isAccepted)) return rules.rise;
  return ballot === (isAccepted ? 1 : 0) ? 0n : -rules.fall;
}

/**
 * Counts the ballots on one block, changes the balances and applies the grim trigger.
 * @param due the vote that every member owes, given the outcome; without it nobody is excluded.
 * @throws RangeError unless there is one ballot for each of 3k+1 members, and no rule is below 0.
 */
export function settleRound(
  rules: ReputationRules,
  members: readonly Member[],
  ballots: readonly Ballot[],
  due?: (isAccepted: boolean) => Vote,
): Round {
  const quota = acceptanceQuota(members.length);
  if (ballots.length !== members.length) {
    throw new RangeError(`ballots must be one for each of ${members.length} members, not ${ballots.length}`);
  }
  for (const name of ['rise', 'fall', 'absence'] as const) {
    if (rules[name] < 0n) throw new RangeError(`${name} must be at least 0, not ${rules[name]}`);
  }
  const isAccepted = ballots.filter((ballot) => ballot === 1).length >= quota;
  const settled = members.map(({ balance, isExcluded }, index) => {
    const ballot = ballots[index]!;
    const own = isExcluded ? { ...rules, rise: 0n } : rules;
    return {
      balance: nextBalance(own, balance, ballot, isAccepted),
      isExcluded: isExcluded || (due !== undefined && ballot !== due(isAccepted)),
    };
  });
  return { isAccepted, members: settled };
}
