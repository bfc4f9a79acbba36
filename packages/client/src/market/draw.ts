/**
 * The draw of an epoch, evaluated off chain exactly as SmartCastMarket.sol does on chain: who sits where follows from the
 * seed and the numbers of workers and tasks.
 *
 * Symbols: P workers drawn, T tasks drawn, N seats of a committee, min(T, ⌊P / N⌋) committees are filled.
 */
import { solidityPackedKeccak256 } from 'ethers';
import { shuffle, unshuffle } from '@smartcast/mechanism/lazy-shuffle';
import type { Draw } from './types.ts';

/** What membership depends on. */
export type DrawnEpoch = Pick<Draw, 'seed' | 'workers' | 'tasks'>;

/** Place of a member: position of its committee in the draw, and its seat there, 0..N-1. */
export interface Seat {
  readonly committee: number;
  readonly seat: number;
}

/** The 128-bit seed of a draw, as the market derives it from the beacon's random value. */
export function drawSeed(randomness: bigint, pool: number, epoch: number): bigint {
  return BigInt(solidityPackedKeccak256(['uint256', 'uint256', 'uint256'], [randomness, pool, epoch])) >> 128n;
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
