/**
 * Pickets drawn by stake with replacement: N seats, each going to an agent with a probability that is its share of the
 * stake. An agent may hold several seats and then signs with that weight; thresholds count seats.
 *
 * Two adversaries:
 * - One that holds a set of agents chosen before the draw. Its seats are Bin(N, s), s being its share of the stake, so
 *   that `picketThresholds` with bad = s applies; also to an adversary that holds s at most, since the tail grows with s.
 * - Chance: each agent is bad with probability p, independently of the others. Then seats are *not* bad independently,
 *   although each is bad with probability p, since the seats of one agent are bad together. The bad seats are Bin(N, S),
 *   S the random share of the bad agents, and have a heavier tail than Bin(N, p). Divergence: the paper counts seats as
 *   independent in this case too; but a single agent makes all N bad with probability p, not p^N.
 */
import { requireWhole } from '../math/argument.ts';
import { lnUpperTail } from '../math/binomial.ts';
import {
  DEFAULT_EPSILON,
  isImpossible,
  leastWhere,
  requireRisk,
  thresholdsFromSafe,
  type PicketSet,
  type PicketThresholds,
} from './thresholds.ts';

/** Most whole units of stake that all agents may hold together. */
const GREATEST_STAKE = 100_000;

function totalOf(stakes: readonly number[]): number {
  for (const stake of stakes) requireWhole('stake', stake, 0);
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  requireWhole('the sum of the stakes', total, 1);
  return total;
}

/** The probability that a seat goes to one of the `held` agents (indices into `stakes`): their share of the stake. */
export function seatProbability(stakes: readonly number[], held: Iterable<number>): number {
  const total = totalOf(stakes);
  let sum = 0;
  for (const agent of new Set(held)) {
    requireWhole('held agent', agent, 0, stakes.length - 1);
    sum += stakes[agent]!;
  }
  return sum / total;
}

/** How many of the seats the signers hold; `seats` names the agent of each seat, and a repeated signer counts once. */
export function weightOf(seats: readonly number[], signers: Iterable<number>): number {
  const signed = new Set(signers);
  return seats.filter((agent) => signed.has(agent)).length;
}

/** P[the bad agents hold w units of stake], for w = 0 to the sum of the stakes. All terms are positive: nothing cancels. */
function badStakeDistribution(stakes: readonly number[], bad: number): Float64Array {
  const distribution = new Float64Array(totalOf(stakes) + 1);
  distribution[0] = 1;
  let reached = 0;
  for (const stake of stakes) {
    if (stake === 0) continue;
    reached += stake;
    for (let units = reached; units >= 0; units--) {
      const joined = units < stake ? 0 : distribution[units - stake]! * bad;
      distribution[units] = distribution[units]! * (1 - bad) + joined;
    }
  }
  return distribution;
}

/**
 * The thresholds, in seats, for N = `size` seats drawn by stake with replacement, when each agent is bad with
 * probability `bad` independently: k is the least number with P[bad seats ≥ k] < ε, exactly.
 *
 * Relative error of the tails about 1e-12. O(agents · total stake + total stake · √N · log N).
 * @throws RangeError if an argument is out of its range, or the stakes sum to more than 100,000 units.
 */
export function stakeThresholds(
  stakes: readonly number[],
  { size, bad, epsilon = DEFAULT_EPSILON }: PicketSet,
): PicketThresholds {
  requireWhole('size', size, 1, 2 ** 26);
  requireRisk(bad, epsilon);
  const total = totalOf(stakes);
  requireWhole('the sum of the stakes', total, 1, GREATEST_STAKE);
  const distribution = badStakeDistribution(stakes, bad);
  const tail = (k: number): number =>
    distribution.reduce(
      (sum, probability, units) =>
        probability === 0 ? sum : sum + probability * Math.exp(lnUpperTail(size, units / total, k)),
      0,
    );
  return thresholdsFromSafe(
    size,
    leastWhere(1, size, (k) => isImpossible(Math.log(tail(k)), epsilon)),
  );
}
