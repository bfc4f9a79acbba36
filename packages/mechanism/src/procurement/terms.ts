/**
 * From a plan, whose money is in units of one proof's cost, to the amounts in wei of a request to the prover escrow.
 *
 * Symbols: u the cost of one proof in wei; D, c, q, L, Z, z_K, ρ, S as in mechanism.ts, with m = c - D committee members.
 *
 * Rounding. The escrow divides prizes among those that deliver and rounds each share down. All payments are rounded up here
 * so that for the escrow's whole wei a prover that delivers expects at least its cost, and less than 1 wei more (2 wei
 * with a table). Exact indifference is not to be had in whole wei: this side of it keeps provers at work, and costs the
 * requester less than 2 wei a delivery. `expectedGains` computes what remains. S is rounded down: no bond loses more than
 * planned. q is rounded up: an attacker prevents all deliveries with at most the planned probability.
 */
import { add, exactly, type Fraction, fraction, multiply, ONE, roundUp, subtract, sum } from '../committee/fraction.ts';
import type { DesignatedPlan } from './designated.ts';
import type { LotteryPlan } from './lottery.ts';
import type { PrizeTable } from './prize-table.ts';

/** The mechanism of a request, in wei; letters and meanings as in RequestTerms.sol. */
export interface PricedMechanism {
  readonly shape: 'designated' | 'table' | 'lottery';
  /** D: seats 0 to D - 1. */
  readonly designates: number;
  /** c, designates included. */
  readonly committee: number;
  /** q · 10^18. */
  readonly probability: bigint;
  /** u. */
  readonly unitCost: bigint;
  /** The deposit: L, ρ of a lottery, or the greatest of a table's prizes. */
  readonly total: bigint;
  /** Z. */
  readonly prize: bigint;
  /** S. */
  readonly bond: bigint;
  /** Of a table: z_1 … z_c. */
  readonly prizes: readonly bigint[];
}

/** What a prover that delivers expects beyond u if the others follow the mechanism, in wei; undefined where none is asked. */
export interface ExpectedGains {
  readonly designate: Fraction | undefined;
  readonly member: Fraction | undefined;
}

const WAD = 10n ** 18n;
/** What the escrow takes. */
const MOST_PROVERS = 64;
const MOST_DESIGNATES = 8;
/** Wei. Below, a wei more or less would be a millionth of a proof's cost or more. */
export const LEAST_UNIT_COST = 1_000_000n;

/**
 * The terms of a designated plan, with the slash S in units of a proof's cost.
 * Favours provers by less than 1 wei a delivery.
 * @throws RangeError for what the escrow does not take, or a unit cost too small to be rounded to wei.
 */
export function designatedTerms(plan: DesignatedPlan, unitCost: bigint, bond: number): PricedMechanism {
  const { designates, committee } = plan;
  requireRequestable(committee, unitCost);
  if (designates > MOST_DESIGNATES) {
    throw new RangeError(`designates must be at most ${MOST_DESIGNATES}, as the escrow takes them, not ${designates}`);
  }
  const probability = wadUp(plan.probability);
  const members = committee - designates;
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
    committee,
    probability,
    unitCost,
    total,
    prize,
    bond: amount - (amount % BigInt(designates)),
    prizes: [],
  };
}

/**
 * The terms of a prize table. Favours provers by less than 2 wei a delivery.
 * @throws RangeError as above, and for a table that uses bonds: the escrow's tables do not.
 */
export function tableTerms(table: PrizeTable, unitCost: bigint): PricedMechanism {
  const { committee } = table;
  requireRequestable(committee, unitCost);
  if (table.absent.length > 0)
    throw new RangeError('the table pays or slashes who does not deliver: the escrow cannot');
  const probability = wadUp(table.probability);
  const shape = Array.from({ length: committee }, (_, i) => exactly(Math.max(0, table.prizes[i] ?? 0)));
  const share = expectedOf(committee - 1, probability, (y) => multiply(shape[Number(y)]!, fraction(1n, y + 1n)));
  if (share.numerator === 0n) throw new RangeError('the table pays nobody');
  // One wei covers the floors of z_K / K; the plan's own error is scaled away.
  const scale = fraction((unitCost + 1n) * share.denominator, share.numerator);
  const prizes = shape.map((prize) => roundUp(multiply(prize, scale)));
  const total = prizes.reduce((most, prize) => (prize > most ? prize : most), 0n);
  return { ...WITHOUT_DESIGNATE, shape: 'table', committee, probability, unitCost, total, prizes };
}

