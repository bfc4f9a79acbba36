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
/** Of the expected reward, the most that is spent on the draw: the work has its costs too. */
const REWARD_PERCENT = 10n;
/** Of the collateral, the most that is spent on having it back. */
const COLLATERAL_PERCENT = 1n;

export interface FinalizeFacts {
  /** Number of the latest block. */
  readonly block: number;
  /** Of the own registration in the open epoch, from 0. */
  readonly index: number;
  readonly state: PoolState;
  readonly config: Pick<PoolConfig, 'theta' | 'members' | 'collateral'>;
  /** The most that the transaction costs, in wei. */
  readonly cost: bigint;
  /** Whether a transaction of the account is in no block yet. */
  readonly isUnsettled: boolean;
}

export type FinalizeDecision =
  | { readonly kind: 'finalize' }
  | { readonly kind: 'wait'; readonly reason: 'open' | 'notOurTurn' | 'unsettled' | 'tooDear' };

/**
 * Whether to draw the open epoch now. In order: registration has closed, our turn has come, nothing of ours is under way,
 * and the cost is within `worthOf`.
 */
export function decideToFinalize({ block, index, state, config, cost, isUnsettled }: FinalizeFacts): FinalizeDecision {
  if (state.closesAt === 0 || block < state.closesAt) return { kind: 'wait', reason: 'open' };
  if (block < state.readyAt + PATIENCE_BLOCKS + TURN_BLOCKS * turnOf(index, state)) {
    return { kind: 'wait', reason: 'notOurTurn' };
  }
  if (isUnsettled) return { kind: 'wait', reason: 'unsettled' };
  return cost <= worthOf(state, config) ? { kind: 'finalize' } : { kind: 'wait', reason: 'tooDear' };
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
  { theta, members, collateral }: FinalizeFacts['config'],
): bigint {
  const seats = BigInt(members * Math.min(tasks, Math.floor(workers / members)));
  const expected = workers === 0 ? 0n : (BigInt(members - 1) * theta * seats) / BigInt(workers);
  const ofReward = (expected * REWARD_PERCENT) / 100n;
  const ofCollateral = (collateral * COLLATERAL_PERCENT) / 100n;
  return ofReward > ofCollateral ? ofReward : ofCollateral;
}
