/** Whether a published rule does what it claims, with every deviation and its gain. */
import { checkIncentives, showNumber, type Inequality, type Prospect } from './incentive.ts';
import { jobDeviations, type JobDeviation, type JobTerms } from './job-game.ts';
import type { Mechanism } from './mechanism.ts';
import { type TimingPromise, timingDeviations } from './timing/deviations.ts';
import type { TimingRule } from './timing/game.ts';

export interface Described {
  readonly name: string;
  /** The facts, and what is assumed beyond them. */
  readonly description: string;
}

/**
 * A rule for jobs, judged by the game around them; a mechanism, judged by its incentives if all move at once; or a rule in
 * public time, judged by what looking first, waiting and owning several seats bring.
 */
export type Rule =
  | (Described & {
      readonly kind: 'job';
      readonly terms: JobTerms;
      /** Whether the pool's provers choose whose jobs their bonds insure. */
      readonly requesters: 'anyone' | 'insured';
    })
  | (Described & { readonly kind: 'mechanism'; readonly mechanism: Mechanism; readonly claim?: PrizeClaim })
  | (Described & { readonly kind: 'timing'; readonly rule: TimingRule; readonly promise: TimingPromise });

/** The chance of a prize that a rule tells the provers of a role that deliver. */
export interface PrizeClaim {
  readonly role: string;
  readonly prize: number;
  readonly probability: number;
}

export interface Deviation {
  readonly name: string;
  /** The deviating owner's utility if it does as prescribed, and if it deviates; gain is their difference. */
  readonly prescribed: number;
  readonly deviating: number;
  readonly gain: number;
  readonly inequality: Inequality | JobDeviation['inequality'] | 'timing';
  readonly sentence: string;
}

export interface RuleReport {
  /** Whether no deviation gains. */
  readonly holds: boolean;
  /** Deviations, the most profitable first; for a mechanism only those that gain. */
  readonly deviations: readonly Deviation[];
  /** Deviations that only a requester can try whom the provers insure. */
  readonly entrusted: readonly Deviation[];
}

function sentenceOf({ price, collateral }: JobTerms, deviation: JobDeviation, gain: number): string {
  const { name, prescribed, deviating, offer, threshold, insured, inequality } = deviation;
  const [p, d, t] = [prescribed, deviating, threshold].map(showNumber);
  if (inequality !== 'deter') {
    const verdict = gain > 0 ? `gains ${showNumber(gain)}` : gain < 0 ? `loses ${showNumber(-gain)}` : 'gains nothing';
    return `${name}: ${verdict}, ${d} instead of ${p}; the requester sees ${showNumber(insured)} of the slash.`;
  }
  const effective = showNumber(threshold - (price - 1));
  return (
    `${name}: a defaulted job costs its prover ${effective} of collateral where ${showNumber(collateral)} is claimed, so ` +
    `that an outside offer above ${t} a job makes it pay; at the offer of ${showNumber(offer)} that the terms should ` +
    `outweigh it yields ${d}, delivering ${p}. The requester sees ${showNumber(insured)} for a failed job.`
  );
}

/** What is claimed of a prize, and the share of it that its role can really expect. */
function claimSentence({ role, prize, probability }: PrizeClaim, prospects: readonly Prospect[]): string {
  const deliver = prospects.find((prospect) => prospect.role === role)?.deliver ?? 0;
  const expected = showNumber((deliver + 1) / prize);
  return ` The rule claims a chance of ${showNumber(probability)} of a prize of ${showNumber(prize)}; it is ${expected}.`;
}

function checkMechanism(mechanism: Mechanism, claim: PrizeClaim | undefined): RuleReport {
  const { violations, prospects } = checkIncentives(mechanism);
  const deviations = violations.map(({ role, inequality, left, right, deviation }): Deviation => {
    const [prescribed, deviating] = [Math.min(left, right), Math.max(left, right)];
    const claimed = claim?.role === role ? claimSentence(claim, prospects) : '';
    return {
      name: `${role}: ${inequality}`,
      prescribed,
      deviating,
      gain: deviating - prescribed,
      inequality,
      sentence: `${deviation}.${claimed}`,
    };
  });
  return { holds: deviations.length === 0, deviations: deviations.toSorted((a, b) => b.gain - a.gain), entrusted: [] };
}

/** What rounding alone may show is nothing. */
function withoutNoise(amount: number): number {
  return Math.abs(amount) <= 1e-9 ? 0 : amount;
}

function checkTiming(rule: TimingRule, promise: TimingPromise): RuleReport {
  const deviations = timingDeviations(rule, promise).map(({ name, prescribed, deviating, against }): Deviation => {
    const gain = withoutNoise(deviating - prescribed);
    const verdict = gain > 0 ? `gains ${showNumber(gain)}` : 'gains nothing';
    const [p, d] = [prescribed, deviating].map((value) => showNumber(withoutNoise(value)));
    const sentence = `${name} that looks and waits ${verdict} ${against}: ${d} instead of ${p}.`;
    return { name, prescribed, deviating, gain, inequality: 'timing', sentence };
  });
  return {
    holds: deviations.every(({ gain }) => gain <= 0),
    deviations: deviations.toSorted((a, b) => b.gain - a.gain),
    entrusted: [],
  };
}

/**
 * All deviations from a rule, each evaluated from its terms alone. Default is judged at the outside offer that the rule
 * claims to outweigh, since no rule can prevent it at every offer; all others without any offer. Gains within 1e-9 are
 * none.
 */
export function checkRule(rule: Rule): RuleReport {
  if (rule.kind === 'mechanism') return checkMechanism(rule.mechanism, rule.claim);
  if (rule.kind === 'timing') return checkTiming(rule.rule, rule.promise);
  const { terms, requesters } = rule;
  const all = jobDeviations(terms).map((deviation): Deviation => {
    const { name, prescribed, deviating, inequality } = deviation;
    const gain = withoutNoise(deviating - prescribed);
    return { name, prescribed, deviating, gain, inequality, sentence: sentenceOf(terms, deviation, gain) };
  });
  const isEntrusted = ({ inequality }: Deviation): boolean => requesters === 'insured' && inequality === 'self-deal';
  const deviations = all.filter((deviation) => !isEntrusted(deviation));
  return {
    holds: deviations.every(({ gain }) => gain <= 0),
    deviations,
    entrusted: all.filter(isEntrusted),
  };
}
