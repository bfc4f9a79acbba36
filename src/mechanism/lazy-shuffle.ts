/**
 * The draw of an epoch, evaluated off chain exactly as contracts/libraries/LazyShuffle.sol and SmartCastMarket do on chain.
 *
 * π_key is a keyed permutation of [0, n): a balanced Feistel network on 2w bits, w the least with 4^w ≥ n, walked along
 * its cycle until the value is below n. Even rounds r set L to L ⊕ F(r, R), odd rounds set R to R ⊕ F(r, L), where F(r, x)
 * is lane x mod 16, 16 bits wide, of keccak256(key ‖ (r · 2^32 + ⌊x / 16⌋)), cut to w bits. One hash serves sixteen values
 * of x: the whole draw of P workers costs no more than √P + 16 hashes.
 * Eight rounds; sixteen for w ≤ 2, where some 10^5 seeds tell eight from a uniform shuffle (see the statistics test).
 *
 * Symbols: P workers drawn, T tasks drawn, N seats of a committee, min(T, ⌊P / N⌋) committees are filled.
 * Preconditions everywhere: 0 < n ≤ 2^32, and indices and positions are integers in [0, n).
 */
import { keccak_256 } from '@noble/hashes/sha3.js';

const LANES = 16;

export interface Permutation {
  /** π(i). */
  shuffle(n: number, i: number): number;
  /** π⁻¹(position). */
  unshuffle(n: number, position: number): number;
}

/** What the draw of an epoch records (SmartCastMarket's `Draw`), as far as membership depends on it. */
export interface DrawnEpoch {
  /** 128 bits. */
  readonly seed: bigint;
  /** P. */
  readonly workers: number;
  /** T. */
  readonly tasks: number;
}

/** Place of a member: position of its committee in the draw, and its seat there, 0..N-1. */
export interface Seat {
  readonly committee: number;
  readonly seat: number;
}

/** Rounds of the network on 2w bits; even. */
export type Rounds = (width: number) => number;

/** What the contracts use. */
const ROUNDS: Rounds = (width) => (width > 2 ? 8 : 16);

/**
 * π under one key; hashes are kept, so that further evaluations are nearly free.
 * @param rounds a parameter for the sake of the statistics test, which shows that fewer do not pass it.
 */
export function permutation(key: bigint, rounds: Rounds = ROUNDS): Permutation {
  const preimage = new Uint8Array(64);
  preimage.set(word(key));
  const view = new DataView(preimage.buffer);
  const hashes: Uint8Array[][] = [];

  function lane(round: number, half: number): number {
    const block = Math.floor(half / LANES);
    const known = (hashes[round] ??= []);
    let hash = known[block];
    if (hash === undefined) {
      view.setUint32(56, round);
      view.setUint32(60, block);
      hash = known[block] = keccak_256(preimage);
    }
    const at = 30 - 2 * (half % LANES);
    return (hash[at]! << 8) | hash[at + 1]!;
  }

  function encrypt(width: number, value: number): number {
    const mask = 2 ** width - 1;
    let left = value >>> width;
    let right = value & mask;
    for (let round = 0, end = rounds(width); round < end; round += 2) {
      left ^= lane(round, right) & mask;
      right ^= lane(round + 1, left) & mask;
    }
    return ((left << width) | right) >>> 0;
  }

  function decrypt(width: number, value: number): number {
    const mask = 2 ** width - 1;
    let left = value >>> width;
    let right = value & mask;
    for (let round = rounds(width); round > 0; round -= 2) {
      right ^= lane(round - 1, left) & mask;
      left ^= lane(round - 2, right) & mask;
    }
    return ((left << width) | right) >>> 0;
  }

  /** Repeats a permutation of [0, 4^w) until it lands in [0, n). */
  function walk(n: number, from: number, step: (width: number, value: number) => number): number {
    // Least w with 4^w ≥ n.
    const width = (33 - Math.clz32(n - 1)) >> 1;
    let value = from;
    do value = step(width, value);
    while (value >= n);
    return value;
  }

  return {
    shuffle: (n, i) => walk(n, i, encrypt),
    unshuffle: (n, position) => walk(n, position, decrypt),
  };
}

/** π_key(i) on [0, n). */
export function shuffle(key: bigint, n: number, i: number): number {
  return permutation(key).shuffle(n, i);
}

/** π_key⁻¹(position) on [0, n). */
export function unshuffle(key: bigint, n: number, position: number): number {
  return permutation(key).unshuffle(n, position);
}

/** What the market makes of the beacon's word: its draw's 128-bit seed. */
export function drawSeed(beaconWord: bigint, pool: number, epoch: number): bigint {
  const preimage = new Uint8Array(96);
  preimage.set(word(beaconWord));
  preimage.set(word(BigInt(pool)), 32);
  preimage.set(word(BigInt(epoch)), 64);
  return toBigInt(keccak_256(preimage).subarray(0, 16));
}

/** Key of the permutation of the workers. */
export function workerKey(seed: bigint): bigint {
  return seed << 128n;
}

/** Key of the permutation of the tasks. */
export function taskKey(seed: bigint): bigint {
  return (seed << 128n) | 1n;
}

/** How many committees the draw filled: those at positions 0 to this number less one. */
export function filledCommittees(draw: DrawnEpoch, members: number): number {
  return Math.min(draw.tasks, Math.floor(draw.workers / members));
}

/** Where the draw put the worker registered as number `index`; undefined when it got no seat. */
export function seatOfWorker(draw: DrawnEpoch, members: number, index: number): Seat | undefined {
  if (index >= draw.workers) return undefined;
  const position = shuffle(workerKey(draw.seed), draw.workers, index);
  const committee = Math.floor(position / members);
  return committee < filledCommittees(draw, members) ? { committee, seat: position % members } : undefined;
}

/** Index of the worker in a seat of a filled committee. Inverse of seatOfWorker. */
export function workerAt(draw: DrawnEpoch, members: number, { committee, seat }: Seat): number {
  return unshuffle(workerKey(draw.seed), draw.workers, committee * members + seat);
}

/** Position of the committee that runs the task registered as number `index`; undefined when it got none. */
export function committeeOfTask(draw: DrawnEpoch, members: number, index: number): number | undefined {
  const filled = filledCommittees(draw, members);
  if (filled === 0) return undefined;
  const position = shuffle(taskKey(draw.seed), draw.tasks, index);
  return position < filled ? position : undefined;
}

/** Index of the task that a filled committee runs. Inverse of committeeOfTask. */
export function taskAt(draw: DrawnEpoch, committee: number): number {
  return unshuffle(taskKey(draw.seed), draw.tasks, committee);
}

function word(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * (31 - i))) & 0xffn));
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
