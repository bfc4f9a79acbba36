/**
 * The game of a rule that is played in public, step by step: everybody sees who has delivered before it delivers itself.
 * A step is a block or a turn. Within a step all move at once.
 *
 * Money is in units of one proof's cost. An owner has one seat or several; its k-th proof of the same statement costs μ.
 */
import { requireProbability, requireWhole } from '../../math/argument.ts';

/** The step in which each seat delivered, from 1; 0 if it has not. */
export type History = readonly number[];

/** P[a seat that has not delivered does so in a step], given what was delivered before. */
export type Behaviour = (seat: number, step: number, history: History) => number;

export interface TimingRule {
  /** The role of each seat, for people: designate, committee prover, … Seats of a role are alike. */
  readonly roles: readonly string[];
  readonly steps: number;
  /** Whether a delivery of a seat is accepted in a step, after what was delivered in earlier ones. */
  takes(seat: number, step: number, history: History): boolean;
  /** What each seat is paid in the end; negative if a bond is lost. */
  pay(history: History): readonly number[];
  /** What the rule wants seats to do. */
  readonly prescribed: Behaviour;
  /** What a first delivery of an owner costs it, 1 unless told: with sealed deliveries only the gas of opening. */
  readonly firstCost?: number;
}

export interface SeatOwner {
  readonly seats: readonly number[];
  /** μ. */
  readonly marginalCost: number;
}

/** What an owner expects if it does as prescribed, and from the best that it can do. */
export interface OwnerProspects {
  readonly prescribed: number;
  readonly best: number;
}

/** All ways in which the given seats may deliver in a step, with their probabilities; those of probability 0 are left out. */
function deliveries(seats: readonly number[], chanceOf: (seat: number) => number): { set: number[]; chance: number }[] {
  return seats.reduce<{ set: number[]; chance: number }[]>(
    (all, seat) => {
      const p = chanceOf(seat);
      return all
        .flatMap(({ set, chance }) => [
          { set, chance: chance * (1 - p) },
          { set: [...set, seat], chance: chance * p },
        ])
        .filter(({ chance }) => chance > 0);
    },
    [{ set: [], chance: 1 }],
  );
}

function after(history: History, step: number, ...sets: readonly (readonly number[])[]): number[] {
  const next = [...history];
  for (const seat of sets.flat()) next[seat] = step;
  return next;
}

/** All seats, and those that may deliver now. */
function openSeats(rule: TimingRule, step: number, history: History): number[] {
  return [...rule.roles.keys()].filter((seat) => history[seat] === 0 && rule.takes(seat, step, history));
}

/** E of a value of the history in the end, if every seat has a behaviour. */
export function expectEnd(rule: TimingRule, behaviour: Behaviour, value: (history: History) => number): number {
  const from = (step: number, history: History): number => {
    if (step > rule.steps) return value(history);
    const plays = deliveries(openSeats(rule, step, history), (seat) => behaviour(seat, step, history));
    return plays.reduce((sum, { set, chance }) => sum + chance * from(step + 1, after(history, step, set)), 0);
  };
  return from(
    1,
    rule.roles.map(() => 0),
  );
}

/** What an owner has in the end. */
function balance(rule: TimingRule, { seats, marginalCost }: SeatOwner, history: History): number {
  const payments = rule.pay(history);
  const proofs = seats.filter((seat) => history[seat]! > 0).length;
  const { firstCost = 1 } = rule;
  const costs = proofs === 0 ? 0 : firstCost + (proofs - 1) * firstCost * marginalCost;
  return seats.reduce((sum, seat) => sum + payments[seat]!, -costs);
}

/**
 * The owner's best reply to the behaviour of all other seats, by backward induction over all histories: in each step it
 * knows what was delivered before, and delivers for any of its seats. Exact.
 * @throws RangeError if a seat of the owner is none, or μ no probability.
 */
export function prospectsOf(rule: TimingRule, owner: SeatOwner, others: Behaviour): OwnerProspects {
  requireProbability('marginalCost', owner.marginalCost);
  owner.seats.forEach((seat) => requireWhole('seat', seat, 0, rule.roles.length - 1));
  const own = new Set(owner.seats);
  const known = new Map<string, number>();
  const best = (step: number, history: History): number => {
    if (step > rule.steps) return balance(rule, owner, history);
    const key = `${step}:${history.join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const open = openSeats(rule, step, history);
    const theirs = deliveries(
      open.filter((seat) => !own.has(seat)),
      (seat) => others(seat, step, history),
    );
    const choices = deliveries(
      open.filter((seat) => own.has(seat)),
      () => 0.5,
    );
    const values = choices.map((choice) =>
      theirs.reduce((sum, { set, chance }) => sum + chance * best(step + 1, after(history, step, choice.set, set)), 0),
    );
    const value = Math.max(...values);
    known.set(key, value);
    return value;
  };
  const prescribed = expectEnd(
    rule,
    (seat, step, history) => (own.has(seat) ? rule.prescribed : others)(seat, step, history),
    (history) => balance(rule, owner, history),
  );
  return {
    prescribed,
    best: best(
      1,
      rule.roles.map(() => 0),
    ),
  };
}

/** Others that each deliver in a step of their own, or never: steps[seat] from 0, never, to the last. */
export function inSteps(steps: readonly number[]): Behaviour {
  return (seat, step) => (steps[seat] === step ? 1 : 0);
}

/**
 * All ways in which the other seats may each deliver in a step in which the empty history lets them, or never. In a rule
 * that ends with the first step in which anything is delivered, nothing else can be told apart: before it the history is
 * empty, so that these are all behaviours, and every mixed one is an average of them.
 */
export function allSteps(rule: TimingRule, owner: SeatOwner): Behaviour[] {
  const empty = rule.roles.map(() => 0);
  const options = rule.roles.map((_, seat) =>
    owner.seats.includes(seat)
      ? [0]
      : [
          0,
          ...Array.from({ length: rule.steps }, (_unused, i) => i + 1).filter((step) => rule.takes(seat, step, empty)),
        ],
  );
  return options
    .reduce<number[][]>((all, own) => all.flatMap((steps) => own.map((step) => [...steps, step])), [[]])
    .map(inSteps);
}

/** Owners of up to `most` seats, told apart by how many seats of each role they have. */
export function ownersOf(rule: TimingRule, most: number, marginalCost: number): SeatOwner[] {
  const seen = new Set<string>();
  const from = (seats: readonly number[]): SeatOwner[] => {
    const name = seats.map((seat) => rule.roles[seat]).join();
    if (seen.has(name)) return [];
    seen.add(name);
    const next = [...rule.roles.keys()].filter((seat) => seat > (seats.at(-1) ?? -1));
    const larger = seats.length < most ? next.flatMap((seat) => from([...seats, seat])) : [];
    return seats.length === 0 ? larger : [{ seats, marginalCost }, ...larger];
  };
  return from([]);
}
