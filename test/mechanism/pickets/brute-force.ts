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

/** A reproducible stream of numbers in [0, 1) (xorshift on 32 bits). */
export function randomStream(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
