/** Rules for proofs in public time, as cases for checkRule: what we did, what does not mend it, and what we do. */
import type { Rule } from '../check-rule.ts';
import { planDesignated, prizeAt } from '../designated.ts';
import { boundTable } from '../implementable.ts';
import { planSymmetric } from '../symmetric.ts';
import { publicDesignated, publicPrizes, sealedDesignated, turnsRule } from './rules.ts';

const SMALL = { provers: 5, honest: 3, penalty: 20, bond: 0 };
/** Six provers, at least four honest, ℓ = 20. */
const SETTING = { provers: 6, honest: 4, penalty: 20 };
const [free, bonded] = [0, 3].map((bond) => planDesignated({ ...SETTING, bond }));
const always = planDesignated({ ...SETTING, bond: 0 }, 1, 'always');
/** The table of the symmetric bound of five provers, three of them honest, ℓ = 20. */
const table = boundTable(planSymmetric(SMALL), SMALL)!;

const GAS_OF_OPENING = 0.01;
/** 1 + ε. */
const PRICE = 1.02;

/** An owner of one seat, which knows nothing bad of the designate. */
const ALONE = { against: 'equilibrium', ownSeats: 1, marginalCost: 1 } as const;
const flat = (sizes: readonly number[], bond: number, fall = 0) =>
  turnsRule({
    sizes,
    prices: sizes.map((_, turn) => PRICE + (sizes.length - 1 - turn) * fall),
    bonds: sizes.map((_, turn) => (turn === 0 ? bond : 0)),
  });

export const rulesInTime: readonly Rule[] = [
  {
    name: 'public chain: designate and committee, no bonds (refused)',
    description: 'The designated plan where deliveries are seen at once: whoever waits sees who else delivers.',
    kind: 'timing',
    rule: publicDesignated({ plan: free! }),
    promise: ALONE,
  },
  {
    name: 'public chain: designate and committee, a silent designate feared (refused)',
    description: 'The same, while provers fear with probability 0.1 that the designate stays silent.',
    kind: 'timing',
    rule: publicDesignated({ plan: free! }),
    promise: { ...ALONE, fear: 0.1 },
  },
  {
    name: 'public chain: designate and committee, bonds of the pool (refused)',
    description: 'The designated plan with S = 3; the designate loses no more than the others if it is silent.',
    kind: 'timing',
    rule: publicDesignated({ plan: bonded! }),
    promise: ALONE,
  },
  {
    name: 'public chain: committee paid always (refused)',
    description:
      'The plan for strangers, whose committee is paid without the designate too: members still see each other.',
    kind: 'timing',
    rule: publicDesignated({ plan: always, always: true }),
    promise: ALONE,
  },
  {
    name: 'public chain: prize table (refused)',
    description: 'Three of five provers share a prize by a table.',
    kind: 'timing',
    rule: publicPrizes(table.committee, table.probability, (deliveries) => table.prizes[deliveries - 1]!),
    promise: ALONE,
  },
  {
    name: 'public chain: lottery, two seats of one owner (refused)',
    description:
      'One of those that deliver, of four with q = 0.5, wins a prize; owners of two pay for both proofs in full.',
    kind: 'timing',
    rule: publicPrizes(4, 0.5, () => prizeAt(4, Math.LN2), 1),
    promise: { ...ALONE, ownSeats: 2 },
  },
  {
    name: 'public chain: split prize, two seats of one owner (refused)',
    description: 'The same rule for owners of two seats, whose second proof costs as much as the first.',
    kind: 'timing',
    rule: publicDesignated({ plan: bonded! }, 1),
    promise: { ...ALONE, ownSeats: 2 },
  },
  {
    name: 'sealed deliveries (refused)',
    description:
      'Deliveries are committed to, then opened for gas; a designate that never opens keeps all others from it.',
    kind: 'timing',
    rule: sealedDesignated({ plan: free! }, 2, GAS_OF_OPENING, 0),
    promise: { ...ALONE, against: 'dominance' },
  },
  {
    name: 'turns of several seats, no bond (refused)',
    description: 'One seat, then twice two, at a flat price; owners of three seats, whose further proofs cost nothing.',
    kind: 'timing',
    rule: flat([1, 2, 2], 0),
    promise: { against: 'dominance', ownSeats: 3, marginalCost: 0 },
  },
  {
    name: 'turns of several seats, owners of two',
    description: 'Ours: the same where no owner that follows its interest has more than two seats.',
    kind: 'timing',
    rule: flat([1, 2, 2], 0),
    promise: { against: 'dominance', ownSeats: 2, marginalCost: 0 },
  },
  {
    name: 'turns of one seat',
    description: 'Ours: a seat a turn at a flat price; owners of any seats, whose further proofs cost nothing.',
    kind: 'timing',
    rule: flat([1, 1, 1], 0),
    promise: { against: 'dominance', ownSeats: 3, marginalCost: 0 },
  },
  {
    name: 'verifiable coins, four selected',
    description: 'Ours: whoever is selected by a coin that all can check is paid a flat price; owners of any seats.',
    kind: 'timing',
    rule: flat([4], 0),
    promise: { against: 'dominance', ownSeats: 4, marginalCost: 0 },
  },
];
