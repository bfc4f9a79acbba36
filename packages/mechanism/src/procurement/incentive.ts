/**
 * Whether following a mechanism is in everybody's interest (Adversarial procurement in blockchains, 2026, §2).
 *
 * Symbols, in units of one proof's cost: D = E[pay | the prover delivers] - 1 and A = E[pay | it abstains], when all
 * others follow their q; s the prover's bond.
 */
import type { Mechanism, Role } from './mechanism.ts';
import { expectAlong, forEachOutcome, isAsked, outcomeShape, type Tensor } from './outcomes.ts';

/**
 * deliver: D ≥ A where q = 1. abstain: A ≥ D where q = 0. indifferent: D = A where 0 < q < 1.
 * participate: max(D, A) ≥ 0. bond: every payment ≥ -s.
 */
export type Inequality = 'deliver' | 'abstain' | 'indifferent' | 'participate' | 'bond';

export interface Violation {
  readonly role: string;
  readonly inequality: Inequality;
  /** Left side, which should be at least (for `indifferent`, equal to) the right one. */
  readonly left: number;
  readonly right: number;
  /** Who does what instead, and what it gains. */
  readonly deviation: string;
}

/** What a prover of a role may expect. */
export interface Prospect {
  readonly role: string;
  /** D; -∞ if the role is not asked. */
  readonly deliver: number;
  /** A. */
  readonly abstain: number;
}

export interface IncentiveReport {
  readonly compatible: boolean;
  /** The largest shortfall of a left side, relative to max(1, |left|, |right|); 0 if every inequality holds. */
  readonly residual: number;
  readonly violations: readonly Violation[];
  readonly prospects: readonly Prospect[];
}

export function showNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** All outcomes' payments of each role, and the least payment anybody can get. */
function tabulate(mechanism: Mechanism): { delivered: Tensor[]; absent: Tensor[]; least: number[] } {
  const { roles } = mechanism;
  const shape = outcomeShape(mechanism);
  const outcomes = shape.reduce((product, length) => product * length, 1);
  const tensors = (): Tensor[] => roles.map(() => ({ shape, values: new Float64Array(outcomes) }));
  const [delivered, absent] = [tensors(), tensors()];
  const least = roles.map(() => 0);
  forEachOutcome(mechanism, (_, payments, index) =>
    payments.forEach((payment, r) => {
      delivered[r]!.values[index] = payment.delivered;
      absent[r]!.values[index] = payment.absent;
      least[r] = Math.min(least[r]!, payment.delivered, payment.absent);
    }),
  );
  return { delivered, absent, least };
}

/** E[f(t + Y)] for a prover of role `own` that adds t = 0 or 1 to the Y deliveries of the other provers. */
function expectFor(own: number, table: Tensor, roles: readonly Role[]): Float64Array {
  const others = ({ size }: Role, r: number): number => (r === own ? size - 1 : size);
  return roles.reduce(
    (tensor, role, r) => (isAsked(role) ? expectAlong(tensor, r, others(role, r), role.probability) : tensor),
    table,
  ).values;
}

/** The inequalities that concern one prover of a role. */
function inequalitiesOf(role: Role, { deliver, abstain }: Prospect, least: number): Violation[] {
  const { name, probability, bond } = role;
  const [d, a] = [showNumber(deliver), showNumber(abstain)];
  const delivering = `delivering yields E[pay | delivers] - 1 = ${d}`;
  const abstaining = `abstaining yields E[pay | abstains] = ${a}`;
  const found: Violation[] = [
    {
      role: name,
      inequality: 'participate',
      left: Math.max(deliver, abstain),
      right: 0,
      deviation: `a ${name} stays away and has 0: ${delivering} and ${abstaining}`,
    },
    {
      role: name,
      inequality: 'bond',
      left: least,
      right: -bond,
      deviation: `a ${name} walks away from a payment of ${showNumber(least)}, since its bond is only ${showNumber(bond)}`,
    },
  ];
  if (!isAsked(role)) return found;
  const asked = `although it should deliver with probability ${showNumber(probability)}`;
  const [inequality, left, right] =
    probability === 1
      ? (['deliver', deliver, abstain] as const)
      : probability === 0
        ? (['abstain', abstain, deliver] as const)
        : (['indifferent', deliver, abstain] as const);
  const better =
    deliver > abstain
      ? `a ${name} always delivers, ${asked}: ${delivering}, ${abstaining}`
      : `a ${name} never delivers, ${asked}: ${abstaining}, ${delivering}`;
  return [{ role: name, inequality, left, right, deviation: better }, ...found];
}

function shortfall({ inequality, left, right }: Violation): number {
  const short = inequality === 'indifferent' ? Math.abs(right - left) : Math.max(0, right - left);
  return short / Math.max(1, Math.abs(left), Math.abs(right));
}

/**
 * Checks any payment rule: D ≥ A where q = 1, A ≥ D where q = 0, D = A where 0 < q < 1; max(D, A) ≥ 0, so that a prover
 * is not better off elsewhere; and every payment, also in outcomes of probability 0, at least -s.
 *
 * Participation goes beyond the paper's D and A: once payments may be negative, the threat of the slash alone would
 * keep D ≥ A while the requester pays less than the proof's cost, and the paper's bound g_S would be beaten.
 *
 * Exact but for rounding and 1e-20 of truncation; relative tolerance 1e-9 unless told. Time and memory grow with the
 * number of outcomes Π(size + 1), which is limited to 2²⁰.
 * @throws RangeError if a role or payment is malformed or the outcomes are too many.
 */
export function checkIncentives(mechanism: Mechanism, tolerance = 1e-9): IncentiveReport {
  const { roles } = mechanism;
  const { delivered, absent, least } = tabulate(mechanism);
  const present = roles.map((role, r) => ({ role, r })).filter(({ role }) => role.size > 0);
  const prospects = present.map(({ role, r }): Prospect => {
    const abstain = expectFor(r, absent[r]!, roles)[0]!;
    return {
      role: role.name,
      deliver: isAsked(role) ? expectFor(r, delivered[r]!, roles)[1]! - 1 : -Infinity,
      abstain,
    };
  });
  const inequalities = present.flatMap(({ role, r }, i) => inequalitiesOf(role, prospects[i]!, least[r]!));
  const violations = inequalities.filter((inequality) => shortfall(inequality) > tolerance);
  const residual = inequalities.reduce((most, inequality) => Math.max(most, shortfall(inequality)), 0);
  return { compatible: violations.length === 0, residual, violations, prospects };
}
