/**
 * Designates deliver always, committee provers by their coins. Each of the K committee provers that deliver gets Z/K, and
 * each designate that delivers 1/D of what L leaves then (Adversarial procurement in blockchains, 2026, §4).
 */
import { add, type Fraction, fraction, roundUp, subtract } from '../../committee/fraction.ts';
import type { DesignatedPlan } from '../designated.ts';
import { MOST_DESIGNATES } from '../limits.ts';
import { divide, expectedOf, requireRequestable, scaleDown, shareOfOne, wadUp } from '../wei.ts';
import { BondTooSmall, type PaymentRule, type Priced } from './rule.ts';

type DesignatedTerms = Priced<'designated'>;

/**
 * The terms of a designated plan, with the slash S in units of a proof's cost.
 * Favours provers by less than 1 wei a delivery.
 * @throws RangeError for what the escrow does not take, or a unit cost too small to be rounded to wei.
 */
export function designatedTerms(plan: DesignatedPlan, unitCost: bigint, bond: number): DesignatedTerms {
  const { designates, seats } = plan;
  requireRequestable(seats, unitCost);
  if (designates > MOST_DESIGNATES) {
    throw new RangeError(`designates must be at most ${MOST_DESIGNATES}, as the escrow takes them, not ${designates}`);
  }
  const probability = wadUp(plan.probability);
  const members = seats - designates;
  const prize = members === 0 ? 0n : prizeUp(unitCost, members, probability);
  // D floors of what the committee leaves, divided by D, take up to (D - 1) / D wei each.
  const owed = fraction(BigInt(designates) * unitCost + BigInt(designates - 1));
  const total = roundUp(
    add(
      owed,
      expectedOf(members, probability, (k) => fraction(paidToCommittee(prize, k))),
    ),
  );
  const amount = scaleDown(bond, unitCost);
  return {
    shape: 'designated',
    designates,
    seats,
    probability,
    unitCost,
    total,
    prize,
    bond: amount - (amount % BigInt(designates)),
    prizes: [],
  };
}

/** The least Z with E[⌊Z/K⌋] ≥ u for one of m that delivers: since ⌊Z/K⌋ ≥ (Z + 1)/K - 1, it is enough that (Z + 1)·E[1/K] ≥ u + 1. */
function prizeUp(unitCost: bigint, members: number, probability: bigint): bigint {
  return roundUp(divide(fraction(unitCost + 1n), shareOfOne(members, probability))) - 1n;
}

/** K·⌊Z/K⌋, what the escrow's division makes of the prize for K committee provers. */
function paidToCommittee(prize: bigint, deliveries: bigint): bigint {
  return deliveries === 0n ? 0n : prize - (prize % deliveries);
}

export const designatedRule: PaymentRule<'designated'> = {
  name: 'designated',
  code: 0,
  summary: 'designates share what the committee provers that deliver leave; those share a prize',
  hasDesignates: true,
  drawsWinner: false,

  shareOf({ insurance, designates, total, prize }, delivered, seat) {
    const others = delivered.filter((one) => one >= designates);
    // With insurance by the pool nobody is paid if no designate delivers.
    if (others.length === delivered.length && insurance === 'pool') return 0n;
    const committee = BigInt(others.length);
    return seat >= designates ? prize / committee : (total - paidToCommittee(prize, committee)) / BigInt(designates);
  },

  gains({ designates, seats, probability, total, prize, unitCost }) {
    const cost = fraction(unitCost);
    const members = seats - designates;
    const left = (k: bigint): Fraction => fraction((total - paidToCommittee(prize, k)) / BigInt(designates));
    const member = (): Fraction => expectedOf(members - 1, probability, (y) => fraction(prize / (y + 1n)));
    return {
      designate: subtract(expectedOf(members, probability, left), cost),
      member: members === 0 ? undefined : subtract(member(), cost),
    };
  },

  amounts: ({ total, prize }) => [
    ['paid in all, L', total],
    ['of it to the committee, Z', prize],
  ],

  proposedLoss: (_, { designated }) => designated.loss,

  offer({ unitCost, bond, insurance }, { designated: plan }) {
    const mechanism = designatedTerms(plan, unitCost, bond);
    if (insurance === 'consent' && mechanism.bond < mechanism.prize) {
      // One step more than needed covers the rounding to a double.
      const least = Number((mechanism.prize * 10_000n) / unitCost + 2n) / 1e4;
      throw new BondTooSmall(bond, least);
    }
    return {
      mechanism,
      loss: plan.loss,
      failureProbability: plan.failureProbability,
      failureProbabilityHonest: 0,
      expectedProvers: plan.total,
    };
  },
};
