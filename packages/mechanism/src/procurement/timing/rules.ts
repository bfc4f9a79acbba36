/** Rules for proofs as games in time: the paper's on a public chain, its sealed variant, and turns. */
import type { Setting } from '../mechanism.ts';
import type { DesignatedPlan } from '../designated.ts';
import type { Behaviour, History, TimingRule } from './game.ts';

const delivered = (history: History): number => history.filter((step) => step > 0).length;

/** A designated plan with one designate, as seats 0 (designate) to c - 1. */
export interface PublicDesignated {
  readonly plan: Pick<DesignatedPlan, 'seats' | 'probability' | 'total' | 'prize'>;
  /** What the designate itself loses if it does not deliver; 0 unless told. */
  readonly fine?: number;
  /** Whether committee provers that deliver are paid without a designate too. */
  readonly always?: boolean;
}

function designatedRoles(seats: number): string[] {
  return Array.from({ length: seats }, (_, seat) => (seat === 0 ? 'designate' : 'committee prover'));
}

function designatedPay({ plan, fine = 0, always = false }: PublicDesignated): TimingRule['pay'] {
  const { total, prize } = plan;
  return (history) => {
    const [first, ...others] = history;
    const members = delivered(others);
    const isPaid = first! > 0 || always;
    const share = isPaid && members > 0 ? prize / members : 0;
    const own = first! > 0 ? total - (members > 0 ? prize : 0) : -fine;
    return [own, ...others.map((step) => (step > 0 ? share : 0))];
  };
}

/** All are to deliver, by their coins, in step 1, and may deliver later, when the chain has shown what others did. */
export function publicDesignated(rule: PublicDesignated, steps = 2): TimingRule {
  const { seats, probability } = rule.plan;
  return {
    roles: designatedRoles(seats),
    steps,
    takes: () => true,
    pay: designatedPay(rule),
    prescribed: (seat, step) => (step > 1 ? 0 : seat === 0 ? 1 : probability),
  };
}

/**
 * The same with sealed deliveries, once the designate and `members` others have committed: a step opens seals, each for
 * gas. A deposit is returned to who opens.
 */
export function sealedDesignated(rule: PublicDesignated, members: number, gas: number, deposit: number): TimingRule {
  const pay = designatedPay(rule);
  return {
    roles: designatedRoles(members + 1),
    steps: 2,
    takes: () => true,
    pay: (history) => pay(history).map((amount, seat) => amount - (history[seat] === 0 ? deposit : 0)),
    prescribed: (_, step) => (step === 1 ? 1 : 0),
    firstCost: gas,
  };
}

/**
 * A table or a lottery (by its expectation): all members are to deliver by their coins in step 1, and those that deliver
 * by the end share z_K equally.
 */
export function publicPrizes(
  members: number,
  probability: number,
  prizeOf: (deliveries: number) => number,
  steps = 2,
): TimingRule {
  return {
    roles: Array.from({ length: members }, () => 'committee prover'),
    steps,
    takes: () => true,
    pay: (history) => {
      const count = delivered(history);
      return history.map((step) => (step > 0 ? prizeOf(count) / count : 0));
    },
    prescribed: (_, step) => (step === 1 ? probability : 0),
  };
}

export interface FlatTurns {
  /** m_1, m_2, …; for verifiable coins, how many are selected. */
  readonly sizes: readonly number[];
  /** p_1, p_2, …. */
  readonly prices: readonly number[];
  /** What a silent seat pays in each turn. */
  readonly bonds: readonly number[];
}

/** Turns: a seat is accepted in its own turn, if no earlier turn has delivered, and paid a flat price. */
export function turnsRule({ sizes, prices, bonds }: FlatTurns): TimingRule {
  const turnOf = sizes.flatMap((size, turn) => Array.from({ length: size }, () => turn + 1));
  return {
    roles: turnOf.map((turn) => `seat of turn ${turn}`),
    steps: sizes.length,
    takes: (seat, step, history) => turnOf[seat] === step && delivered(history) === 0,
    pay: (history) => {
      const last = history.find((step) => step > 0) ?? sizes.length;
      return history.map((step, seat) => {
        const turn = turnOf[seat]!;
        if (step > 0) return prices[turn - 1]!;
        return turn <= last ? -bonds[turn - 1]! : 0;
      });
    },
    prescribed: () => 1,
  };
}

/** What the requester loses with a history: payments, the delay of silent turns, ℓ if nothing was delivered. */
export function lossOf(
  rule: TimingRule,
  { penalty, bond }: Pick<Setting, 'penalty' | 'bond'>,
  delay: number,
): (history: History) => number {
  return (history) => {
    const paid = rule.pay(history).reduce((sum, amount) => sum + amount, 0);
    const first = history.filter((step) => step > 0).toSorted((a, b) => a - b)[0];
    const silent = first === undefined ? rule.steps : first - 1;
    return paid + delay * silent + (first === undefined ? penalty - bond : 0);
  };
}

/** Delivers as soon as that is paid more than it costs, given what has been delivered. Nobody moves in step 1. */
export function looksFirst(rule: TimingRule): Behaviour {
  return (seat, step, history) => {
    if (step === 1) return 0;
    const payment = rule.pay(history.with(seat, step))[seat]!;
    return payment - rule.pay(history)[seat]! > (rule.firstCost ?? 1) ? 1 : 0;
  };
}
