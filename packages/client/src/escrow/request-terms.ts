import type { RequestTerms } from './escrow-types.ts';
import type { Offer } from './offer.ts';

/** The proof that a request asks for, and its time limits. */
export interface RequestedProof {
  readonly verifier: string;
  readonly statement: readonly bigint[];
  readonly proveBlocks: number;
  /** Blocks for the designates' consent; ignored unless insurance is by consent. */
  readonly consentBlocks?: number;
}

export function requestTerms({ mechanism, insurance }: Offer, proof: RequestedProof): RequestTerms {
  const { verifier, statement, proveBlocks, consentBlocks = 0 } = proof;
  return {
    ...mechanism,
    insurance,
    verifier,
    statement,
    proveBlocks,
    consentBlocks: insurance === 'consent' ? consentBlocks : 0,
  };
}