/** The terms of a lottery. Favours provers by less than 1 wei a delivery. @throws RangeError as above. */
export function lotteryTerms({ committee, probability: q }: LotteryPlan, unitCost: bigint): PricedMechanism {
  requireRequestable(committee, unitCost);
  const probability = wadUp(q);
  const total = roundUp(divide(fraction(unitCost), shareOfOne(committee, probability)));
  return { ...WITHOUT_DESIGNATE, shape: 'lottery', committee, probability, unitCost, total, prizes: [] };
}

const WITHOUT_DESIGNATE = { designates: 0, prize: 0n, bond: 0n };

/** Exactly what the escrow's divisions leave to be expected. */
export function expectedGains(terms: PricedMechanism): ExpectedGains {
  const { shape, designates, committee, probability, total, prize, prizes } = terms;
  const cost = fraction(terms.unitCost);
  const members = committee - designates;
  const expected = (shareAmong: (deliveries: bigint) => Fraction): Fraction =>
    expectedOf(members - 1, probability, (y) => shareAmong(y + 1n));
  if (shape === 'table') {
    const member = expected((deliveries) => fraction(prizes[Number(deliveries) - 1]! / deliveries));
    return { designate: undefined, member: subtract(member, cost) };
  }
  if (shape === 'lottery') {
    const member = expected((deliveries) => fraction(total, deliveries));
    return { designate: undefined, member: subtract(member, cost) };
  }
  const left = (k: bigint): Fraction => fraction((total - paidToCommittee(prize, k)) / BigInt(designates));
  const member = members === 0 ? undefined : expected((deliveries) => fraction(prize / deliveries));
  return {
    designate: subtract(expectedOf(members, probability, left), cost),
    member: member && subtract(member, cost),
  };
}

function requireRequestable(committee: number, unitCost: bigint): void {
  if (committee > MOST_PROVERS) {
    throw new RangeError(`committee must be at most ${MOST_PROVERS}, as the escrow takes them, not ${committee}`);
  }
  if (unitCost < LEAST_UNIT_COST) {
    throw new RangeError(`unitCost must be at least ${LEAST_UNIT_COST} wei to be rounded to wei, not ${unitCost}`);
  }
}

/** The least multiple of 10^-18 that is not below a probability. */
function wadUp(probability: number): bigint {
  return roundUp(multiply(exactly(probability), fraction(WAD)));
}

/** x·u, rounded down. */
function scaleDown(x: number, unitCost: bigint): bigint {
  const { numerator, denominator } = multiply(exactly(x), fraction(unitCost));
  return numerator / denominator;
}

/** The least Z with E[⌊Z/K⌋] ≥ u for one of m that delivers: since ⌊Z/K⌋ ≥ (Z + 1)/K - 1, it is enough that (Z + 1)·E[1/K] ≥ u + 1. */
function prizeUp(unitCost: bigint, members: number, probability: bigint): bigint {
  return roundUp(divide(fraction(unitCost + 1n), shareOfOne(members, probability))) - 1n;
}

/** 1 - (1-q)^m. */
function chanceOfAny(members: number, probability: bigint): Fraction {
  const power = BigInt(members);
  return fraction(WAD ** power - (WAD - probability) ** power, WAD ** power);
}

/** E[1/(1+Y)], Y ~ Bin(m-1, q): (1 - (1-q)^m) / (mq), or 1 for q = 0. */
function shareOfOne(members: number, probability: bigint): Fraction {
  if (probability === 0n) return ONE;
  return divide(chanceOfAny(members, probability), fraction(BigInt(members) * probability, WAD));
}

/** K·⌊Z/K⌋, what the escrow's division makes of the prize for K committee members. */
function paidToCommittee(prize: bigint, deliveries: bigint): bigint {
  return deliveries === 0n ? 0n : prize - (prize % deliveries);
}

/** E[f(Y)], Y ~ Bin(n, q). */
function expectedOf(n: number, probability: bigint, f: (y: bigint) => Fraction): Fraction {
  return sum(deliveringOf(n, probability).map((weight, y) => multiply(weight, f(BigInt(y)))));
}

/** P[Y = 0] … P[Y = n], Y ~ Bin(n, q). */
function deliveringOf(n: number, probability: bigint): Fraction[] {
  let choose = 1n;
  return Array.from({ length: n + 1 }, (_, y) => {
    const chance = choose * probability ** BigInt(y) * (WAD - probability) ** BigInt(n - y);
    choose = (choose * BigInt(n - y)) / BigInt(y + 1);
    return fraction(chance, WAD ** BigInt(n));
  });
}

function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}
