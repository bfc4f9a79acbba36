import type { Insurance } from './escrow-types.ts';
import { type Fraction, toNumber } from '@smartcast/mechanism/committee/fraction';
import type { DesignatedPlan } from '@smartcast/mechanism/procurement/designated';
import type { LotteryPlan } from '@smartcast/mechanism/procurement/lottery';
import type { Setting } from '@smartcast/mechanism/procurement/mechanism';
import type { ProcurementPlan } from '@smartcast/mechanism/procurement/plan';
import type { PrizeTable } from '@smartcast/mechanism/procurement/prize-table';
import {
  designatedTerms,
  expectedGains,
  lotteryTerms,
  type PricedMechanism,
  tableTerms,
} from '@smartcast/mechanism/procurement/terms';
import { type Facts, SmartCastError } from '../errors.ts';

/** Seats that the escrow has for one request. */
const MOST_SEATS = 64;

export const SHAPES = ['designated', 'table', 'lottery'] as const;

/** What a requester wants; money in units of one proof's cost unless said otherwise. */
export interface Wish extends Setting {
  /** D. */
  readonly designates: number;
  readonly insurance: Insurance;
  /** If undefined, designated, or a table where that loses less and is neither to be insured nor to have several designates. */
  readonly shape: (typeof SHAPES)[number] | undefined;
  /** Of one proof, in wei. */
  readonly unitCost: bigint;
}

/** A mechanism that the escrow can play, and what a requester should know before it pays. */
export interface Offer {
  readonly mechanism: PricedMechanism;
  readonly insurance: Insurance;
  /** The most it can cost, in wei; deposited with the request. */
  readonly deposit: bigint;
  /** Slashed for the requester if no designate delivers, in wei. */
  readonly insured: bigint;
  /** P[no proof] if the worst n - h provers stay silent. */
  readonly failureProbability: number;
  /** P[no proof] if everybody follows the mechanism. */
  readonly failureProbabilityHonest: number;
  /** Proofs that are made, in expectation, if everybody follows the mechanism. */
  readonly expectedProvers: number;
  /** Expected cost at worst by the escrow's rules, ℓ included, once designates that are to consent have done so; in proofs. */
  readonly loss: number;
  /** What any incentive-compatible mechanism with the same bonds loses at least, in proofs. */
  readonly bound: number;
  /** What a prover that delivers expects beyond its cost, in wei: what rounding to wei leaves. */
  readonly gains: { readonly designate: number | undefined; readonly member: number | undefined };
}

/**
 * The plan of the mechanism library, in wei, for the rules of the escrow.
 * @throws SmartCastError `ImpossibleOffer` where the library plans nothing that the escrow can play.
 */
export async function planOffer(wish: Wish): Promise<Offer> {
  checkWish(wish);
  const [{ loadSolver }, { planProcurement }] = await Promise.all([
    import('@smartcast/mechanism/math/linear-program'),
    import('@smartcast/mechanism/procurement/plan'),
  ]);
  const solver = await loadSolver();
  const { designates, insurance } = wish;
  // Where the pool does not insure, the escrow pays a committee that delivers although no designate does.
  const options = { designates, paysCommittee: insurance === 'pool' ? 'with a designate' : 'always' } as const;
  try {
    const plan = planProcurement(settingOf(wish), options, solver);
    if (wish.provers <= MOST_SEATS) return choose(wish, plan);
    const seated = planProcurement(settingOf(seatable(wish)), options, solver);
    return choose(wish, { ...seated, bound: plan.bound });
  } catch (error) {
    if (error instanceof RangeError)
      throw impossible(`no request can be made of it: ${error.message}`, {}, { cause: error });
    throw error;
  }
}

function settingOf({ provers, honest, penalty, bond }: Wish): Setting {
  return { provers, honest, penalty, bond };
}

