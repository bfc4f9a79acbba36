import { Random } from '../../../packages/protocol/src/simulation/random.ts';

/** Seeded delivery times, ms, of distributions whose tails are known. */
interface Deliveries {
  readonly draw: (random: Random) => number;
  /** P[delivery > ms]. */
  readonly tail: (ms: number) => number;
}

/** In (0, 1), never 0. */
function uniform(random: Random): number {
  return random.fraction() + 2 ** -33;
}

/** Standard normal, by Box and Muller. */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * random.fraction());
}

export const EXPONENTIAL: Deliveries = {
  draw: (random) => 20 - 30 * Math.log(uniform(random)),
  tail: (ms) => Math.min(1, Math.exp((20 - ms) / 30)),
};

/** Pareto with finite mean and infinite variance. */
export const HEAVY: Deliveries = {
  draw: (random) => 50 * uniform(random) ** (-1 / 1.5),
  tail: (ms) => Math.min(1, (ms / 50) ** -1.5),
};

export function sample({ draw }: Pick<Deliveries, 'draw'>, n: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: n }, () => draw(random));
}
