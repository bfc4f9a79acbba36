import type { RequestTerms } from '../../../chain/escrow-types.ts';

/**
 * What goes wrong in a purchase.
 *
 *   designate-silent  the designates do not deliver
 *   committee-silent  nobody else does
 *   all-silent        nobody does
 *   copy-proof        a committee prover takes the designate's proof from the chain and delivers it as its own
 *   late              the designates deliver valid proofs after the deadline
 */
export const PROVER_FAULTS = ['designate-silent', 'committee-silent', 'all-silent', 'copy-proof', 'late'] as const;

export type ProverFault = (typeof PROVER_FAULTS)[number];

/** Seats whose provers do not do what they should. */
export function faultySeats(fault: ProverFault | undefined, { designates, committee }: RequestTerms): number[] {
  const seats = Array.from({ length: committee }, (_, seat) => seat);
  switch (fault) {
    case undefined:
      return [];
    case 'designate-silent':
    case 'late':
      return seats.slice(0, designates);
    case 'committee-silent':
      return seats.slice(designates);
    case 'all-silent':
      return seats;
    case 'copy-proof':
      return [designates];
  }
}
