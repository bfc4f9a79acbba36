/**
 * When a worker draws the epoch that it waits for. Anybody may draw, and usually the creator of a task does. If nobody does,
 * all workers wait with their collateral locked, and each prefers that another pays for the draw. So they take turns, and
 * none pays more than the draw is worth to it.
 */
import type { PoolConfig, PoolState } from '@smartcast/client';

/** Seconds that workers leave to others, once the beacon lets the epoch be drawn. */
export const PATIENCE_SECONDS = 60;
/** Seconds from one worker's turn to the next one's: enough to see the transaction of the one before. */
export const TURN_SECONDS = 36;
/** Most that is spent on the draw, as a part of the expected reward: the work has its costs too. */
const REWARD_PERCENT = 10n;
/** Most that is spent on the draw, as a part of the collateral that it returns. */
const COLLATERAL_PERCENT = 1n;

/** The time from which on the worker with the registration `index` draws a closed epoch, in Unix seconds. */
export function drawTurn(index: number, state: PoolState): number {
  return state.readyAt + PATIENCE_SECONDS + TURN_SECONDS * turnOf(index, state);
}

/** Turn of a registration, from 0. It shifts by one each epoch, so that the first to register does not always pay. */
function turnOf(index: number, { epoch, workers }: PoolState): number {
  return (index + epoch) % workers;
}

/**
 * Wei that the draw is worth to one worker: the greater of 10 % of the reward that it can expect and 1 % of the
 * collateral that it gets back sooner.
 *
 *   expected reward = (N - 1)θ · seats / P,  seats = N · min(T, ⌊P / N⌋)
 *
 * Symbols: N members of a committee, θ wei for each peer that calls a member a friend, P workers and T tasks of the epoch.
 * It assumes that every member calls every other a friend: it is the most that a worker can expect. Rounded down.
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
