/** Everybody delivers by its coin; one of those that deliver gets ρ (Adversarial procurement in blockchains, 2026). */
import { fraction, roundUp } from '../../committee/fraction.ts';
import type { LotteryPlan } from '../lottery.ts';
import { chancesOf, divide, gainsOfMembers, requireRequestable, shareOfOne, wadUp, WITHOUT_DESIGNATE } from '../wei.ts';
import type { PaymentRule, Priced } from './rule.ts';

/**
 * The terms of a lottery. Favours provers by less than 1 wei a delivery.
 * @throws RangeError for what the escrow does not take, or a unit cost too small to be rounded to wei.
 */
export function lotteryTerms({ committee, probability: q }: LotteryPlan, unitCost: bigint): Priced<'lottery'> {
  requireRequestable(committee, unitCost);
  const probability = wadUp(q);
  const total = roundUp(divide(fraction(unitCost), shareOfOne(committee, probability)));
  return { ...WITHOUT_DESIGNATE, shape: 'lottery', seats: committee, probability, unitCost, total, prizes: [] };
}

export const lotteryRule: PaymentRule<'lottery'> = {
  name: 'lottery',
  code: 2,
  summary: 'one of those that deliver wins the prize; they share it if nobody settles in time',
  hasDesignates: false,
  drawsWinner: true,

  shareOf({ total }, delivered, seat, winner) {
    if (winner === undefined) return total / BigInt(delivered.length);
    return seat === winner ? total : 0n;
  },

  gains: (terms) => gainsOfMembers(terms, (deliveries) => fraction(terms.total, deliveries)),

  amounts: ({ total }) => [['prize, ρ', total]],

  offer: ({ unitCost }, { lottery: plan }) => ({
    mechanism: lotteryTerms(plan, unitCost),
    loss: plan.loss,
    ...chancesOf(plan),
  }),
};
