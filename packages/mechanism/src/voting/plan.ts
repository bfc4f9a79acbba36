/** What `smartcast plan voting` answers: the paper's analysis, and beside it the exact game. */
import { requireProbability } from '../math/argument.ts';
import { truthfulness, type Truthfulness } from './best-response.ts';
import { describedEquilibria, type DescribedEquilibrium } from './described-equilibrium.ts';
import { type Disagreement, disagreements } from './disagreement.ts';
import { checkFaults, createGame, type Game } from './game.ts';
import { isHonestTruthful, paperThresholdInThirds, paperThresholds, type PaperThresholds } from './paper-table.ts';
import { overAllRatios, type RatioInterval } from './ratios.ts';
import { type Discounts, criticalDiscounts } from './repeated.ts';
import {
  acceptanceQuota,
  type Block,
  BLOCKS,
  checkScheme,
  KINDS,
  type Ratio,
  type Scheme,
  toleratedFaults,
  type Utilities,
  utilitiesOf,
} from './scheme.ts';

export interface VotingQuestion {
  /** n = 3k+1. */
  readonly validators: number;
  readonly scheme: Scheme;
  /** U_y / U_w, at least 0; infinite if rewards are worth nothing. Without it, answers are for every ratio > 0. */
  readonly ratio?: Ratio;
  /** f, by default k. The paper's part of the answer knows k only. */
  readonly faults?: number;
  /** The share of true blocks, for repeated play; by default one half. */
  readonly trueShare?: number;
}

/** At which ratios a statement holds; null if the ratio was given. */
export interface AtRatios {
  readonly ratios: RatioInterval | null;
}

export interface PlannedTruthfulness extends Truthfulness {
  readonly block: Block;
}

export interface VotingPlan {
  readonly validators: number;
  readonly faults: number;
  readonly scheme: Scheme;
  /** The ratio, rounded; null if none was given. (JSON writes an infinite one as null, too.) */
  readonly ratio: number | null;
  /** k. */
  readonly toleratedFaults: number;
  /** 2k+1. */
  readonly quota: number;
  /** By the paper: whether the honest strictly prefer the truth on both blocks, at the ratio or at every one. */
  readonly honestTruthful: boolean;
  /** By the paper, with its formulas in n. */
  readonly thresholds: PaperThresholds;
  /** The paper's reasoning with the validators there are, 2k+1 honest and k faulty. */
  readonly wholeThresholds: PaperThresholds;
  /** All pure equilibria of the exact game, for each block. */
  readonly equilibria: readonly (DescribedEquilibrium & AtRatios)[];
  /** How the truth does for an honest validator in the exact game; empty if all are faulty. */
  readonly truthfulness: readonly (PlannedTruthfulness & AtRatios)[];
  /** Where the paper's answer and the exact game's differ. */
  readonly disagreements: readonly (Disagreement & AtRatios)[];
  /** The discount factors from which honesty is an equilibrium of repeated play; null without a ratio or any honest. */
  readonly criticalDiscounts: Discounts | null;
}

/**
 * The analysis of paying n validators by a scheme.
 * @throws RangeError unless n is 4, 7, 10, …, the scheme A or B, the ratio at least 0, f from 0 to n, and the share of
 * true blocks in [0, 1].
 */
export function planVoting(question: VotingQuestion): VotingPlan {
  const { validators, scheme, ratio, trueShare = 0.5 } = question;
  checkScheme(scheme);
  requireProbability('trueShare', trueShare);
  const tolerated = toleratedFaults(validators);
  const faults = question.faults ?? tolerated;
  checkFaults(faults, validators);
  const utilities = ratio === undefined ? null : utilitiesOf(ratio);
  const thirds = BLOCKS.flatMap((block) =>
    KINDS.map((kind) => paperThresholdInThirds({ validators, scheme, kind, block })),
  ).filter((threshold) => threshold !== null);

  /** States a value for the given ratio, or over all ratios: it can change at U_y = U_w and at the paper's thresholds only. */
  function stated<Value extends object>(
    changes: readonly number[],
    state: (at: Utilities) => readonly Value[],
  ): readonly (Value & AtRatios)[] {
    if (utilities !== null) return state(utilities).map((value) => ({ ...value, ratios: null }));
    return overAllRatios([3, ...changes], state).map(({ value, ratios }) => ({ ...value, ratios }));
  }
  const games = (at: Utilities): Game[] =>
    BLOCKS.map((block) => createGame({ validators, faults, scheme, block, utilities: at }));

  return {
    validators,
    faults,
    scheme,
    ratio: typeof ratio === 'object' ? ratio[0] / ratio[1] : (ratio ?? null),
    toleratedFaults: tolerated,
    quota: acceptanceQuota(validators),
    honestTruthful:
      utilities === null ? isAlwaysHonest(validators, scheme) : isHonestTruthful(validators, scheme, utilities),
    thresholds: paperThresholds(validators, scheme),
    wholeThresholds: paperThresholds(validators, scheme, 'whole'),
    equilibria: stated([], (at) => games(at).flatMap(describedEquilibria)).toSorted(byBlockAndVotes),
    truthfulness:
      faults === validators
        ? []
        : stated([], (at) => games(at).map((game) => ({ block: game.setting.block, ...truthfulness(game) }))),
    disagreements: stated(thirds, (at) => disagreements({ validators, faults, scheme, utilities: at })),
    criticalDiscounts:
      utilities === null || faults === validators
        ? null
        : criticalDiscounts({ validators, faults, scheme, utilities, trueShare }),
  };
}

/** Whether no ratio keeps the honest from the truth on either block, by the paper. */
function isAlwaysHonest(validators: number, scheme: Scheme): boolean {
  return BLOCKS.every((block) => paperThresholdInThirds({ validators, scheme, kind: 'honest', block }) === null);
}

function byBlockAndVotes(a: DescribedEquilibrium, b: DescribedEquilibrium): number {
  return BLOCKS.indexOf(a.block) - BLOCKS.indexOf(b.block) || a.votes.least - b.votes.least;
}
