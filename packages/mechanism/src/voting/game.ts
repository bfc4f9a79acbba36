/**
 * The exact game of one block: every validator is a player who chooses v, and enjoys U_y if the outcome suits it, plus
 * U_w if its vote is rewarded. (The paper's tables weigh these by numbers of validators instead; see paper-table.ts.)
 *
 * Symbols: n = 3k+1 validators, f of them faulty, for any f from 0 to n; m the others who vote 1. A payoff depends on the
 * own vote and m alone: y = 1 iff m + v ≥ 2k+1, and a player is pivotal iff m = 2k. Payoffs are exact.
 */
import { toCommonScale } from './exact.ts';
import {
  acceptanceQuota,
  type Block,
  checkUtilities,
  isRewarded,
  type Kind,
  type Scheme,
  truthfulVote,
  type Utilities,
  type Vote,
} from './scheme.ts';

export interface VotingSetting {
  /** n. */
  readonly validators: number;
  /** f. */
  readonly faults: number;
  readonly scheme: Scheme;
  readonly block: Block;
  readonly utilities: Utilities;
}

export interface Game {
  readonly setting: VotingSetting;
  /** 2k+1. */
  readonly quota: number;
  /** How many validators of each kind play. */
  readonly sizes: Readonly<Record<Kind, number>>;
  /** Payoff when m others vote 1, in a unit common to all payoffs under the same utilities. */
  payoff(kind: Kind, vote: Vote, others: number): bigint;
  /** The same for a validator that is never rewarded. */
  unrewarded(kind: Kind, vote: Vote, others: number): bigint;
  /** Payoff of vote 1 less that of vote 0. */
  lead(kind: Kind, others: number): bigint;
}

/** @throws RangeError unless n = 3k+1, f is a whole number from 0 to n, and the utilities are finite and at least 0. */
export function createGame(setting: VotingSetting): Game {
  const { validators, faults, scheme, block, utilities } = setting;
  const quota = acceptanceQuota(validators);
  checkFaults(faults, validators);
  checkUtilities(utilities);
  const { outcome, reward, erratic } = toCommonScale({ erratic: 0, ...utilities });
  const isAccepted = (vote: Vote, others: number): boolean => others + vote >= quota;

  function unrewarded(kind: Kind, vote: Vote, others: number): bigint {
    const y = isAccepted(vote, others) ? 1 : 0;
    const isGlad = (y === truthfulVote(block)) === (kind === 'honest');
    return (isGlad ? outcome : 0n) - (vote === y ? 0n : erratic);
  }

  function payoff(kind: Kind, vote: Vote, others: number): bigint {
    const isPaid = isRewarded(scheme, vote, isAccepted(vote, others));
    return unrewarded(kind, vote, others) + (isPaid ? reward : 0n);
  }

  return {
    setting,
    quota,
    sizes: { honest: validators - faults, faulty: faults },
    payoff,
    unrewarded,
    lead: (kind, others) => payoff(kind, 1, others) - payoff(kind, 0, others),
  };
}

/** @throws RangeError unless f is a whole number from 0 to n. */
export function checkFaults(faults: number, validators: number): void {
  if (!(Number.isInteger(faults) && faults >= 0 && faults <= validators)) {
    throw new RangeError(`faults must be a whole number from 0 to validators = ${validators}, not ${faults}`);
  }
}
