/**
 * A keyed permutation of [0, n), one point at a time, exactly as contracts/libraries/LazyShuffle.sol has it.
 *
 * The permutation π_key of [0, n) is defined in LazyShuffle.sol: for n ≤ 32 by the digits of keccak256(key) in the
 * factorial number system, above by a Feistel network on halves left < 2^width and right < ⌈n / 2^width⌉. The network hashes
 * each value of a half once a round: evaluating all of it takes about 10 √n hashes.
 *
 * Preconditions everywhere: 0 < n ≤ 2^32, and indices and positions are integers in [0, n).
 */
import { keccak_256 } from '@noble/hashes/sha3.js';

/** Largest n whose permutations are taken from the digits of one hash. */
const MOST_DIGITS = 32;

export interface Permutation {
  /** π(i). */
  shuffle(n: number, i: number): number;
  /** π⁻¹(position). */
  unshuffle(n: number, position: number): number;
}

/** Rounds of the network in the contracts; even. */
const ROUNDS = 10;

/**
 * π under one key; hashes are kept, so that further evaluations are nearly free.
 * @param rounds of the network, even; a parameter for the statistics test, which shows that fewer rounds fail it.
 */
export function permutation(key: bigint, rounds = ROUNDS): Permutation {
  const preimage = new Uint8Array(64);
  preimage.set(word(key));
  const view = new DataView(preimage.buffer);
  const hashes: DataView[][] = [];
  let number: bigint | undefined;

  /** The choices of positions 0, 1, …: each is a rank among the indices that no position before it has chosen. */
  function* choices(n: number): Generator<number> {
    number ??= toBigInt(keccak_256(preimage.subarray(0, 32)));
    for (let rest = number, remaining = n; remaining > 0; remaining--) {
      yield Number(rest % BigInt(remaining));
      rest /= BigInt(remaining);
    }
  }

  function positionOf(n: number, i: number): number {
    let rank = i;
    let position = 0;
    for (const chosen of choices(n)) {
      if (chosen === rank) break;
      if (chosen < rank) rank--;
      position++;
    }
    return position;
  }

  function choiceOf(n: number, position: number): number {
    const earlier = [...choices(n)].slice(0, position + 1);
    return earlier.reduceRight((rank, chosen) => (rank < chosen ? rank : rank + 1));
  }

  /** F(round, half) mod `modulus`, which is at most 2^16, so that the products below are exact. */
  function residue(round: number, half: number, modulus: number): number {
    const known = (hashes[round] ??= []);
    let hash = known[half];
    if (hash === undefined) {
      view.setUint32(56, round);
      view.setUint32(60, half);
      hash = known[half] = new DataView(keccak_256(preimage).buffer);
    }
    let rest = 0;
    for (let at = 0; at < 32; at += 4) rest = (rest * 2 ** 32 + hash.getUint32(at)) % modulus;
    return rest;
  }

  /** One pass of the network over [0, a · b), forward or back. */
  function pass({ width, rights }: Halves, value: number, back: boolean): number {
    const lefts = 2 ** width;
    let left = value % lefts;
    let right = Math.floor(value / lefts);
    for (let step = 0; step < rounds; step++) {
      const round = back ? rounds - 1 - step : step;
      if (round % 2 === 0) {
        const shift = residue(round, left, rights);
        right = (right + (back ? rights - shift : shift)) % rights;
      } else {
        left ^= residue(round, right, lefts);
      }
    }
    return right * lefts + left;
  }

  /** Passes repeated until the value is in [0, n). */
  function walk(n: number, from: number, back: boolean): number {
    const halves = halvesOf(n);
    let value = from;
    do value = pass(halves, value, back);
    while (value >= n);
    return value;
  }

  return {
    shuffle: (n, i) => (n > MOST_DIGITS ? walk(n, i, false) : positionOf(n, i)),
    unshuffle: (n, position) => (n > MOST_DIGITS ? walk(n, position, true) : choiceOf(n, position)),
  };
}

/** Sizes of the halves: 2^width left values, `rights` right ones. */
interface Halves {
  readonly width: number;
  readonly rights: number;
}

function halvesOf(n: number): Halves {
  const width = (32 - Math.clz32(n - 1)) >> 1;
  return { width, rights: Math.ceil(n / 2 ** width) };
}

/** π_key(i) on [0, n). */
export function shuffle(key: bigint, n: number, i: number): number {
  return permutation(key).shuffle(n, i);
}

/** π_key⁻¹(position) on [0, n). */
export function unshuffle(key: bigint, n: number, position: number): number {
  return permutation(key).unshuffle(n, position);
}

function word(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 32; at += 8) view.setBigUint64(at, value >> BigInt(8 * (24 - at)));
  return bytes;
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
