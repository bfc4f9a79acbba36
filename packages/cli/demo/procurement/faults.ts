import type { RequestTerms } from '@smartcast/client';

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
  const faulty: Readonly<Record<ProverFault, number[]>> = {
    'designate-silent': seats.slice(0, designates),
    'committee-silent': seats.slice(designates),
    'all-silent': seats,
    'copy-proof': [designates],
    late: seats.slice(0, designates),
  };
  return fault === undefined ? [] : faulty[fault];
}
