import { type Fraction, toNumber } from '@smartcast/mechanism/committee/fraction';
import { type Insurance, MOST_PROVERS } from '@smartcast/mechanism/procurement/limits';
import type { Setting } from '@smartcast/mechanism/procurement/mechanism';
import type { ProcurementPlan } from '@smartcast/mechanism/procurement/plan';
import {
  type PricedMechanism,
  proposedRule,
  ruleOf,
  type Shape,
} from '@smartcast/mechanism/procurement/rules/registry';
import { BondTooSmall, Impossible, type RuleOffer, type RuleWish } from '@smartcast/mechanism/procurement/rules/rule';
import { type Facts, SmartCastError } from '../errors.ts';

/** What a requester wants; money in units of one proof's cost unless said otherwise. */
export interface Wish extends RuleWish {
  /** The payment rule; if undefined, the one that loses least of those that may be chosen without being named. */
  readonly shape: Shape | undefined;
}

/** A mechanism that the escrow can play, and what a requester should know before it pays. */
export interface Offer extends RuleOffer {
  readonly mechanism: PricedMechanism;
  readonly insurance: Insurance;
  /** The most it can cost, in wei; deposited with the request. */
  readonly deposit: bigint;
  /** Slashed for the requester if no designate delivers, in wei. */
  readonly insured: bigint;
  /** What any incentive-compatible mechanism with the same bonds loses at least, in proofs. */
  readonly bound: number;
  /** What a prover that delivers expects beyond its cost, in wei: what rounding to wei leaves. */
  readonly gains: { readonly designate: number | undefined; readonly member: number | undefined };
}

/** Loaded with the first plan: the solver is large. */
let planner: ReturnType<typeof loadPlanner> | undefined;

async function loadPlanner() {
  const { loadSolver } = await import('@smartcast/mechanism/math/linear-program');
  const { planProcurement } = await import('@smartcast/mechanism/procurement/plan');
  return { planProcurement, solver: await loadSolver() };
}

/**
 * The plan of the mechanism library, in wei, for the rules of the escrow.
 * @throws SmartCastError `ImpossibleOffer` where the library plans nothing that the escrow can play.
 */
export async function planOffer(wish: Wish): Promise<Offer> {
  checkWish(wish);
  planner ??= loadPlanner();
  // What could not be loaded may be there the next time.
  planner.catch(() => (planner = undefined));
  const { planProcurement, solver } = await planner;
  const { designates, insurance } = wish;
  // Where the pool does not insure, the escrow pays a committee that delivers although no designate does.
  const options = { designates, paysCommittee: insurance === 'pool' ? 'with a designate' : 'always' } as const;
  const offerFor = (wanted: Wish): Offer => {
    const plan = planProcurement(settingOf(wanted), options, solver);
    if (wanted.provers <= MOST_PROVERS) return choose(wanted, plan);
    const seatedWish = seatable(wanted);
    const seated = planProcurement(settingOf(seatedWish), options, solver);
    return choose(seatedWish, { ...seated, bound: plan.bound });
  };
  try {
    return offerFor(wish);
  } catch (failure) {
    let error = failure;
    if (failure instanceof BondTooSmall) {
      const least = bondThatCovers((bond) => offerFor({ ...wish, bond }), failure);
      error = new BondTooSmall(wish.bond, least);
    }
    if (error instanceof Impossible) throw impossible(error.message, error.facts, { cause: error });
    if (error instanceof RangeError)
      throw impossible(`no request can be made of it: ${error.message}`, {}, { cause: error });
    throw error;
  }
}

/**
 * The bond that covers the committee's prize in the plan with that very bond: a greater bond may be planned with a greater
 * prize.
 */
function bondThatCovers(offerFor: (bond: number) => Offer, { facts }: BondTooSmall): number {
  for (let bond = facts.least; ;) {
    try {
      offerFor(bond);
      return bond;
    } catch (error) {
      if (!(error instanceof BondTooSmall) || error.facts.least <= bond) return bond;
      bond = error.facts.least;
    }
  }
}

function settingOf({ provers, honest, penalty, bond }: Wish): Setting {
  return { provers, honest, penalty, bond };
}

/** The wish with no more provers than there are seats, and as many corrupted ones: rules out mechanisms with too many seats alone. */
function seatable(wish: Wish): Wish {
  const honest = wish.honest - (wish.provers - MOST_PROVERS);
  if (honest >= 1) return { ...wish, provers: MOST_PROVERS, honest };
  throw impossible(
    `honest ${wish.honest} of provers ${wish.provers}: the escrow seats ${MOST_PROVERS} provers at most, who might all be corrupted`,
    { honest: wish.honest, provers: wish.provers, seats: MOST_PROVERS },
  );
}

function checkWish({ provers, honest, bond, designates, insurance, shape }: Wish): void {
  if (honest > provers) throw impossible(`honest ${honest} is too many for provers ${provers}`, { honest, provers });
  if (designates > provers) {
    throw impossible(`designates ${designates} is too many for provers ${provers}`, { designates, provers });
  }
  if (bond > 0 !== (insurance !== 'none')) {
    throw impossible(
      `insurance ${insurance} and bond ${bond} do not agree: insurance is for a bond, and a bond for insurance`,
      { insurance, bond },
    );
  }
  if (shape === undefined || ruleOf(shape).hasDesignates) return;
  if (insurance !== 'none') {
    throw impossible(`shape ${shape} cannot be insured: nobody is to deliver with certainty`, { shape });
  }
  if (designates > 1) {
    throw impossible(`shape ${shape} has no designates: leave out designates ${designates}`, { shape, designates });
  }
}

function choose(wish: Wish, plan: ProcurementPlan): Offer {
  const { shape, insurance, penalty } = wish;
  const { bound } = plan;
  const rule = shape === undefined ? proposedRule(wish, plan) : ruleOf(shape);
  const promised = rule.offer(wish, plan);
  const { mechanism, loss } = promised;
  if (loss > penalty) {
    const least = loss.toPrecision(4);
    throw impossible(`ask nobody: to have no proof costs ${penalty} proofs, to buy one costs ${least} at worst`, {
      penalty,
      loss,
    });
  }
  const { designate, member } = rule.gains(mechanism);
  const shown = (gain: Fraction | undefined): number | undefined => gain && toNumber(gain);
  return {
    ...promised,
    insurance,
    deposit: mechanism.total,
    insured: mechanism.bond,
    bound,
    gains: { designate: shown(designate), member: shown(member) },
  };
}

function impossible(message: string, facts: Facts, options?: ErrorOptions): SmartCastError {
  return new SmartCastError('ImpossibleOffer', message, facts, options);
}
