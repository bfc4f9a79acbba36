/** Plain values of the prover escrow, as the rest of the product sees them. Money in wei, times in block numbers. */
import type { Insurance } from '@smartcast/mechanism/procurement/limits';
import type { PricedMechanism } from '@smartcast/mechanism/procurement/rules/registry';

/** What a requester offers; letters and meanings as in RequestTerms.sol. */
export interface RequestTerms extends PricedMechanism {
  readonly verifier: string;
  readonly insurance: Insurance;
  readonly consentBlocks: number;
  readonly proveBlocks: number;
  /** Public inputs, without the prover's address. */
  readonly statement: readonly bigint[];
}

/** The circumstances of a request, which its draw depends on. */
export interface Opening {
  readonly requester: string;
  readonly serial: bigint;
  readonly openedAt: number;
  /** Unix seconds of the request; the beacon's word for this moment decides the draw. */
  readonly moment: number;
  readonly rosterVersion: number;
  readonly rosterSize: number;
}

export interface Request {
  readonly terms: RequestTerms;
  readonly opening: Opening;
}

export interface SeatedProver {
  readonly seat: number;
  readonly prover: string;
}

/** A proof on the chain. */
export interface Delivery extends SeatedProver {
  readonly proof: Uint8Array;
  readonly block: number;
}

/** How a request was settled. */
export interface Payout {
  readonly designateShare: bigint;
  readonly committeeShare: bigint;
  readonly refund: bigint;
  readonly slashed: bigint;
  /** The prover that won a lottery's prize. */
  readonly winner: string | undefined;
}

/** All that has happened to a request, from its events. */
export interface RequestFacts extends Request {
  /** 32 bytes in hexadecimal. */
  readonly id: string;
  /** Seed of the draw, once it is recorded. */
  readonly seed: bigint | undefined;
  /** Designates that consented, in their order. */
  readonly consented: readonly SeatedProver[];
  readonly delivered: readonly SeatedProver[];
  /** Unix seconds of the moment by which a lottery's winner is drawn, once it is fixed. */
  readonly closedAt: number | undefined;
  readonly payout: Payout | undefined;
  /** Block of the settlement. */
  readonly settledAt: number | undefined;
}

/** A requester as the steward announces it. */
export interface InsuredRequester {
  readonly requester: string;
  /** The only verifier that its insured requests may name. */
  readonly verifier: string;
  /** Least that such a request pays a designate that delivers, whatever others do; wei. */
  readonly leastPay: bigint;
  /** The most that may be slashed for it, by all its requests together; wei. */
  readonly budget: bigint;
}

/** What the pool insures a requester for. */
export interface Coverage extends Omit<InsuredRequester, 'requester'> {
  /** What may still be slashed for it, beyond what its open requests have reserved; wei. */
  readonly budget: bigint;
  /** First block in which it may make insured requests. */
  readonly effectiveAt: number;
}

/** A prover's part of the bond pool. */
export interface ProverPosition {
  readonly shares: bigint;
  /** What the shares are worth now. */
  readonly bond: bigint;
  /** Place in the present roster; undefined when not on it. */
  readonly place: number | undefined;
  /** First block in which the exit can be completed; undefined when no exit was begun. */
  readonly exitableAt: number | undefined;
}

/** What a prover that delivers expects beyond the unit cost if the others follow the mechanism. */
export interface IncentiveGap {
  readonly designate: bigint;
  readonly member: bigint;
}
