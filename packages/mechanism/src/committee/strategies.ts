/** Strategies of a member, built for `worstCase` and `utilityAgainst`. Letters as in `theta.ts`. */
import { requireWhole } from '../math/argument.ts';
import { add, compare, type Fraction, fraction, multiply, ONE, show, subtract, sum, ZERO } from './fraction.ts';
import { requireShare, type Strategy, type CommitteeTerms, type Treatment, worstCase } from './utility.ts';

/** Sends every peer its M bytes, and reports. */
export function honest(terms: CommitteeTerms): Strategy {
  return { ...serving(terms, terms.members - 1, true), name: 'is honest' };
}

/** Sends M bytes to the first `served` peers and nothing to the others. */
export function serving(terms: CommitteeTerms, served: number, isReporting: boolean): Strategy {
  const peers = terms.members - 1;
  requireWhole('served', served, 0, peers);
  const bytes = Array.from({ length: peers }, (_, peer) => (peer < served ? terms.bytesPerPeer : 0));
  const name = `${served === 0 ? 'serves no peer' : `serves ${served} of ${peers} peers`} and ${isReporting ? 'reports' : 'does not report'}`;
  return { ...marginals(terms, [{ probability: ONE, reports: isReporting, bytes }]), name };
}

/** The paper's α_γ: withholds from each peer with probability γ, and reports. */
export function indiscriminate(terms: CommitteeTerms, gamma: Fraction): Strategy {
  requireShare('gamma', gamma);
  const paid = subtract(ONE, gamma);
  const treatment: Treatment = { bytes: multiply(paid, fraction(BigInt(terms.bytesPerPeer))), paid };
  return {
    name: `withholds from each peer with probability ${show(gamma)} and reports`,
    reports: ONE,
    peers: Array.from({ length: terms.members - 1 }, () => treatment),
  };
}

/** One outcome of a member's coins. */
export interface Play {
  readonly probability: Fraction;
  readonly reports: boolean;
  /** Bytes that reach each peer in time, N - 1 numbers. */
  readonly bytes: readonly number[];
}

/**
 * The strategy that draws one of `plays`, correlated among peers as it may be.
 * @throws RangeError unless the probabilities are at least 0 and sum to 1, and each play has bytes for each peer.
 */
export function mixture(terms: CommitteeTerms, plays: readonly Play[]): Strategy {
  for (const { probability, bytes } of plays) {
    requireShare('probability', probability);
    requireWhole('bytes.length', bytes.length, terms.members - 1, terms.members - 1);
  }
  const total = sum(plays.map(({ probability }) => probability));
  if (compare(total, ONE) !== 0) throw new RangeError(`probabilities must sum to 1, not ${show(total)}`);
  return { ...marginals(terms, plays), name: 'draws one of several plays' };
}

function marginals(terms: CommitteeTerms, plays: readonly Play[]): Omit<Strategy, 'name'> {
  const { members, bytesPerPeer, rewards } = terms;
  const expect = (value: (play: Play) => number): Fraction =>
    plays.reduce((total, play) => add(total, multiply(play.probability, fraction(BigInt(value(play))))), ZERO);
  const isPaid = (play: Play, peer: number): boolean =>
    play.bytes[peer]! >= bytesPerPeer && (rewards === 'everyone' || play.reports);
  return {
    reports: expect(({ reports }) => (reports ? 1 : 0)),
    peers: Array.from({ length: members - 1 }, (_, peer) => ({
      bytes: expect(({ bytes }) => bytes[peer]!),
      paid: expect((play) => (isPaid(play, peer) ? 1 : 0)),
    })),
  };
}

/**
 * Expected utility, wei, of a mixture against an adversary stronger than the paper's: one that corrupts b peers after
 * having seen the member's coins. E[min] ≤ min E, so nobody gains more than by `worstCase` of the mixture, and what an
 * honest member has is the same under both: honesty is an equilibrium against this adversary if it is one against the
 * paper's. Exact.
 */
export function worstCaseAfterCoins(terms: CommitteeTerms, plays: readonly Play[]): Fraction {
  mixture(terms, plays);
  return sum(
    plays.map((play) => {
      const certain = { ...marginals(terms, [{ ...play, probability: ONE }]), name: 'plays what was drawn' };
      return multiply(play.probability, worstCase(terms, certain).utility);
    }),
  );
}
