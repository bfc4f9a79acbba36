/**
 * Where the paper's tables and the exact game answer differently.
 *
 * Both are asked the same: the honest others vote the truth, the faulty others against it; how does one validator vote
 * best? And where the paper concludes "dominant" (its threshold is void), whether the vote is dominant. They differ
 * because the tables credit a vote with the reward in proportion to the votes equal to it, while in the game the
 * reward hangs on the outcome, which one vote changes only at m = 2k. With k faults, for every n = 3k+1 and 0 < ρ < ∞:
 * - A, honest, false block: k or k+1 votes never accept, hence nobody is rewarded and both votes pay U_y at every ratio.
 *   The paper's n/3 does not exist; truth is a weak equilibrium. Neither is truth dominant, though: if 2k+1 others
 *   accept the block anyway, vote 1 gains U_w.
 * - A and B, faulty, true block: the 2k+1 honest accept it alone, so vote 0 changes nothing and forgoes U_w: malice
 *   never pays, at any ratio.
 * - A, faulty, false block: both votes pay 0.
 * - B, faulty, false block: likewise the outcome is fixed, and vote 0 gains U_w: malice never pays.
 * - B, honest: truth is the best response on both blocks, as the paper says, but not dominant: against enough wrong
 *   votes, following them gains U_w.
 */
import { bestVotes, dominance, expectedOthers, isPivotal } from './best-response.ts';
import { createGame, type VotingSetting } from './game.ts';
import { paperThresholdInThirds, paperVotes } from './paper-table.ts';
import { type Block, BLOCKS, expectedVote, type Kind, KINDS, type Vote } from './scheme.ts';

export interface Disagreement {
  /** Whether the answers are about the best vote in the paper's profile or about dominance. */
  readonly about: 'best vote' | 'dominance';
  readonly kind: Kind;
  readonly block: Block;
  /** The paper's best votes, or the one it calls dominant. */
  readonly paper: readonly Vote[];
  /** The exact game's: against `others`. */
  readonly exact: readonly Vote[];
  /** The others who vote 1: the paper's profile, or one where the "dominant" vote is not a best one. */
  readonly others: number;
  /** Whether the validator decides the outcome there. */
  readonly isPivotal: boolean;
}

/** All disagreements about one game's scheme, on both blocks. */
export function disagreements(setting: Omit<VotingSetting, 'block'>): readonly Disagreement[] {
  return BLOCKS.flatMap((block) =>
    KINDS.flatMap((kind) => [
      ...aboutBestVote({ ...setting, block }, kind),
      ...aboutDominance({ ...setting, block }, kind),
    ]),
  );
}

function aboutBestVote(setting: VotingSetting, kind: Kind): Disagreement[] {
  const game = createGame(setting);
  if (game.sizes[kind] === 0) return [];
  const others = expectedOthers(game, kind);
  const paper = paperVotes({ ...setting, kind }, setting.utilities);
  const exact = bestVotes(game, kind, others);
  if (paper.join() === exact.join()) return [];
  return [{ about: 'best vote', kind, block: setting.block, paper, exact, others, isPivotal: isPivotal(game, others) }];
}

function aboutDominance(setting: VotingSetting, kind: Kind): Disagreement[] {
  const game = createGame(setting);
  const { block } = setting;
  const vote = expectedVote(kind, block);
  if (game.sizes[kind] === 0 || paperThresholdInThirds({ ...setting, kind }) !== null) return [];
  if (dominance(game, kind, vote) !== 'none') return [];
  const others = [0, game.quota - 1, game.quota].find((m) => !bestVotes(game, kind, m).includes(vote))!;
  const exact = bestVotes(game, kind, others);
  return [{ about: 'dominance', kind, block, paper: [vote], exact, others, isPivotal: isPivotal(game, others) }];
}
