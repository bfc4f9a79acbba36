/**
 * From a plan, whose money is in units of one proof's cost, to the amounts in wei of a request to the prover escrow.
 *
 * Symbols: u the cost of one proof in wei; D, c, q, L, Z, z_K, ρ, S as in mechanism.ts, with m = c - D committee provers.
 *
 * Rounding. The escrow divides prizes among those that deliver and rounds each share down. All payments are rounded up here
 * so that for the escrow's whole wei a prover that delivers expects at least its cost, and less than 1 wei more (2 wei
 * with a table). Exact indifference is impossible in whole wei: rounding up keeps delivery worthwhile, and costs the
 * requester less than 2 wei a delivery. A rule's `gains` computes what remains. S is rounded down: no bond loses more than
 * planned. q is rounded up: an attacker prevents all deliveries with at most the planned probability.
 */
import { exactly, type Fraction, fraction, multiply, ONE, roundUp, subtract, sum } from '../committee/fraction.ts';
import { LEAST_UNIT_COST, MOST_PROVERS } from './limits.ts';

const WAD = 10n ** 18n;

/** @throws RangeError for what the escrow does not take, or a unit cost too small to be rounded to wei. */
export function requireRequestable(seats: number, unitCost: bigint): void {
  if (seats > MOST_PROVERS) {
    throw new RangeError(`the seats must be at most ${MOST_PROVERS}, as the escrow takes them, not ${seats}`);
  }
  if (unitCost < LEAST_UNIT_COST) {
    throw new RangeError(`unitCost must be at least ${LEAST_UNIT_COST} wei to be rounded to wei, not ${unitCost}`);
  }
}

/** The terms that are unused where everybody delivers by its coin. */
export const WITHOUT_DESIGNATE = { designates: 0, prize: 0n, bond: 0n };

/** Chances of a request to c provers that all deliver by their coins with probability q. */
export function chancesOf(plan: {
  readonly committee: number;
  readonly probability: number;
  readonly failureProbability: number;
}) {
  const { committee, probability, failureProbability } = plan;
  return {
    failureProbability,
    failureProbabilityHonest: (1 - probability) ** committee,
    expectedProvers: committee * probability,
  };
}

/** What one of c provers expects when all deliver by their coins. @param shareAmong what each of K ≥ 1 that deliver is paid. */
export function gainsOfMembers(
  terms: { readonly seats: number; readonly probability: bigint; readonly unitCost: bigint },
  shareAmong: (deliveries: bigint) => Fraction,
): { readonly designate: undefined; readonly member: Fraction } {
  const expected = expectedOf(terms.seats - 1, terms.probability, (others) => shareAmong(others + 1n));
  return { designate: undefined, member: subtract(expected, fraction(terms.unitCost)) };
}

/** The least multiple of 10^-18 that is not below a probability. */
export function wadUp(probability: number): bigint {
  return roundUp(multiply(exactly(probability), fraction(WAD)));
}

/** x·u, rounded down. */
export function scaleDown(x: number, unitCost: bigint): bigint {
  const { numerator, denominator } = multiply(exactly(x), fraction(unitCost));
  return numerator / denominator;
}

/** 1 - (1-q)^m. */
function chanceOfAny(members: number, probability: bigint): Fraction {
  const power = BigInt(members);
  return fraction(WAD ** power - (WAD - probability) ** power, WAD ** power);
}

/** E[1/(1+Y)], Y ~ Bin(m-1, q): (1 - (1-q)^m) / (mq), or 1 for q = 0. */
export function shareOfOne(members: number, probability: bigint): Fraction {
  if (probability === 0n) return ONE;
  return divide(chanceOfAny(members, probability), fraction(BigInt(members) * probability, WAD));
}

/** E[f(Y)], Y ~ Bin(n, q). */
export function expectedOf(n: number, probability: bigint, f: (y: bigint) => Fraction): Fraction {
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

export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}
