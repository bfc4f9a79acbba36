/**
 * The game around a job whose contract sees addresses, not their owners. A prover may prove late or receive a slash at a
 * second address, a passer-by may call the slash, and a requester may own the prover that it draws. All money is in
 * units of one proof's cost.
 *
 * Symbols: B the collateral, J how many jobs one collateral may back at once, ω an outside offer for each job that is
 * not done (another use of the machine, a bribe, or by how much the proof has become dearer than its price), V what a
 * proof is worth to a requester.
 */

/** `others` are the rest of the provers: the committee, and the pool's bonds. */
export type Address = 'designate' | 'second address' | 'requester' | 'passer-by' | 'others';

export interface JobTerms {
  /** What the requester pays the designate for a delivery in time. */
  readonly price: number;
  /** B, which secures each job. */
  readonly collateral: number;
  /** J. */
  readonly jobsPerStake: number;
  /** Shares of a slashed collateral by who gets them; the rest, up to 1, goes to none of the players. */
  readonly slash: { readonly lateProver: number; readonly namedByCaller: number; readonly requester: number };
  /** What the bonds of the others pay the requester when a job fails. */
  readonly poolSlash: number;
  /** The committee's expected number of proofs for a job, which is also what the requester pays it for them. */
  readonly committeeWork: number;
  /** Probability with which some committee prover delivers. */
  readonly committeeDelivers: number;
  /** Whether the requester also pays the committee when the designate fails, out of the slash as far as that suffices. */
  readonly paysCommitteeOnFailure: boolean;
}

/** What the chain sees. */
interface JobPlay {
  readonly jobs: number;
  readonly failed: number;
  /** The address that proves the failed jobs late; below, the one that the caller of the slash names. */
  readonly late: Address | null;
  readonly named: Address;
}

/** Everybody's balance after a play: payments less what was spent on proofs. */
function settle(terms: JobTerms, { jobs, failed, late, named }: JobPlay): Record<Address, number> {
  const { price, slash, committeeWork } = terms;
  const done = jobs - failed;
  const slashed = failed > 0 ? terms.collateral : 0;
  const insured = slash.requester * slashed;
  const paidOnFailure = terms.paysCommitteeOnFailure ? failed * committeeWork : 0;
  const fromPool = failed > 0 ? terms.poolSlash : 0;
  const money: Record<Address, number> = {
    designate: done * (price - 1) - slashed,
    'second address': 0,
    requester: insured + fromPool - paidOnFailure - done * (price + committeeWork),
    'passer-by': 0,
    others: done * committeeWork + paidOnFailure - fromPool - jobs * committeeWork,
  };
  if (late !== null && failed > 0) money[late] += slash.lateProver * slashed - failed;
  money[named] += slash.namedByCaller * slashed;
  return money;
}

/** A deviation of some addresses with one owner, at the offer or value at which it was judged. */
export interface JobDeviation {
  readonly name: string;
  /** deter: U(deliver) ≥ U(default) for all ω the terms claim to outweigh. capture: a passer-by gains nothing. self-deal: a requester with the designate gains nothing. */
  readonly inequality: 'deter' | 'capture' | 'self-deal';
  /** The owner's utility if it does as prescribed, and if it deviates. */
  readonly prescribed: number;
  readonly deviating: number;
  /** Number of failed jobs. */
  readonly failed: number;
  /** ω, the outside offer for each failed job at which the deviation was judged. */
  readonly offer: number;
  /** The ω from which on the deviation pays; 0 or less if it always does. */
  readonly threshold: number;
  /** What the requester gets of the slash for each failed job. */
  readonly insured: number;
}

const owns = (money: Record<Address, number>, ...addresses: readonly Address[]): number =>
  addresses.reduce((sum, address) => sum + money[address], 0);

