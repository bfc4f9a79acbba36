/**
 * The paper's payoffs and what follows from them (its tables for schemes A and B, and their conclusions).
 *
 * Each payoff is aU_y + bU_w. With H honest and F faulty validators, the honest voting the truth and the faulty against
 * it, and with the one considered free to choose: a counts its own side (H or F with it, H-1 or F-1 without it), and b
 * the votes equal to its own, itself included; under scheme A, b = 0 for vote 0. All thresholds of the paper follow
 * from these payoffs: test/mechanism/voting/paper-table.test.ts derives each again.
 *
 * Two properties of the weights to know before relying on them:
 * - The paper writes H = 2n/3+1 and F = n/3-1. With n = 3k+1 neither is whole, and n/3-2 < 0 for n = 4. They would be
 *   whole for n divisible by 3. `literal` keeps them; `whole` takes H = 2k+1 and F = k, which n = 3k+1 has.
 * - b does not ask whether the block is accepted: an honest vote for a false block is credited with (n/3)U_w under
 *   scheme A, though n/3 votes never accept it. Hence the disagreements with the exact game (disagreement.ts).
 */
import { sign, toCommonScale } from './exact.ts';
import {
  type Block,
  BLOCKS,
  checkUtilities,
  expectedVote,
  type Kind,
  type Scheme,
  toleratedFaults,
  type Utilities,
  type Vote,
} from './scheme.ts';

/** Whose H and F: the paper's formulas in n, or the validators there are. */
export type Counting = 'literal' | 'whole';

/** aU_y + bU_w, in thirds of a validator, so that both are whole. */
export interface Weights {
  /** 3a. */
  readonly outcomeThirds: number;
  /** 3b. */
  readonly rewardThirds: number;
}

/** A kind of validator before a block. */
export interface Position {
  readonly validators: number;
  readonly scheme: Scheme;
  readonly kind: Kind;
  readonly block: Block;
  /** By default the paper's. */
  readonly counting?: Counting;
}

/** 3H and 3F. */
function sidesInThirds(validators: number, counting: Counting): Readonly<Record<Kind, number>> {
  const k = toleratedFaults(validators);
  return counting === 'literal'
    ? { honest: 2 * validators + 3, faulty: validators - 3 }
    : { honest: 3 * (2 * k + 1), faulty: 3 * k };
}

/** The paper's payoff of a vote. */
export function paperPayoff(position: Position, vote: Vote): Weights {
  const { validators, scheme, kind, block, counting = 'literal' } = position;
  const sides = sidesInThirds(validators, counting);
  const isExpected = vote === expectedVote(kind, block);
  const others = sides[kind === 'honest' ? 'faulty' : 'honest'];
  const alike = isExpected ? sides[kind] : others + 3;
  return {
    outcomeThirds: isExpected ? sides[kind] : sides[kind] - 3,
    rewardThirds: scheme === 'B' || vote === 1 ? alike : 0,
  };
}

/** Payoff of the expected vote (truthful if honest, malicious if faulty) less that of the other. */
function advantage(position: Position): Weights {
  const expected = expectedVote(position.kind, position.block);
  const [there, other] = [paperPayoff(position, expected), paperPayoff(position, expected === 1 ? 0 : 1)];
  return {
    outcomeThirds: there.outcomeThirds - other.outcomeThirds,
    rewardThirds: there.rewardThirds - other.rewardThirds,
  };
}

/**
 * Three times the U_y / U_w above which the expected vote pays strictly more, as a whole number; null if it does at
 * every ratio. The expected vote always gains one U_y, so that the threshold is what it forgoes in U_w.
 */
export function paperThresholdInThirds(position: Position): number | null {
  const { rewardThirds } = advantage(position);
  return rewardThirds < 0 ? -rewardThirds : null;
}

/** The votes that pay most by the paper's payoffs, compared exactly: one, or both when they pay the same. */
export function paperVotes(position: Position, utilities: Utilities): readonly Vote[] {
  checkUtilities(utilities);
  const { outcome, reward } = toCommonScale({ outcome: utilities.outcome, reward: utilities.reward });
  const { outcomeThirds, rewardThirds } = advantage(position);
  const lead = sign(BigInt(outcomeThirds) * outcome + BigInt(rewardThirds) * reward);
  if (lead === 0) return [0, 1];
  const expected = expectedVote(position.kind, position.block);
  return [lead > 0 ? expected : expected === 1 ? 0 : 1];
}

/** Whether the honest strictly prefer the truth on either block, by the paper's payoffs. */
export function isHonestTruthful(
  validators: number,
  scheme: Scheme,
  utilities: Utilities,
  counting: Counting = 'literal',
): boolean {
  return BLOCKS.every((block) => {
    const votes = paperVotes({ validators, scheme, kind: 'honest', block, counting }, utilities);
    return votes.length === 1 && votes[0] === expectedVote('honest', block);
  });
}

/** Ratios U_y / U_w above which a kind votes as the paper expects of it; null where it does at every ratio. */
export interface PaperThresholds {
  readonly honestTruthfulOnTrue: number | null;
  /** A: n/3. */
  readonly honestTruthfulOnFalse: number | null;
  /** A: 2n/3+2, B: n/3+3. */
  readonly faultyMaliciousOnTrue: number | null;
  /** B: n/3+3. */
  readonly faultyMaliciousOnFalse: number | null;
}

/** All four thresholds, each the double nearest to its third. */
export function paperThresholds(validators: number, scheme: Scheme, counting: Counting = 'literal'): PaperThresholds {
  const threshold = (kind: Kind, block: Block): number | null => {
    const thirds = paperThresholdInThirds({ validators, scheme, kind, block, counting });
    return thirds === null ? null : thirds / 3;
  };
  return {
    honestTruthfulOnTrue: threshold('honest', 'true'),
    honestTruthfulOnFalse: threshold('honest', 'false'),
    faultyMaliciousOnTrue: threshold('faulty', 'true'),
    faultyMaliciousOnFalse: threshold('faulty', 'false'),
  };
}
