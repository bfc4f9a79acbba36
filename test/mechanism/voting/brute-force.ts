/** The voting game again, on vectors of votes, from the paper's definitions alone, for few validators. */
import type { VotingSetting } from '../../../packages/mechanism/src/voting/game.ts';

export interface SmallGame {
  readonly n: number;
  /** The first f validators are faulty. */
  readonly f: number;
  readonly scheme: 'A' | 'B';
  /** x. */
  readonly x: 0 | 1;
  readonly outcome: number;
  readonly reward: number;
  readonly erratic: number;
}

export function toSmall({ validators, faults, scheme, block, utilities }: VotingSetting): SmallGame {
  return { n: validators, f: faults, scheme, x: block === 'true' ? 1 : 0, erratic: 0, ...utilities };
}

export function payoffs(game: SmallGame, votes: readonly (0 | 1)[]): number[] {
  const k = (game.n - 1) / 3;
  const sum = votes.reduce<number>((total, vote) => total + vote, 0);
  const y = sum >= 2 * k + 1 ? 1 : 0;
  return votes.map((v, i) => {
    let payoff = 0;
    if (i < game.f ? y !== game.x : y === game.x) payoff += game.outcome;
    if (game.scheme === 'A' ? y === 1 && v === 1 : v === y) payoff += game.reward;
    if (v !== y) payoff -= game.erratic;
    return payoff;
  });
}

function flipped(votes: readonly (0 | 1)[], i: number): (0 | 1)[] {
  return votes.map((vote, index) => (index === i ? (vote === 1 ? 0 : 1) : vote));
}

/** What each validator would gain by its other vote. */
export function gains(game: SmallGame, votes: readonly (0 | 1)[]): number[] {
  const now = payoffs(game, votes);
  return votes.map((_, i) => payoffs(game, flipped(votes, i))[i]! - now[i]!);
}

/** All 2^n vectors. */
export function* vectors(n: number): Generator<(0 | 1)[]> {
  for (let bits = 0; bits < 2 ** n; bits++) yield Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? 1 : 0));
}

export interface Profile {
  readonly honest: number;
  readonly faulty: number;
  readonly isStrict: boolean;
  readonly count: number;
}

/** Every pure equilibrium, vectors with equal numbers of votes 1 of each kind taken together. */
export function equilibria(game: SmallGame): Map<string, Profile> {
  const found = new Map<string, Profile>();
  for (const votes of vectors(game.n)) {
    const greatest = Math.max(...gains(game, votes));
    if (greatest > 0) continue;
    const ones = (part: readonly (0 | 1)[]): number => part.filter((vote) => vote === 1).length;
    const [honest, faulty] = [ones(votes.slice(game.f)), ones(votes.slice(0, game.f))];
    const key = `${honest},${faulty}`;
    found.set(key, { honest, faulty, isStrict: greatest < 0, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return found;
}