function describe({ jobs, failed, late, named }: JobPlay): string {
  return [
    jobs === 1 ? 'default' : `default on ${failed} of ${jobs} jobs on one stake`,
    late === null ? '' : `prove late from the ${late}`,
    named === 'requester' ? '' : `call the slash naming the ${named}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Ways to fail: how many of how many jobs, and with a second address where that helps. */
function failures({ jobsPerStake, slash }: JobTerms): JobPlay[] {
  const counts = [...new Set([1, jobsPerStake])].flatMap((jobs) =>
    [...new Set([1, jobs])].map((failed) => ({ jobs, failed })),
  );
  const lates = slash.lateProver > 0 ? ([null, 'second address'] as const) : ([null] as const);
  const names = slash.namedByCaller > 0 ? (['requester', 'second address'] as const) : (['requester'] as const);
  return counts.flatMap((count) => lates.flatMap((late) => names.map((named) => ({ ...count, late, named }))));
}

/**
 * The prover that owns the designate and a second address, against delivering as many jobs. Each failed job brings the
 * offer that the terms claim to outweigh, ω = price - 1 + B: all of the collateral and of the profit.
 */
function defaults(terms: JobTerms): JobDeviation[] {
  const offer = terms.price - 1 + terms.collateral;
  return failures(terms).map((play) => {
    const money = settle(terms, play);
    const prescribed = owns(settle(terms, { ...play, failed: 0 }), 'designate', 'second address');
    const bare = owns(money, 'designate', 'second address');
    return {
      name: describe(play),
      inequality: 'deter',
      prescribed,
      deviating: bare + play.failed * offer,
      failed: play.failed,
      offer,
      threshold: (prescribed - bare) / play.failed,
      insured: insuredOf(terms, play),
    };
  });
}

/** What the requester receives for a failed job, on average over those that failed. */
function insuredOf(terms: JobTerms, play: JobPlay): number {
  const done = play.jobs - play.failed;
  return (settle(terms, play).requester + done * (terms.price + terms.committeeWork)) / play.failed;
}

/** A passer-by that calls the slash of somebody else's default before the harmed requester does. */
function captures(terms: JobTerms): JobDeviation[] {
  if (terms.slash.namedByCaller === 0) return [];
  const prescribed: JobPlay = { jobs: 1, failed: 1, late: null, named: 'requester' };
  const play: JobPlay = { ...prescribed, named: 'passer-by' };
  const deviating = settle(terms, play)['passer-by'];
  return [
    {
      name: `after somebody's default, ${describe(play).replace('default, ', '')}`,
      inequality: 'capture',
      prescribed: settle(terms, prescribed)['passer-by'],
      deviating,
      failed: 1,
      offer: 0,
      threshold: -deviating,
      insured: insuredOf(terms, play),
    },
  ];
}

/**
 * A requester that also owns the designate and a second address, and has the designate fail. It may want no proof
 * (V = 0), or the committee's for nothing: instead of proving itself, with max(0, V - 1), it has V with the probability
 * that the committee delivers. The gain is greatest at V = 1: below, the committee's proof is worth less; above, the proof
 * that the requester risks is worth more.
 */
function selfDealings(terms: JobTerms): JobDeviation[] {
  const values = terms.committeeDelivers > 0 ? [0, 1] : [0];
  return values.flatMap((value) =>
    failures({ ...terms, jobsPerStake: 1 }).map((play): JobDeviation => {
      const prescribed = Math.max(0, value - 1);
      const transfers = owns(settle(terms, play), 'requester', 'designate', 'second address');
      const deviating = transfers + value * terms.committeeDelivers;
      const wish = value === 0 ? 'no proof wanted' : "the committee's proof for nothing";
      return {
        name: `request from one's own prover: ${describe(play)} (${wish})`,
        inequality: 'self-deal',
        prescribed,
        deviating,
        failed: 1,
        offer: 0,
        threshold: prescribed - deviating,
        insured: insuredOf(terms, play),
      };
    }),
  );
}

/** All deviations of the game, the most profitable first. */
export function jobDeviations(terms: JobTerms): JobDeviation[] {
  return [...defaults(terms), ...captures(terms), ...selfDealings(terms)].toSorted(
    (a, b) => b.deviating - b.prescribed - (a.deviating - a.prescribed),
  );
}
