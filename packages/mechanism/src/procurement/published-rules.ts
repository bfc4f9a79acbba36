/**
 * Rules of other markets for proofs, from what they publish, and our own, as cases for checkRule. Prices and collaterals
 * are examples, in units of one proof's cost; shares, counts and constants are facts.
 */
import { findRoot } from '../math/root.ts';
import type { Rule } from './check-rule.ts';
import type { JobTerms } from './job-game.ts';
import type { Mechanism } from './mechanism.ts';
import { rulesInTime } from './timing/published.ts';

/** A price of one and a half proofs, secured by ten. */
const LOCK: JobTerms = {
  price: 1.5,
  collateral: 10,
  jobsPerStake: 1,
  slash: { lateProver: 0, namedByCaller: 0, requester: 1 },
  poolSlash: 0,
  committeeWork: 0,
  committeeDelivers: 0,
  paysCommitteeOnFailure: false,
};

/** The prize whose half is worth one proof. */
const CLAIM = { role: 'backup', probability: 0.5, prize: 2 };

/**
 * m backups that are told they win the prize with probability 1/2. The prize makes that worth one proof, so each of
 * them should prove. It goes to one of the backups that deliver, all being equally likely, if the designate did not.
 */
export function constantChance(backups: number, designate: 'delivers' | 'fails'): Mechanism {
  const isThere = designate === 'delivers';
  return {
    roles: [
      { name: 'designate', size: 1, probability: isThere ? 1 : 0, bond: 0, asked: isThere },
      { name: 'backup', size: backups, probability: 1, bond: 0 },
    ],
    pay: ([first, late]) => [
      { delivered: 1, absent: 0 },
      { delivered: first === 1 ? 0 : CLAIM.prize / late!, absent: 0 },
    ],
  };
}

/** Six provers, at least four honest, ℓ = 50, each with a bond of one proof; all are asked. */
const OURS = { provers: 6, honest: 4, penalty: 50, bond: 6 };

const committee = OURS.provers - 1;
const probability = findRoot((q) => 1 + committee * q - (OURS.penalty * (1 - q) ** OURS.honest - OURS.bond), 0, 1);
const committeeWork = committee * probability;
const committeeDelivers = 1 - (1 - probability) ** committee;
const each = OURS.bond / OURS.provers;

/** The designate expects 1, the committee what it spends, and the failing designate loses its own bond at least. */
const DESIGNATED: JobTerms = { ...LOCK, price: 1, collateral: each, committeeWork, committeeDelivers };
const insuredByPool: JobTerms = { ...DESIGNATED, poolSlash: OURS.bond - each };
/** The committee's prize when it delivers: the own bond must be able to pay it. */
const ownBond: JobTerms = { ...DESIGNATED, collateral: committeeWork / committeeDelivers };

/** The designated plan, with the whole pool slashed when the designate fails. */
const designated: Mechanism = {
  roles: [
    { name: 'designate', size: 1, probability: 1, bond: each },
    { name: 'committee prover', size: committee, probability, bond: each },
  ],
  pay([first, others]) {
    const slashed = { delivered: -each, absent: -each };
    if (first === 0) return [slashed, slashed];
    const prize = committeeWork / committeeDelivers;
    const total = 1 + committeeWork;
    return [
      { delivered: others === 0 ? total : total - prize, absent: -each },
      { delivered: prize / others!, absent: 0 },
    ];
  },
};

export const publishedRules: readonly Rule[] = [
  {
    name: 'late proof takes half of the collateral',
    description:
      'A lock with collateral; half of a slashed collateral goes to whoever proves late. Assumed: the other half is lost.',
    kind: 'job',
    terms: { ...LOCK, slash: { lateProver: 0.5, namedByCaller: 0, requester: 0 } },
    requesters: 'anyone',
  },
  {
    name: 'slash to a named address',
    description: 'A slash is paid in full to an address that its caller names. Assumed: who wants to call first, can.',
    kind: 'job',
    terms: { ...LOCK, slash: { lateProver: 0, namedByCaller: 1, requester: 0 } },
    requesters: 'anyone',
  },
  {
    name: 'twenty jobs on one stake',
    description: 'A stake may back 20 jobs at once, 5 % of it each, while each is said to be secured by all of it.',
    kind: 'job',
    terms: { ...LOCK, jobsPerStake: 20 },
    requesters: 'anyone',
  },
  {
    name: 'constant chance of a backup, four backups after a failure',
    description: 'A backup is told that it wins with probability 50 %, a constant set by hand; the designate fails.',
    kind: 'mechanism',
    mechanism: constantChance(4, 'fails'),
    claim: CLAIM,
  },
  {
    name: 'constant chance of a backup beside a designate that delivers',
    description: 'The same, while the designate delivers and is paid.',
    kind: 'mechanism',
    mechanism: constantChance(4, 'delivers'),
    claim: CLAIM,
  },
  {
    name: 'pool-wide slash for anybody (refused)',
    description: 'What we do not do: any requester is insured by the bonds of all provers.',
    kind: 'job',
    terms: insuredByPool,
    requesters: 'anyone',
  },
  {
    name: 'own bond, unpaid committee (refused)',
    description:
      'What we do not do: a stranger is insured by the designate, whose failure leaves the committee unpaid.',
    kind: 'job',
    terms: ownBond,
    requesters: 'anyone',
  },
  {
    name: 'designated plan',
    description: 'One designate and a committee; if the designate fails, all bonds are slashed.',
    kind: 'mechanism',
    mechanism: designated,
  },
  {
    name: 'designated, insured by the pool for announced requesters',
    description: 'Ours: bonds of all provers insure only requesters that these provers agreed to insure.',
    kind: 'job',
    terms: insuredByPool,
    requesters: 'insured',
  },
  {
    name: 'designated, insured by the own bond for anybody',
    description:
      'Ours: a failing designate pays from its own bond first the committee that delivered, then the requester.',
    kind: 'job',
    terms: { ...ownBond, paysCommitteeOnFailure: true },
    requesters: 'anyone',
  },
  {
    name: 'designated, not insured, for anybody',
    description: 'Ours: no bond is at stake; the requester pays the committee that delivered, whoever else did.',
    kind: 'job',
    terms: { ...DESIGNATED, collateral: 0, paysCommitteeOnFailure: true },
    requesters: 'anyone',
  },
  ...rulesInTime,
];
