import type { RequestTerms } from './escrow-types.ts';
import type { Offer } from './offer.ts';

/** What an offer is for, and until when. */
export interface RequestedProof {
  readonly verifier: string;
  readonly statement: readonly bigint[];
  readonly proveBlocks: number;
  /** For the designates' consent; ignored where it is not sought. */
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
