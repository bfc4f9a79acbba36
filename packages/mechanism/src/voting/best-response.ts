/** Which vote pays most in the exact game, against each number of other votes, and against all of them. */
import { sign } from './exact.ts';
import type { Game } from './game.ts';
import { expectedVote, type Kind, truthfulVote, type Vote } from './scheme.ts';

/** From `least` to `most`, both included. */
export interface VoteRange {
  readonly least: number;
  readonly most: number;
}

/** Best votes, the same for every number of others in a range who vote 1. */
export interface Response {
  readonly others: VoteRange;
  readonly votes: readonly Vote[];
  /** Whether the own vote decides the outcome. */
  readonly isPivotal: boolean;
}

/** The votes that pay most when `others` vote 1: one, or both when they pay the same. */
export function bestVotes(game: Game, kind: Kind, others: number): readonly Vote[] {
  const lead = sign(game.lead(kind, others));
  if (lead === 0) return [0, 1];
  return lead > 0 ? [1] : [0];
}

/** Whether the vote of one validator decides when `others` vote 1: m = 2k. */
export function isPivotal(game: Game, others: number): boolean {
  return others === game.quota - 1;
}

/** Best responses to every profile, since no more of it matters than m: ranges of m from 0 to n-1. */
export function bestResponses(game: Game, kind: Kind): readonly Response[] {
  const { quota } = game;
  const ranges = [
    { least: 0, most: quota - 2 },
    { least: quota - 1, most: quota - 1 },
    { least: quota, most: game.setting.validators - 1 },
  ];
  return ranges.map((others) => ({
    others,
    votes: bestVotes(game, kind, others.least),
    isPivotal: isPivotal(game, others.least),
  }));
}

/** How well a vote does: `strict` if it always pays more than the other, `weak` if never less, else `none`. */
export type Standing = 'strict' | 'weak' | 'none';

/** How well a vote does against every m in a range; two votes that always pay the same are both `weak`. */
export function standing(game: Game, kind: Kind, vote: Vote, others: VoteRange): Standing {
  const leads = bestResponses(game, kind)
    .filter((response) => response.others.least <= others.most && others.least <= response.others.most)
    .map(({ votes }) => (votes.length === 2 ? 0 : votes[0] === vote ? 1 : -1));
  if (leads.includes(-1)) return 'none';
  return leads.includes(0) ? 'weak' : 'strict';
}

/**
 * Whether a vote is dominant, whatever all others do. (`weak` here asks no strict gain anywhere.)
 */
export function dominance(game: Game, kind: Kind, vote: Vote): Standing {
  return standing(game, kind, vote, { least: 0, most: game.setting.validators - 1 });
}

/** The others who vote 1 if the honest vote the truth and the faulty vote against it, seen by one of a kind. */
export function expectedOthers(game: Game, kind: Kind): number {
  const { block } = game.setting;
  const side: Kind = truthfulVote(block) === 1 ? 'honest' : 'faulty';
  return game.sizes[side] - (side === kind ? 1 : 0);
}

/** How the truthful vote does in the exact game. */
export interface Truthfulness {
  /** Whatever all others do. */
  readonly dominance: Standing;
  /** If all other honest validators vote the truth, whatever the faulty do. */
  readonly amongHonest: Standing;
  /** If besides the faulty vote against the truth, which is the paper's case. */
  readonly againstFaulty: Standing;
}

/** How voting the truth does for an honest validator. @throws RangeError if there is none. */
export function truthfulness(game: Game): Truthfulness {
  const { honest, faulty } = game.sizes;
  if (honest === 0) throw new RangeError('faults must leave an honest validator');
  const vote = expectedVote('honest', game.setting.block);
  const others = expectedOthers(game, 'honest');
  const truthful = vote === 1 ? honest - 1 : 0;
  return {
    dominance: dominance(game, 'honest', vote),
    amongHonest: standing(game, 'honest', vote, { least: truthful, most: truthful + faulty }),
    againstFaulty: standing(game, 'honest', vote, { least: others, most: others }),
  };
}
