/** Seeded, deterministic, statistically sound, not secret: xorshift128 with its state filled by splitmix32. */
export class Random {
  readonly #state: Uint32Array;

  /** @param labels further integers that make streams of one seed independent. */
  constructor(seed: number, ...labels: readonly number[]) {
    let mixed = labels.reduce((hash, label) => splitmix(Math.imul(hash, 31) + label + GOLDEN), splitmix(seed + GOLDEN));
    this.#state = Uint32Array.from({ length: 4 }, () => (mixed = splitmix(mixed + GOLDEN)));
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** In 0 .. bound - 1. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next());
  }

  #next(): number {
    const state = this.#state;
    let word = state[3]!;
    const first = state[0]!;
    word ^= word << 11;
    word ^= word >>> 8;
    state.copyWithin(1, 0, 3);
    state[0] = word ^ first ^ (first >>> 19);
    return state[0];
  }
}

const GOLDEN = 0x9e3779b9;

function splitmix(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}
