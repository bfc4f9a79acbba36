/** Everything that can be wrong with provers, for the demo, its help, its tests and the documentation. */
import type { RequestTerms } from '@smartcast/client';
import { type Attempt, copyProof, deliverLate, type AttemptContext, type Placement } from './attempts.ts';

/** Seats by role. */
const SEATS = {
  'the designates': (seat, { designates }) => seat < designates,
  'the first committee prover': (seat, { designates }) => seat === designates,
  'the other committee provers': (seat, { designates }) => seat > designates,
} satisfies Record<string, (seat: number, terms: RequestTerms) => boolean>;

type ProverRole = keyof typeof SEATS;

/** A prover with a fault is not there when proofs are due; it may try something else. */
export interface ProverFault {
  /** As in `--prover-fault NAME`. */
  readonly name: string;
  /** Provers that have the fault. */
  readonly roles: readonly ProverRole[];
  /** A sentence without its full stop. */
  readonly does: string;
  /** What the table of provers says that each of them did. */
  readonly conduct: string;
  /** Whether the fault needs a designate that delivers. */
  readonly needsDesignate?: true;
  /** What the faulty provers try while others may still deliver. */
  beforeDeadline?(context: AttemptContext, faulty: readonly Placement[]): Promise<readonly Attempt[]>;
  afterDeadline?(context: AttemptContext, faulty: readonly Placement[]): Promise<readonly Attempt[]>;
}

const COMMITTEE = ['the first committee prover', 'the other committee provers'] as const;

/** No two have the same name. */
export const PROVER_FAULTS: readonly ProverFault[] = [
  { name: 'designate-silent', roles: ['the designates'], does: 'the designates do not deliver', conduct: 'silent' },
  { name: 'committee-silent', roles: COMMITTEE, does: 'the committee provers do not deliver', conduct: 'silent' },
  { name: 'all-silent', roles: ['the designates', ...COMMITTEE], does: 'nobody delivers', conduct: 'silent' },
  {
    name: 'copy-proof',
    roles: ['the first committee prover'],
    does: 'a committee prover takes the designate’s proof from the chain and delivers it as its own',
    conduct: 'copied a proof',
    needsDesignate: true,
    beforeDeadline: copyProof,
  },
  {
    name: 'late',
    roles: ['the designates'],
    does: 'the designates deliver valid proofs after the deadline',
    conduct: 'was late',
    afterDeadline: deliverLate,
  },
];

/** Why faults cannot be had together; undefined if they can. */
export function conflictOf(faults: readonly ProverFault[]): string | undefined {
  for (const [i, { name, roles }] of faults.entries()) {
    for (const other of faults.slice(i + 1)) {
      const common = roles.filter((role) => other.roles.includes(role));
      if (common.length > 0)
        return `${name} and ${other.name} are both about ${common.join(' and ')}: give one of them`;
    }
  }
  const copying = faults.find(({ needsDesignate }) => needsDesignate);
  const absent = faults.find(({ roles }) => roles.includes('the designates'));
  if (copying === undefined || absent === undefined) return undefined;
  return `${copying.name} needs a designate that delivers, and with ${absent.name} there is none: give one of them`;
}

/** The fault of the prover in `seat`, if it has one. */
export function proverFaultAt(
  faults: readonly ProverFault[],
  seat: number,
  terms: RequestTerms,
): ProverFault | undefined {
  return faults.find(({ roles }) => roles.some((role) => SEATS[role](seat, terms)));
}
