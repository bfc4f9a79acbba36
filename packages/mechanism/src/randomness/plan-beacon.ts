/**
 * Which beacon a draw should be made by: what each costs, and what a bias of the cheaper one would cost whom.
 *
 * prevRandao of a fixed later block gives the proposer of that block one choice: to publish it, or to give it up, with its
 * reward, so that a later block decides. A drand round gives nobody a choice.
 */
import { requireAmount, requireProbability, requireWhole } from '../math/argument.ts';

/** Gas of bringing a value to a beacon; snapshots/gas.json has them measured. */
export const BRINGING_GAS = { drand: 171_716, prevRandao: 110_991 } as const;

/** A draw, as one who would bias it sees it. Money in one unit. */
export interface StakedDraw {
  /** What a draw that favours the attacker is worth to it: at most what it costs its victim. */
  readonly gain: number;
  /** What such a draw costs its victim. */
  readonly damage: number;
  /** Probability that a draw favours the attacker. */
  readonly favourable: number;
  /** Probability that the attacker proposes a given block. */
  readonly proposerShare: number;
  /** What a proposer loses with a block that it gives up. */
  readonly blockReward: number;
}

/** What an attacker makes of the choice to give up its block. */
export interface Bias {
  /** Whether giving up a block ever pays: a fresh draw is worth more than the block's reward. */
  readonly pays: boolean;
  /** Probability that the draw favours the attacker, if it does what pays. */
  readonly favourable: number;
  /** What it gains by that, rewards that it gives up included. */
  readonly gain: number;
  /** What it costs the victim. */
  readonly damage: number;
}

/**
 * The best reply of an attacker that sees what its block would decide, and may give it up as often as it proposes the next one.
 *
 * The value V of the draw before anybody has proposed obeys V = (1 − β)qG + β(qG + (1 − q)·max(0, V − R)), for a share β of
 * the proposers, a probability q of a favourable draw worth G, and a reward R. Where qG ≤ R nothing is given up, and V = qG;
 * otherwise V = qG + β(1 − q)(qG − R) / (1 − β(1 − q)), and the draw is favourable with q / (1 − β(1 − q)).
 *
 * @throws RangeError if an argument is out of range.
 */
export function biasOf({ gain, damage, favourable, proposerShare, blockReward }: StakedDraw): Bias {
  for (const [name, value] of Object.entries({ gain, damage, blockReward })) requireAmount(name, value);
  requireProbability('favourable', favourable);
  requireProbability('proposerShare', proposerShare);
  const again = proposerShare * (1 - favourable);
  const excess = favourable * gain - blockReward;
  if (excess <= 0 || again === 0) return { pays: false, favourable, gain: 0, damage: 0 };
  const biased = favourable / (1 - again);
  return {
    pays: true,
    favourable: biased,
    gain: (again * excess) / (1 - again),
    damage: (biased - favourable) * damage,
  };
}

export interface BeaconWish extends StakedDraw {
  /** Price of a unit of gas, in the unit of the money. */
  readonly gasPrice: number;
  /** Draws that share a round of drand, each at an equal part of its cost. */
  readonly sharers: number;
}

export interface BeaconPlan {
  readonly best: 'drand' | 'prev-randao';
  /** What a draw costs by drand. */
  readonly drand: number;
  /** What a draw costs by prevRandao, without and with the bias. */
  readonly prevRandao: number;
  readonly prevRandaoBiased: number;
  readonly bias: Bias;
}

/** The cheaper beacon for a draw; drand where they cost the same. @throws RangeError if an argument is out of range. */
export function planBeacon({ gasPrice, sharers, ...draw }: BeaconWish): BeaconPlan {
  requireAmount('gasPrice', gasPrice);
  requireWhole('sharers', sharers, 1);
  const bias = biasOf(draw);
  const drand = (BRINGING_GAS.drand * gasPrice) / sharers;
  const prevRandao = BRINGING_GAS.prevRandao * gasPrice;
  const prevRandaoBiased = prevRandao + bias.damage;
  return { best: prevRandaoBiased < drand ? 'prev-randao' : 'drand', drand, prevRandao, prevRandaoBiased, bias };
}