/** The same choice of mechanisms but for those with too many seats: as many provers as there are seats, as many of them corrupted. */
function seatable(wish: Wish): Wish {
  const honest = wish.honest - (wish.provers - MOST_SEATS);
  if (honest >= 1) return { ...wish, provers: MOST_SEATS, honest };
  throw impossible(
    `honest ${wish.honest} of provers ${wish.provers}: the escrow seats ${MOST_SEATS} provers at most, who might all be corrupted`,
    { honest: wish.honest, provers: wish.provers, seats: MOST_SEATS },
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
  if (insurance !== 'none' && shape !== undefined && shape !== 'designated') {
    throw impossible(`shape ${shape} cannot be insured: nobody is to deliver with certainty`, { shape });
  }
  if (designates > 1 && shape !== undefined && shape !== 'designated') {
    throw impossible(`shape ${shape} has no designates: leave out designates ${designates}`, { shape, designates });
  }
}

function choose(wish: Wish, { designated, symmetric, lottery, bound }: ProcurementPlan): Offer {
  const { shape, insurance, penalty, designates } = wish;
  // The escrow's tables use no bonds.
  const { loss: tableLoss, probability } = symmetric.achieved;
  const isTableBetter = probability > 0 && tableLoss < designated.loss;
  const wanted = shape ?? (insurance === 'none' && designates === 1 && isTableBetter ? 'table' : 'designated');
  const offer = {
    designated: () => designatedOffer(wish, designated),
    table: () => tableOffer(wish, symmetric.achieved),
    lottery: () => lotteryOffer(wish, lottery),
  }[wanted]();
  if (offer.loss > penalty) {
    const least = offer.loss.toPrecision(4);
    throw impossible(`ask nobody: to have no proof costs ${penalty} proofs, to buy one costs ${least} at worst`, {
      penalty,
      loss: offer.loss,
    });
  }
  return { ...offer, bound };
}

type Unbound = Omit<Offer, 'bound'>;

function designatedOffer(wish: Wish, plan: DesignatedPlan): Unbound {
  const { unitCost, bond, insurance } = wish;
  const mechanism = designatedTerms(plan, unitCost, bond);
  if (insurance === 'consent' && mechanism.bond < mechanism.prize) {
    // A step more than needed, for what rounding to a double may take.
    const least = Number((mechanism.prize * 10_000n) / unitCost + 2n) / 1e4;
    throw impossible(
      `bond ${bond}: with insurance by consent the bond must cover the committee’s prize: make it at least ${least}`,
      { bond, least },
    );
  }
  return {
    ...commonOf(mechanism, insurance),
    failureProbability: plan.failureProbability,
    failureProbabilityHonest: 0,
    expectedProvers: plan.total,
    loss: plan.loss,
  };
}

function tableOffer({ unitCost, penalty }: Wish, table: PrizeTable): Unbound {
  if (table.probability === 0) {
    throw impossible(`ask nobody: to have no proof costs ${penalty} proofs, which no table betters`, { penalty });
  }
  const mechanism = tableTerms(table, unitCost);
  return { ...commonOf(mechanism, 'none'), ...chancesOf(table), loss: table.loss };
}

function lotteryOffer({ unitCost }: Wish, plan: LotteryPlan): Unbound {
  const mechanism = lotteryTerms(plan, unitCost);
  return { ...commonOf(mechanism, 'none'), ...chancesOf(plan), loss: plan.loss };
}

function commonOf(mechanism: PricedMechanism, insurance: Insurance) {
  const { designate, member } = expectedGains(mechanism);
  const shown = (gain: Fraction | undefined): number | undefined => gain && toNumber(gain);
  return {
    mechanism,
    insurance,
    deposit: mechanism.total,
    insured: mechanism.bond,
    gains: { designate: shown(designate), member: shown(member) },
  };
}

function chancesOf({
  committee,
  probability,
  failureProbability,
}: Pick<PrizeTable, 'committee' | 'probability' | 'failureProbability'>) {
  return {
    failureProbability,
    failureProbabilityHonest: (1 - probability) ** committee,
    expectedProvers: committee * probability,
  };
}

function impossible(message: string, facts: Facts, options?: ErrorOptions): SmartCastError {
  return new SmartCastError('ImpossibleOffer', message, facts, options);
}
