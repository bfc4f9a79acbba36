/**
 * When a worker draws the epoch it waits for. Anybody may, and usually whoever ordered a task does; if nobody does, all
 * workers wait with their collateral locked, and each of them would rather have another pay for it. So they take turns,
 * and none pays more than the draw is worth to it.
 */
import type { PoolConfig, PoolState } from '@smartcast/client';

/** Blocks that are left to others, once the beacon lets the epoch be drawn. */
export const PATIENCE_BLOCKS = 5;
/** Blocks from one worker's turn to the next one's: enough to see the transaction of the one before. */
export const TURN_BLOCKS = 3;
/** Part of the expected reward that is spent on the draw at most: the work has its costs too. */
const REWARD_PERCENT = 10n;
/** Part of the collateral that is spent on having it back at most. */
const COLLATERAL_PERCENT = 1n;

/** First block in which the worker with the registration `index` draws a closed epoch. */
export function drawTurn(index: number, state: PoolState): number {
  return state.readyAt + PATIENCE_BLOCKS + TURN_BLOCKS * turnOf(index, state);
}

/** Whose turn it is when, from 0. Shifted by one each epoch, so that it is not always the first to register that pays. */
function turnOf(index: number, { epoch, workers }: PoolState): number {
  return (index + epoch) % workers;
}

/**
 * What the draw is worth to one worker, in wei: the greater of 10 % of the reward that it can expect and 1 % of the
 * collateral that it has back sooner.
 *
 *   expected reward = (N - 1)θ · seats / P,  seats = N · min(T, ⌊P / N⌋)
 *
 * Symbols: N members of a committee, θ wei for each peer that calls one a friend, P workers and T tasks of the epoch. It
 * assumes that every peer calls every other a friend, so that it is the most that can be expected. Rounded down.
 */
export function worthOf(
  { workers, tasks }: Pick<PoolState, 'workers' | 'tasks'>,
  { theta, members, collateral }: Pick<PoolConfig, 'theta' | 'members' | 'collateral'>,
): bigint {
  const seats = BigInt(members * Math.min(tasks, Math.floor(workers / members)));
  const expected = workers === 0 ? 0n : (BigInt(members - 1) * theta * seats) / BigInt(workers);
  const ofReward = (expected * REWARD_PERCENT) / 100n;
  const ofCollateral = (collateral * COLLATERAL_PERCENT) / 100n;
  return ofReward > ofCollateral ? ofReward : ofCollateral;
}
