/** Equilibria of the exact game, described for people: who votes the truth, and whether the outcome is right. */
import { type EquilibriumClass, lnProfiles, pureEquilibria } from './equilibrium.ts';
import type { Game } from './game.ts';
import type { VoteRange } from './best-response.ts';
import { type Block, type Kind, KINDS, truthfulVote } from './scheme.ts';

/** How a kind votes in a class of equilibria: alike (truthfully or not), in various ways, or it has no members. */
export type Conduct = 'truthful' | 'untruthful' | 'various' | 'nobody';

export interface DescribedEquilibrium extends EquilibriumClass {
  readonly block: Block;
  /** Whether y = x. */
  readonly isOutcomeRight: boolean;
  readonly conduct: Readonly<Record<Kind, Conduct>>;
  /** All of the above as one text. */
  readonly label: string;
  /** The share of all 2ⁿ vote vectors; 0 where that is below the smallest double. */
  readonly share: number;
}

/** All pure equilibria of a game. */
export function describedEquilibria(game: Game): readonly DescribedEquilibrium[] {
  return pureEquilibria(game).map((equilibrium) => describe(game, equilibrium));
}

function describe(game: Game, equilibrium: EquilibriumClass): DescribedEquilibrium {
  const { block, validators } = game.setting;
  const { votes, isAccepted, isStrict } = equilibrium;
  const isOutcomeRight = isAccepted === (truthfulVote(block) === 1);
  const conduct = { honest: conductOf(game, equilibrium, 'honest'), faulty: conductOf(game, equilibrium, 'faulty') };
  const voters = KINDS.map((kind) => `${inWords(equilibrium[kind])} ${kind}`).join(', ');
  const conducts = KINDS.map((kind) => `${kind} ${conduct[kind]}`).join(', ');
  const label =
    `${block} block: ${inWords(votes)} of ${validators} vote 1 (${voters}): ` +
    `${isOutcomeRight ? 'rightly' : 'wrongly'} ${isAccepted ? 'accepted' : 'rejected'}; ` +
    `${conducts}; ${isStrict ? 'strict' : 'weak'}`;
  const share = Math.exp(lnProfiles(game, equilibrium) - validators * Math.LN2);
  return { ...equilibrium, block, isOutcomeRight, conduct, label, share };
}

function conductOf(game: Game, equilibrium: EquilibriumClass, kind: Kind): Conduct {
  const size = game.sizes[kind];
  if (size === 0) return 'nobody';
  const { least, most } = equilibrium[kind];
  if (least !== most || (least !== 0 && least !== size)) return 'various';
  return (least === size) === (truthfulVote(game.setting.block) === 1) ? 'truthful' : 'untruthful';
}

function inWords({ least, most }: VoteRange): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
