import type { Random } from '../../../packages/protocol/src/simulation/random.ts';

/** Probability that exactly w of the weighted pickets are bad, by going through every set of them. */
export function badWeights(weights: readonly number[], bad: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probability = Array<number>(total + 1).fill(0);
  for (let set = 0; set < 2 ** weights.length; set++) {
    let [weight, chance] = [0, 1];
    weights.forEach((value, i) => {
      const isBad = Math.floor(set / 2 ** i) % 2 === 1;
      chance *= isBad ? bad : 1 - bad;
      if (isBad) weight += value;
    });
    probability[weight]! += chance;
  }
  return probability;
}

export function tailFrom(probabilities: readonly number[], k: number): number {
  return probabilities.slice(k).reduce((sum, value) => sum + value, 0);
}

/** How many of `size` pickets are bad, each with probability `bad`, by tossing its coin. */
export function countBad(random: Random, size: number, bad: number): number {
  let count = 0;
  for (let picket = 0; picket < size; picket++) if (random.chance(bad)) count++;
  return count;
}
