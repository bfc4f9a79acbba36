import { poseidon2 } from 'poseidon-lite/poseidon2';

/** A Merkle tree of Poseidon(2) over 2^depth numbers, which are the leaves themselves. */
export class MerkleTree {
  /** Level 0 are the leaves, level `depth` is the root. */
  readonly #levels: bigint[][];

  /**
   * @param leaves the first ones; the others are 0.
   * @throws RangeError if there are more than 2^depth.
   */
  constructor(depth: number, leaves: readonly bigint[]) {
    const size = 2 ** depth;
    if (leaves.length > size) throw new RangeError(`leaves: ${leaves.length} given, at most ${size} allowed`);
    this.#levels = [Array.from({ length: size }, (_, i) => leaves[i] ?? 0n)];
    for (let level = 0; level < depth; level++) {
      const below = this.#levels[level]!;
      this.#levels.push(below.flatMap((node, i) => (i % 2 === 0 ? [poseidon2([node, below[i + 1]!])] : [])));
    }
  }

  get root(): bigint {
    return this.#levels.at(-1)![0]!;
  }

  get leaves(): readonly bigint[] {
    return this.#levels[0]!;
  }

  /** The neighbour of each node between leaf `index` and the root, lowest first. */
  siblings(index: number): bigint[] {
    return this.#levels.slice(0, -1).map((nodes, level) => nodes[(index >> level) ^ 1]!);
  }

  set(index: number, leaf: bigint): void {
    this.#levels[0]![index] = leaf;
    for (let level = 1; level < this.#levels.length; level++) {
      const below = this.#levels[level - 1]!;
      const left = (index >> level) << 1;
      this.#levels[level]![index >> level] = poseidon2([below[left]!, below[left + 1]!]);
    }
  }
}
