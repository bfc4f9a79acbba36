import type { ContractCall, Receipt } from '../chain/contract-client.ts';
import type { Keys } from '../keys.ts';
import { unpackId } from './ids.ts';
import { registerWorkerCall } from './market-calls.ts';
import type { Market } from './market.ts';
import { requireRunnable } from './pool-terms.ts';
import type { Worker } from './types.ts';

export interface Registration {
  readonly pool: number;
  /** `host:port` where peers and clients will reach the worker. */
  readonly endpoint: string;
  /** Whether to register also while the account serves an earlier epoch; false for a worker that wants one session at a time. */
  readonly always: boolean;
}

/**
 * Outcome of a request to register in the open epoch:
 *
 *   registered   by this call
 *   isRegistered the account was already
 *   isServing    the account waits for the draw of an earlier epoch or for the deadline of its reports, and wanted no more
 *   isClosed     the epoch takes no registrations any more; the next one will, once this one is drawn
 *   isUnsettled  a transaction of the account is in no block yet, which may be its registration: ask again
 */
export type RegistrationOutcome =
  | { readonly kind: 'registered'; readonly epoch: number; readonly worker: bigint; readonly receipt: Receipt }
  | { readonly kind: 'isRegistered' | 'isServing'; readonly epoch: number; readonly worker: bigint }
  | { readonly kind: 'isClosed' | 'isUnsettled'; readonly epoch: number };

/** A registration that is to be made: its call, and the last time at which it is taken, in Unix seconds, if that is known. */
export interface DueRegistration {
  readonly kind: 'isDue';
  readonly epoch: number;
  readonly call: ContractCall;
  readonly lastTime: number | undefined;
}

/**
 * Registers an account for the open epoch of a pool, unless it is, and locks the pool's collateral.
 * @param market opened with `keys`.
 * @throws SmartCastError `InvalidTerms` when no session can run in the pool, and what `ContractClient` says; after
 * `NotMined` the call can be made again: it waits for what it sent.
 */
export async function ensureRegistered(
  market: Market,
  keys: Keys,
  registration: Registration,
): Promise<RegistrationOutcome> {
  const due = await dueRegistration(market, keys, registration);
  if (due.kind !== 'isDue') return due;
  const { pool, endpoint } = registration;
  const { worker, ...receipt } = await market.registerWorker(pool, keys.transportKey, endpoint);
  return { kind: 'registered', epoch: unpackId(worker).epoch, worker, receipt };
}

/** What is to be sent for a registration, or why nothing is. */
export async function dueRegistration(
  market: Market,
  keys: Keys,
  { pool, endpoint, always }: Registration,
): Promise<DueRegistration | Exclude<RegistrationOutcome, { kind: 'registered' }>> {
  const config = await market.poolConfig(pool);
  requireRunnable(config);
  const { epoch, closesAt } = await market.poolState(pool);
  const last = (await market.registrations(pool, keys.account)).at(-1);
  if (last !== undefined && unpackId(last.id).epoch === epoch) return { kind: 'isRegistered', epoch, worker: last.id };
  if (last !== undefined && !always && (await isUnderWay(market, last))) {
    return { kind: 'isServing', epoch, worker: last.id };
  }
  if (closesAt !== 0 && (await market.head()).timestamp >= closesAt) return { kind: 'isClosed', epoch };
  // A second registration would lock a second collateral.
  if (await market.chain.hasUnmined(keys.account)) return { kind: 'isUnsettled', epoch };
  const call = registerWorkerCall(pool, keys.transportKey, endpoint, config.collateral);
  return { kind: 'isDue', epoch, call, lastTime: closesAt === 0 ? undefined : closesAt };
}

/** Whether the epoch of a registration waits for its draw or for the deadline of its reports. */
async function isUnderWay(market: Market, { id }: Worker): Promise<boolean> {
  const { pool, epoch } = unpackId(id);
  const draw = await market.draw(pool, epoch);
  return draw === undefined || (await market.head()).timestamp <= draw.startsAt + draw.duration;
}
