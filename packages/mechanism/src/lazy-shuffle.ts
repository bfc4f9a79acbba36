/**
 * The draw of an epoch, evaluated off chain exactly as contracts/libraries/LazyShuffle.sol and SmartCastMarket do on chain.
 *
 * The permutation π_key of [0, n) is defined in LazyShuffle.sol: for n ≤ 32 by the digits of keccak256(key) in the
 * factorial number system, above by a Feistel network on halves left < 2^width and right < ⌈n / 2^width⌉. The network hashes
 * each value of a half once a round: evaluating a whole draw of P workers takes about 10 √P hashes.
 *
 * Symbols: P workers drawn, T tasks drawn, N seats of a committee, min(T, ⌊P / N⌋) committees are filled.
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

/** What the contracts use; even. */
const ROUNDS = 10;

/**
 * π under one key; hashes are kept, so that further evaluations are nearly free.
 * @param rounds of the network, even: a parameter for the sake of the statistics test, which shows that fewer do not pass it.
 */
export function permutation(key: bigint, rounds = ROUNDS): Permutation {
  const preimage = new Uint8Array(64);
  preimage.set(word(key));
  const view = new DataView(preimage.buffer);
  const hashes: DataView[][] = [];
  let number: bigint | undefined;

  /** What positions 0, 1, … choose: ranks among the indices that none before has chosen. */
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

  /** One pass over [0, a · b), to the position or back. */
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

  /** Passes until it lands in [0, n). */
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
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 32; at += 8) view.setBigUint64(at, value >> BigInt(8 * (24 - at)));
  return bytes;
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
