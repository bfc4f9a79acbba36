/**
 * The paper's game played for ever, by players who discount each round by δ. Not in the paper, which names it as future
 * work.
 *
 * Each round's block is true with probability τ, independently, and every validator sees which it is; votes are public.
 * The profile examined: the honest vote the truth until one of them has not; until then the faulty vote against it,
 * as the paper assumes of them, even where that does not pay.
 * Symbols, for an honest validator in one round: C its payoff in the profile, D its payoff by the other vote, P its payoff
 * once punished; averages over blocks are C̄ and P̄. Absence need not be tried: it counts as vote 0
 * without a reward, so if the block is rejected vote 0 pays no less, and if the others accept it vote 1 does not.
 *
 * A deviation on block x gains G = D - C once and loses L = C̄ - P̄ in every later round, hence does not pay iff
 * G ≤ δ/(1-δ)·L, or δ ≥ G/(G+L); for one sort of block this is δ* = (D-C)/(D-P). The greatest over the blocks that
 * occur is δ*. Computed exactly and rounded once, at the end.
 *
 * Two punishments, both for ever:
 * - `exclusion`: the deviator is never rewarded again. It then votes as is best for it, for U_y alone. Nobody else changes
 *   anything.
 * - `reversion`: all play the stage equilibrium that is worst for the deviator: the worse of all votes 1 and all votes 0,
 *   which are equilibria of both schemes for every n = 3k+1. It punishes the innocent as well, and since each stage of it
 *   is an equilibrium, nobody gains by leaving it. No punishment by stage equilibria is harder.
 *
 * The cost of an erratic vote is what falling reputation is worth; 0 by default, as to a member whose balance is 0.
 */
import { requireProbability } from '../math/argument.ts';
import { expectedOthers } from './best-response.ts';
import { quotient, toCommonScale } from './exact.ts';
import { createGame, type Game } from './game.ts';
import { paperPayoff } from './paper-table.ts';
import { type Block, BLOCKS, checkUtilities, expectedVote, type Scheme, type Utilities, type Vote } from './scheme.ts';

export type Punishment = 'exclusion' | 'reversion';

export interface RepeatedSetting {
  /** n = 3k+1. */
  readonly validators: number;
  /** f, fewer than n. */
  readonly faults: number;
  readonly scheme: Scheme;
  readonly utilities: Utilities;
  /** τ. */
  readonly trueShare: number;
}

/** Payoffs of one honest validator in one round, in any common unit. */
export interface Stage<Payoff> {
  /** C. */
  readonly cooperate: Payoff;
  /** D. */
  readonly deviate: Payoff;
  /** P. */
  readonly punish: Payoff;
}

/**
 * δ* = (D-C)/(D-P) for one sort of block: 0 if a deviation gains nothing, null if no δ < 1 deters it because the
 * punishment is none (P ≥ C). The three are taken exactly; the quotient is right to 2⁻⁵².
 * @throws RangeError unless all are finite.
 */
export function criticalDiscount(stage: Stage<number>): number | null {
  const { cooperate, deviate, punish } = stage;
  if (![cooperate, deviate, punish].every(Number.isFinite)) {
    throw new RangeError(`cooperate, deviate and punish must be finite, not ${cooperate}, ${deviate} and ${punish}`);
  }
  return leastDiscount({ true: toCommonScale({ cooperate, deviate, punish }), false: NOTHING }, 1);
}

const NOTHING: Stage<bigint> = { cooperate: 0n, deviate: 0n, punish: 0n };

/** The greatest G/(G+L) over the blocks that occur. */
function leastDiscount(stages: Readonly<Record<Block, Stage<bigint>>>, trueShare: number): number | null {
  const { share, whole } = toCommonScale({ share: trueShare, whole: 1 });
  const shares = { true: share, false: whole - share };
  const occurring = BLOCKS.filter((block) => shares[block] > 0n);
  const loss = occurring
    .map((block) => shares[block] * (stages[block].cooperate - stages[block].punish))
    .reduce((sum, part) => sum + part);
  const gain = occurring
    .map((block) => whole * (stages[block].deviate - stages[block].cooperate))
    .reduce((most, one) => (one > most ? one : most));
  if (gain <= 0n) return 0;
  return loss > 0n ? quotient(gain, gain + loss) : null;
}

/** C, D and P in the exact game, in its unit. @throws RangeError if there is no honest validator. */
export function exactStage(game: Game, punishment: Punishment): Stage<bigint> {
  const { validators, block } = game.setting;
  if (game.sizes.honest === 0) throw new RangeError('faults must leave an honest validator');
  const others = expectedOthers(game, 'honest');
  const due = expectedVote('honest', block);
  return {
    cooperate: game.payoff('honest', due, others),
    deviate: game.payoff('honest', due === 1 ? 0 : 1, others),
    punish:
      punishment === 'exclusion'
        ? greatest(([0, 1] as const).map((vote) => game.unrewarded('honest', vote, others)))
        : -greatest(([0, 1] as const).map((vote) => -game.payoff('honest', vote, vote * (validators - 1)))),
  };
}

/** C, D and P by the paper's weights, under exclusion: U_w falls away. In thirds of the utilities' common unit. */
function paperStage(setting: RepeatedSetting, block: Block): Stage<bigint> {
  const position = { ...setting, kind: 'honest', block } as const;
  const { outcome, reward } = toCommonScale({ outcome: setting.utilities.outcome, reward: setting.utilities.reward });
  const due = expectedVote('honest', block);
  const worth = (vote: Vote, rewardWorth: bigint): bigint => {
    const { outcomeThirds, rewardThirds } = paperPayoff(position, vote);
    return BigInt(outcomeThirds) * outcome + BigInt(rewardThirds) * rewardWorth;
  };
  return {
    cooperate: worth(due, reward),
    deviate: worth(due === 1 ? 0 : 1, reward),
    punish: greatest([worth(0, 0n), worth(1, 0n)]),
  };
}

function greatest(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b > a ? b : a));
}

/** δ*; 0 if honesty is an equilibrium of one round already, null if no δ < 1 suffices. */
export interface Discounts {
  /** By the paper's weights, under exclusion; for scheme A on false blocks G = (n/3)U_w - U_y. */
  readonly paper: number | null;
  readonly exclusion: number | null;
  readonly reversion: number | null;
}

/**
 * The discount factors from which the honest keep to the truth in repeated play. In the exact game with f ≤ k all is
 * 0: one round suffices. @throws RangeError unless 0 ≤ f < n = 3k+1, utilities are at least 0, and 0 ≤ τ ≤ 1.
 */
export function criticalDiscounts(setting: RepeatedSetting): Discounts {
  const { trueShare, utilities } = setting;
  requireProbability('trueShare', trueShare);
  checkUtilities(utilities);
  const exact = (punishment: Punishment): number | null => {
    const stage = (block: Block): Stage<bigint> => exactStage(createGame({ ...setting, block }), punishment);
    return leastDiscount({ true: stage('true'), false: stage('false') }, trueShare);
  };
  const paper = { true: paperStage(setting, 'true'), false: paperStage(setting, 'false') };
  return {
    paper: leastDiscount(paper, trueShare),
    exclusion: exact('exclusion'),
    reversion: exact('reversion'),
  };
}
