/**
 * All pure Nash equilibria of the exact game. Validators of a kind are interchangeable, so that a profile is a pair
 * (i, j): i honest and j faulty validators vote 1. It is an equilibrium iff no kind that has a vote 1 leads by voting 0,
 * and none that has a vote 0 leads by voting 1. That depends on s = i + j through four regions alone; each is tested, and
 * equal verdicts are joined. Exact, in time independent of n.
 *
 * What comes out, for n = 3k+1 and U_w > 0 without a cost of erratic votes:
 * - B has two equilibria, both strict, for every block, ratio and f: all vote 1, and all vote 0. It rewards agreement,
 *   not truth. Two are all the pure ones. Where all are of one kind there is one more at least in which all toss a coin:
 *   the gain of a vote 1 is continuous in the others' probability of it, below 0 at 0 and above 0 at 1. It is not
 *   stable: one vote more for a side makes that side better for everybody.
 * - A has one strict equilibrium, all vote 1, and beside it every profile with at most 2k-1 votes 1 (nobody can change
 *   anything); and with 2k votes 1 those in which everyone who wants acceptance votes 1, if U_y ≥ U_w.
 */
import { lnChoose } from '../math/binomial.ts';
import type { VoteRange } from './best-response.ts';
import type { Game } from './game.ts';
import type { Kind } from './scheme.ts';

/** Every profile whose votes 1 are in all three ranges is an equilibrium. */
export interface EquilibriumClass {
  /** s, all votes 1. */
  readonly votes: VoteRange;
  /** i, those of honest validators. */
  readonly honest: VoteRange;
  /** j, those of faulty validators. */
  readonly faulty: VoteRange;
  readonly isAccepted: boolean;
  /** Whether everybody would strictly lose by another vote. */
  readonly isStrict: boolean;
}

interface Segment extends VoteRange {
  readonly isStrict: boolean;
}

/** How many of a kind may vote 1 in an equilibrium with a number of votes 1 from a region. */
function stableCounts(game: Game, kind: Kind, region: VoteRange): Segment[] {
  const size = game.sizes[kind];
  if (size === 0) return [{ least: 0, most: 0, isStrict: true }];
  const gainOfOne = game.lead(kind, region.most - 1);
  const gainOfZero = -game.lead(kind, region.least);
  const segments: Segment[] = [];
  if (gainOfZero >= 0n) segments.push({ least: 0, most: 0, isStrict: gainOfZero > 0n });
  if (gainOfZero >= 0n && gainOfOne >= 0n && size > 1) {
    segments.push({ least: 1, most: size - 1, isStrict: gainOfZero > 0n && gainOfOne > 0n });
  }
  if (gainOfOne >= 0n) segments.push({ least: size, most: size, isStrict: gainOfOne > 0n });
  return joined(segments);
}

/** Segments with neighbours of the same strictness made one. */
function joined(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last !== undefined && last.isStrict === segment.isStrict && last.most + 1 === segment.least) {
      result[result.length - 1] = { ...last, most: segment.most };
    } else {
      result.push(segment);
    }
  }
  return result;
}

/** All pure equilibria of a game, in classes that do not overlap, by increasing votes. */
export function pureEquilibria(game: Game): readonly EquilibriumClass[] {
  const classes: EquilibriumClass[] = [];
  for (const region of regions(game)) {
    for (const honest of stableCounts(game, 'honest', region)) {
      for (const faulty of stableCounts(game, 'faulty', region)) {
        const least = Math.max(region.least, honest.least + faulty.least);
        const most = Math.min(region.most, honest.most + faulty.most);
        if (least > most) continue;
        const isStrict = honest.isStrict && faulty.isStrict;
        const isAccepted = region.least >= game.quota;
        const found = { votes: { least, most }, honest, faulty, isAccepted, isStrict };
        const index = classes.findIndex((before) => isContinued(before, found));
        if (index < 0) classes.push(found);
        else classes[index] = { ...found, votes: { least: classes[index]!.votes.least, most } };
      }
    }
  }
  return classes.map(tight).toSorted((a, b) => a.votes.least - b.votes.least || a.honest.least - b.honest.least);
}

/** Whether two classes differ by their votes alone, and these adjoin. */
function isContinued(before: EquilibriumClass, after: EquilibriumClass): boolean {
  const rest = ({ honest, faulty, isAccepted, isStrict }: EquilibriumClass): string =>
    JSON.stringify([honest, faulty, isAccepted, isStrict]);
  return before.votes.most + 1 === after.votes.least && rest(before) === rest(after);
}

/**
 * Numbers of votes 1 that look alike to every voter: who votes 0 faces m = s others, who votes 1 faces m = s-1, below, at
 * or above 2k. (What a vote 1 would face at s = 0, or a vote 0 at s = n, is void: nobody casts it there.)
 */
function regions({ quota, setting: { validators } }: Game): readonly VoteRange[] {
  return [
    { least: 0, most: quota - 2 },
    { least: quota - 1, most: quota - 1 },
    { least: quota, most: quota },
    { least: quota + 1, most: validators },
  ];
}

/** The same class with no count in `honest` or `faulty` that the other two ranges rule out. */
function tight({ votes, honest, faulty, isAccepted, isStrict }: EquilibriumClass): EquilibriumClass {
  const cut = (own: VoteRange, other: VoteRange): VoteRange => ({
    least: Math.max(own.least, votes.least - other.most),
    most: Math.min(own.most, votes.most - other.least),
  });
  return { votes, honest: cut(honest, faulty), faulty: cut(faulty, honest), isAccepted, isStrict };
}

/**
 * ln of how many vote vectors, of the 2ⁿ there are, a class holds: Σ over its (i, j) of C(h, i)·C(f, j), with h honest and
 * f faulty validators. Right to about 1e-9 of the count.
 */
export function lnProfiles(game: Game, { votes, honest, faulty }: EquilibriumClass): number {
  const { sizes, setting } = game;
  const terms: number[] = [];
  for (let total = votes.least; total <= votes.most; total++) {
    const least = Math.max(honest.least, total - faulty.most);
    const most = Math.min(honest.most, total - faulty.least);
    if (least <= Math.max(0, total - sizes.faulty) && most >= Math.min(sizes.honest, total)) {
      terms.push(lnChoose(setting.validators, total));
      continue;
    }
    for (let i = least; i <= most; i++) terms.push(lnChoose(sizes.honest, i) + lnChoose(sizes.faulty, total - i));
  }
  const greatest = terms.reduce((a, b) => Math.max(a, b));
  return greatest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - greatest), 0));
}
