/** The payment rules of the prover escrow. Other modules get a rule from here and name none. */
import type { ProcurementPlan } from '../plan.ts';
import { designatedRule } from './designated.ts';
import { lotteryRule } from './lottery.ts';
import type { PaymentRule, Priced, RuleWish } from './rule.ts';
import { tableRule } from './table.ts';

const ALL = [designatedRule, tableRule, lotteryRule] as const;

/** A rule's name. */
export type Shape = (typeof ALL)[number]['name'];
export type PricedMechanism = Priced<Shape>;

export const RULES: readonly PaymentRule<Shape>[] = ALL;
export const SHAPES: readonly Shape[] = RULES.map(({ name }) => name);

/** @throws RangeError if there is no such rule: nobody is paid by another one instead. */
export function ruleOf(shape: Shape): PaymentRule<Shape> {
  return found(({ name }) => name === shape, shape);
}

/** The rule with a number in Solidity's enum `Shape`. @throws RangeError if there is none. */
export function ruleOfCode(code: number): PaymentRule<Shape> {
  return found((rule) => rule.code === code, code);
}

function found(isIt: (rule: PaymentRule<Shape>) => boolean, sought: string | number): PaymentRule<Shape> {
  const rule = RULES.find(isIt);
  if (rule === undefined) throw new RangeError(`there is no payment rule ${sought}`);
  return rule;
}

/** The rule for a requester that asks for none: the one of least loss among those that compete (`proposedLoss`). */
export function proposedRule(wanted: RuleWish, plan: ProcurementPlan): PaymentRule<Shape> {
  const lossOf = (rule: PaymentRule<Shape>): number => rule.proposedLoss?.(wanted, plan) ?? Infinity;
  return RULES.reduce((best, rule) => (lossOf(rule) < lossOf(best) ? rule : best));
}
