/** Whether honesty is a worst-case weak Nash equilibrium of a committee (SmartCast 2017, §3.1–3.5). */
import { compare, type Fraction, fraction, show, ZERO } from './fraction.ts';
import { serving } from './strategies.ts';
import { honestWorstCase, type Strategy, type CommitteeTerms, worstCase } from './utility.ts';

/**
 * A deviation by which a member must not gain. serve: it keeps bytes back, but reports. report: it does not report.
 * register: it does not register at all.
 */
export type Condition = 'serve' | 'report' | 'register';

/** A deviation that has a better worst case than honesty. */
export interface ProfitableDeviation {
  readonly condition: Condition;
  /** Null for a worker that stays away. */
  readonly strategy: Strategy | null;
  /** Utility of the deviation in its worst case, wei. */
  readonly utility: Fraction;
  /** Peers whose corruption brings the worst case about. */
  readonly corrupted: readonly number[];
  /** One sentence for people. */
  readonly deviation: string;
}

export interface HonestyReport {
  /** No member gains by a deviation, in the worst case. */
  readonly isEquilibrium: boolean;
  /** Moreover no worker gains by staying away: u* ≥ 0. */
  readonly isWorthwhile: boolean;
  /** u*, wei. */
  readonly honest: bigint;
  /** The best deviation for each condition that fails. */
  readonly deviations: readonly ProfitableDeviation[];
}

interface Best {
  readonly strategy: Strategy;
  readonly utility: Fraction;
  readonly corrupted: readonly number[];
}

/**
 * A member's best worst case among all strategies (see `utility.ts`) that report, or among all that do not.
 *
 * Exact. With paid_q = f_q and the least bytes for that, f_q·M, the worst case is Σ_q (θ - M·bytePrice)·f_q - θ·(sum of the
 * b largest f_q). It is concave in f and the same for all peers, so no f is better than that of its mean for every peer,
 * where the worst case is linear: to serve all peers or none is best. (Less than M bytes, but not nothing, costs and is
 * not paid.) Mixing to report with not to report is worth no more than the better of the two.
 */
function bestWorstCase(terms: CommitteeTerms, isReporting: boolean): Best {
  const candidates = [0, terms.members - 1].map((served): Best => {
    const strategy = serving(terms, served, isReporting);
    return { strategy, ...worstCase(terms, strategy) };
  });
  return candidates.reduce((best, next) => (compare(next.utility, best.utility) > 0 ? next : best));
}

/**
 * Checks that nobody gains by deviating from honesty in the worst case over the b corrupted peers; ties are no gain.
 *
 * serve holds iff (N-1-b)θ ≥ (N-1)·M·bytePrice, the paper's condition, gas or no gas. report, with rewards for reporters
 * only: iff (N-1-b)θ + collateral ≥ (N-1)·M·bytePrice + gasCost; with rewards for everyone, as in the paper's contract: never
 * if gas costs anything. register: iff u* ≥ 0, which implies the other two in our contract; `minimumThetaUp` ensures it.
 * Members that act together are not considered here: for several seats of one owner and for pacts see owners.ts.
 * Exact; O(N log N).
 */
export function checkHonesty(terms: CommitteeTerms): HonestyReport {
  const honest = honestWorstCase(terms);
  const deviations: ProfitableDeviation[] = [];
  const hold = (
    condition: Condition,
    strategy: Strategy | null,
    utility: Fraction,
    corrupted: readonly number[],
  ): void => {
    if (compare(utility, fraction(honest)) <= 0) return;
    const who = strategy === null ? 'a worker that stays away' : `a member that ${strategy.name}`;
    const deviation = `${who} has ${show(utility)} wei in the worst case, an honest member only ${honest} wei`;
    deviations.push({ condition, strategy, utility, corrupted, deviation });
  };
  const [reporting, silent] = [bestWorstCase(terms, true), bestWorstCase(terms, false)];
  hold('serve', reporting.strategy, reporting.utility, reporting.corrupted);
  hold('report', silent.strategy, silent.utility, silent.corrupted);
  const isEquilibrium = deviations.length === 0;
  hold('register', null, ZERO, []);
  return { isEquilibrium, isWorthwhile: honest >= 0n, honest, deviations };
}
