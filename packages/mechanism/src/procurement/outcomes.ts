/**
 * All outcomes of a mechanism, told apart by how many provers of each role deliver, and expectations over the coins of
 * those that follow it.
 */
import { requireAmount, requireWhole } from '../math/argument.ts';
import { pmf } from '../math/binomial.ts';
import type { Mechanism, Payment, Role } from './mechanism.ts';

/** A number for each vector of deliveries (one axis for each role, the last one fastest). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Most entries of a table of outcomes: enough for two roles of a thousand provers each, or for twenty roles of one. */
const MOST_OUTCOMES = 2 ** 20;

/** Most that truncated binomials may leave out of an expectation in all, absolutely. */
const OMITTED = 1e-20;

export function isAsked(role: Role): boolean {
  return role.asked ?? true;
}

/** How many different numbers of deliveries a rule can see from each role. */
export function outcomeShape({ roles }: Mechanism): number[] {
  return roles.map((role) => (isAsked(role) ? role.size + 1 : 1));
}

function checkRole({ name, size, probability, bond, asked }: Role): void {
  requireWhole(`size of role ${name}`, size, 0, 10_000);
  if (!(probability >= 0 && probability <= (asked === false ? 0 : 1))) {
    const range = asked === false ? '0, since it is not asked' : 'from 0 to 1';
    throw new RangeError(`probability of role ${name} must be ${range}, not ${probability}`);
  }
  requireAmount(`bond of role ${name}`, bond);
}

/**
 * Calls `visit` with each outcome, in the order of a tensor's entries. A payment that nobody can get (to a deliverer
 * where none delivers, to an absent one where all deliver) is passed as 0.
 * @throws RangeError if a role is malformed, a payment is not finite or the outcomes are more than 2²⁰.
 */
export function forEachOutcome(
  mechanism: Mechanism,
  visit: (delivered: readonly number[], payments: readonly Payment[], index: number) => void,
): void {
  const { roles } = mechanism;
  roles.forEach(checkRole);
  const shape = outcomeShape(mechanism);
  const outcomes = shape.reduce((product, length) => product * length, 1);
  if (outcomes > MOST_OUTCOMES) {
    throw new RangeError(`roles must have at most ${MOST_OUTCOMES} outcomes together, not ${outcomes}`);
  }
  const delivered = roles.map(() => 0);
  for (let index = 0; index < outcomes; index++) {
    let rest = index;
    for (let r = roles.length - 1; r >= 0; r--) {
      const length = shape[r]!;
      delivered[r] = rest % length;
      rest = (rest - delivered[r]!) / length;
    }
    const payments = mechanism.pay(delivered).map((payment, r) => reachable(payment, delivered[r]!, roles[r]!));
    if (payments.length !== roles.length) {
      throw new RangeError(`pay must return a payment for each of ${roles.length} roles, not ${payments.length}`);
    }
    visit(delivered, payments, index);
  }
}

function reachable(payment: Payment, delivered: number, { name, size }: Role): Payment {
  const result = {
    delivered: delivered > 0 ? payment.delivered : 0,
    absent: delivered < size ? payment.absent : 0,
  };
  if (!(Number.isFinite(result.delivered) && Number.isFinite(result.absent))) {
    throw new RangeError(`pay must return finite numbers, not ${result.delivered} and ${result.absent} to ${name}`);
  }
  return result;
}

/**
 * The expectation along one axis when `trials` provers of that role follow their coin: entry t of that axis becomes
 * E[f(t + X)], X ~ Bin(trials, probability), t = 0…length - 1 - trials.
 *
 * Error: rounding, and at most 1e-20: terms of the binomial below 1e-20/(length·max(1, max|f|)) are left out.
 */
export function expectAlong({ shape, values }: Tensor, axis: number, trials: number, probability: number): Tensor {
  const length = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = values.length / (length * inner);
  const kept = length - trials;
  const weights = pmf(trials, probability);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const least = OMITTED / (length * scale);
  const isKept = (weight: number): boolean => weight >= least;
  const from = weights.findIndex(isKept);
  const to = weights.findLastIndex(isKept);
  const result = new Float64Array(outer * kept * inner);
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < kept; t++) {
      for (let k = from; k <= to; k++) {
        const weight = weights[k]!;
        const source = (o * length + t + k) * inner;
        const target = (o * kept + t) * inner;
        for (let i = 0; i < inner; i++) result[target + i]! += weight * values[source + i]!;
      }
    }
  }
  return { shape: shape.with(axis, kept), values: result };
}
