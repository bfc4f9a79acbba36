import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { dueRegistration, formatId, type Market, type Registration, SmartCastError } from '@smartcast/client';
import type { Keys } from '@smartcast/client/keystore';
import type { WorkerDaemon } from '@smartcast/worker';

/** How often the pool is looked at, in ms. */
const INTERVAL = 5_000;
/** Errors that pass: the chain was asked, or was slow, at the wrong moment. */
const PASSING = new Set(['ChainUnreachable', 'NotMined']);

/**
 * Registers for the open epoch as soon as it can be, and with `always` for every later one, until `signal`.
 * @param daemon sends the transaction.
 * @throws what `dueRegistration` and `WorkerDaemon.send` say, but for trouble with the chain that passes.
 */
export async function keepRegistered(
  market: Market,
  keys: Keys,
  registration: Registration,
  daemon: WorkerDaemon,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const isDone = await registerOnce(market, keys, registration, daemon, logger).catch((error: unknown) => {
      if (signal.aborted) return true;
      throw error;
    });
    if (isDone && !registration.always) return;
    await sleep(INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

/** @returns whether the account is in the open epoch, or cannot be. */
async function registerOnce(
  market: Market,
  keys: Keys,
  registration: Registration,
  daemon: WorkerDaemon,
  logger: Logger,
): Promise<boolean> {
  try {
    const due = await dueRegistration(market, keys, registration);
    if (due.kind !== 'isDue') return due.kind !== 'isUnsettled';
    const { call, epoch, lastTime } = due;
    const { pool } = registration;
    const fate = await daemon.send({ purpose: `register ${pool}.${epoch}`, call, lastTime });
    const worker = (await market.registrations(pool, keys.account)).at(-1);
    if (fate !== 'succeeded' || worker === undefined) return false;
    logger.info({ worker: formatId(worker.id), epoch }, 'registered');
    return true;
  } catch (error) {
    if (!(error instanceof SmartCastError) || !isPassing(error)) throw error;
    logger.warn({ reason: error.message }, 'not registered yet');
    return false;
  }
}

/** An epoch may close while we ask; the next one opens. */
function isPassing(error: SmartCastError): boolean {
  return PASSING.has(error.code) || ('refusal' in error && error.refusal === 'RegistrationClosed');
}
