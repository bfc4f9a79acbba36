/**
 * What looking first is worth under the paper's designated rule on a public chain, for any number of members; game.ts
 * plays the same for few.
 *
 * Symbols: m members deliver with probability q, L is paid in all, Z of it to the members that deliver, if the designate
 * does; π is the chance, feared by a prover, that the designate stays silent; s seats of one owner, μ what its further
 * proofs cost.
 */
import { pmf } from '../../math/binomial.ts';
import { requireProbability, requireWhole } from '../../math/argument.ts';
import { findRoot } from '../../math/root.ts';
import type { DesignatedPlan } from '../designated.ts';

type Plan = Pick<DesignatedPlan, 'seats' | 'probability' | 'total' | 'prize' | 'designates'>;

/** E[f(Y)], Y ~ Bin(n, q). */
function expectOver(n: number, q: number, f: (y: number) => number): number {
  return pmf(n, q).reduce((sum, chance, y) => sum + (chance === 0 ? 0 : chance * f(y)), 0);
}

function membersOf({ seats, designates }: Plan): number {
  requireWhole('designates', designates, 1, 1);
  return seats - designates;
}

export interface Looking {
  /** What a member gains if it waits until the designate has delivered, and tosses its coin then: πq. */
  readonly atDesignate: number;
  /** If it sees the other members too: (1-π)·E[(Z/(1+Y) - 1)⁺] + πq, Y ~ Bin(m-1, q). */
  readonly atAll: number;
  /** What the designate gains if it sees the members, and its silence costs it `fine`. */
  readonly designateWaits: number;
  /** 1 - ⌊Z⌋/Z, the π above which nobody takes the last of the ⌊Z⌋ places that pay before it has seen the designate. */
  readonly mostFear: number;
}

/** @throws RangeError unless the plan has one designate and a committee, and π is a probability. */
export function lookingGains(plan: Plan, fear = 0, fine = 0): Looking {
  requireProbability('fear', fear);
  const members = membersOf(plan);
  requireWhole('members', members, 1);
  const { probability: q, total, prize } = plan;
  const alone = expectOver(members - 1, q, (y) => Math.max(0, prize / (1 + y) - 1));
  const beside = total - prize - 1;
  const nobody = (1 - q) ** members;
  return {
    atDesignate: fear * q,
    atAll: (1 - fear) * alone + fear * q,
    designateWaits: (1 - nobody) * (Math.max(beside, -fine) - beside),
    mostFear: 1 - Math.floor(prize) / prize,
  };
}

/** What an owner of several committee seats expects from a split prize when it delivers for some of them for certain. */
export interface SplitPrize {
  /** R_1 - 1 with one delivery for certain, R_1 = Z·E[1/(1+Y)], Y ~ Bin(m-s, q): no μ enters. */
  readonly one: number;
  /** With all s: Z·E[s/(s+Y)] - 1 - (s-1)μ. */
  readonly all: number;
  /** What a member with one seat expects from delivering while the owner delivers one for certain. */
  readonly single: number;
  /** The q at which members with one seat are indifferent again, if the owner delivers all; 0 if they never are. */
  readonly singlesProbability: number;
}

/**
 * A split prize against an owner of s of the m seats. Its own seats do not compete with each other: R_1 > 1, since Y is
 * less than the m - 1 others that make E[Z/(1+Y)] = 1, so that mixing is over for every μ.
 * @throws RangeError unless 2 ≤ s < m.
 */
export function splitPrize(plan: Plan, ownSeats: number, marginalCost: number): SplitPrize {
  const members = membersOf(plan);
  requireWhole('ownSeats', ownSeats, 2, members - 1);
  requireProbability('marginalCost', marginalCost);
  const { probability: q, prize } = plan;
  const others = members - ownSeats;
  const singleAt = (p: number, sure: number): number =>
    prize * expectOver(others - 1, p, (y) => 1 / (1 + sure + y)) - 1;
  return {
    one: prize * expectOver(others, q, (y) => 1 / (1 + y)) - 1,
    all: prize * expectOver(others, q, (y) => ownSeats / (ownSeats + y)) - 1 - (ownSeats - 1) * marginalCost,
    single: singleAt(q, 1),
    singlesProbability: singleAt(0, ownSeats) <= 0 ? 0 : findRoot((p) => singleAt(p, ownSeats), 0, 1),
  };
}

/** What J selected seats of one owner bring at a flat price: J(1+ε) - 1 - (J-1)μ, its rent (J-1)(1-μ) among it. */
export function flatPriceGain(selected: number, margin: number, marginalCost: number): number {
  requireWhole('selected', selected, 0);
  requireProbability('marginalCost', marginalCost);
  return selected === 0 ? 0 : selected * (1 + margin) - 1 - (selected - 1) * marginalCost;
}

/**
 * E[(J-1)⁺](p-μ), J ~ Bin(s, q): what an owner of s coins hopes for in the next turn by silence in this one, beyond what
 * it has now. The bond of a seat before a turn of coins has to outweigh it.
 */
export function coinTurnBond(ownSeats: number, probability: number, price: number, marginalCost: number): number {
  requireWhole('ownSeats', ownSeats, 0);
  requireProbability('probability', probability);
  requireProbability('marginalCost', marginalCost);
  return expectOver(ownSeats, probability, (j) => Math.max(0, j - 1)) * (price - marginalCost);
}
