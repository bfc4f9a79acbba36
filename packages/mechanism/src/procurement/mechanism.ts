/**
 * The model of adversarial procurement (Adversarial procurement in blockchains, 2026, §2): n provers, of which at least h
 * are honest, are asked for one proof. All money is in units of the cost of one proof.
 *
 * Symbols: n provers, h honest, a = n - h that may be corrupted, α = h/n, ℓ the penalty of having no proof, S the sum of
 * all bonds, q the probability with which a prover delivers, c the provers that are asked at all, k = c - a the honest
 * ones among them if all corrupted provers were asked.
 */
import { requireAmount, requireWhole } from '../math/argument.ts';

export interface Setting {
  /** n. */
  readonly provers: number;
  /** h, from 1 to n. */
  readonly honest: number;
  /** ℓ, the requester's loss in proofs when nothing is delivered. */
  readonly penalty: number;
  /** S, what all provers together have bonded; 0 without bonds. */
  readonly bond: number;
}

/** Provers that a mechanism treats alike. */
export interface Role {
  /** Name for messages: designate, committee prover, outsider, … */
  readonly name: string;
  readonly size: number;
  /** q, with which each delivers, by an independent private coin. */
  readonly probability: number;
  /** s, what each has bonded: no payment may be below -s. */
  readonly bond: number;
  /** False if its deliveries are refused, as a non-member's are: the rule always sees 0 of them. Then q is 0. */
  readonly asked?: boolean;
}

/** What each prover of a role is paid; negative if its bond is slashed. */
export interface Payment {
  readonly delivered: number;
  readonly absent: number;
}

/**
 * A strategy profile and a payment rule. A rule without symmetry is written with one role for each prover.
 */
export interface Mechanism {
  readonly roles: readonly Role[];
  /** Payments of each role when `delivered[r]` provers of role r deliver. */
  pay(delivered: readonly number[]): readonly Payment[];
}

/** Most provers (n) that a plan is made for. */
export const MOST_PLANNED = 10_000;
/** Greatest ℓ and S that commands take, in proofs. Beyond, the probabilities of a plan would be too near 1 for a double. */
export const GREATEST_AMOUNT = 1e15;

/** @throws RangeError unless 1 ≤ h ≤ n are whole numbers, n ≤ 10,000, ℓ ≥ 0 and S ≥ 0 are finite. */
export function checkSetting({ provers, honest, penalty, bond }: Setting): void {
  requireWhole('provers', provers, 1, MOST_PLANNED);
  if (!(Number.isInteger(honest) && honest >= 1 && honest <= provers)) {
    throw new RangeError(`honest must be a whole number from 1 to provers = ${provers}, not ${honest}`);
  }
  requireAmount('penalty', penalty);
  requireAmount('bond', bond);
}
