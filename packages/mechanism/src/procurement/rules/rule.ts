/** What a payment rule of the prover escrow is. A new rule is a file like those beside this, and a line in registry.ts. */
import type { Fraction } from '../../committee/fraction.ts';
import type { Insurance } from '../limits.ts';
import type { Setting } from '../mechanism.ts';
import type { ProcurementPlan } from '../plan.ts';

/** The mechanism of a request, in wei; letters and meanings as in RequestTerms.sol. */
export interface Priced<Shape extends string = string> {
  readonly shape: Shape;
  /** D: seats 0 to D - 1. */
  readonly designates: number;
  /** c, designates included. */
  readonly seats: number;
  /** q · 10^18. */
  readonly probability: bigint;
  /** u. */
  readonly unitCost: bigint;
  /** The deposit: the most that the rule can pay. */
  readonly total: bigint;
  /** Z. */
  readonly prize: bigint;
  /** S. */
  readonly bond: bigint;
  /** z_1 … z_c of a table. */
  readonly prizes: readonly bigint[];
}

/** What a prover that delivers expects beyond u if the others follow the mechanism, in wei; undefined where none is asked. */
export interface ExpectedGains {
  readonly designate: Fraction | undefined;
  readonly member: Fraction | undefined;
}

/** What a requester wants; money in units of one proof's cost unless said otherwise. */
export interface RuleWish extends Setting {
  /** D. */
  readonly designates: number;
  readonly insurance: Insurance;
  /** Cost of one proof, in wei. */
  readonly unitCost: bigint;
}

/** A mechanism that the escrow can play, and what it promises. */
export interface RuleOffer {
  readonly mechanism: Priced;
  /** Expected cost at worst by the escrow's rules, ℓ included, once designates that are to consent have done so; in proofs. */
  readonly loss: number;
  /** P[no proof] if the worst n - h provers stay silent. */
  readonly failureProbability: number;
  /** P[no proof] if everybody follows the mechanism. */
  readonly failureProbabilityHonest: number;
  /** Proofs that are made, in expectation, if everybody follows the mechanism. */
  readonly expectedProvers: number;
}

export interface PaymentRule<Shape extends string = string> {
  readonly name: Shape;
  /** Number in Solidity's enum `Shape`. */
  readonly code: number;
  /** Who is paid what, in one line, for people. */
  readonly summary: string;
  /** Whether it has designates: nothing else can be insured. */
  readonly hasDesignates: boolean;
  /** Whether one of those that deliver, drawn at random, gets all when the request is settled in time. */
  readonly drawsWinner: boolean;
  /**
   * What a seat that delivered is paid, in wei, rounded down as the escrow does; without bonds that are returned.
   * @param delivered seats, `seat` among them.
   * @param winner seat that is drawn; undefined when none is.
   */
  shareOf(
    terms: Priced & { readonly insurance: Insurance },
    delivered: readonly number[],
    seat: number,
    winner?: number,
  ): bigint;
  /** The exact expected gains, with the escrow's rounded divisions. */
  gains(terms: Priced): ExpectedGains;
  /** The amounts of its terms for people: a label and wei. */
  amounts(terms: Priced): readonly (readonly [label: string, wei: bigint])[];
  /**
   * The loss with which the rule competes when the wish names no rule; undefined where the rule must be named. A rule
   * without this function must always be named.
   */
  proposedLoss?(wanted: RuleWish, plan: ProcurementPlan): number | undefined;
  /** @throws Impossible, or RangeError for what cannot be priced. */
  offer(wanted: RuleWish, plan: ProcurementPlan): RuleOffer & { readonly mechanism: Priced<Shape> };
}

/** A wish that a rule cannot serve, with the values that prevent it. */
export class Impossible extends RangeError {
  override name = 'Impossible';
  readonly facts: Readonly<Record<string, number>>;

  constructor(message: string, facts: Readonly<Record<string, number>>) {
    super(message);
    this.facts = facts;
  }
}

/** A bond by consent that is less than the committee's prize. */
export class BondTooSmall extends Impossible {
  declare readonly facts: { readonly bond: number; readonly least: number };

  /** @param least what the prize is with this bond; another bond has another plan. */
  constructor(bond: number, least: number) {
    const reason = 'with insurance by consent the bond must cover the committee’s prize';
    super(`bond ${bond}: ${reason}: make it at least ${least}`, { bond, least });
  }
}
