import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ensureRegistered, formatId, type Market, type Registration, SmartCastError } from '@smartcast/client';
import type { Keys } from '@smartcast/client/keystore';

/** How often the pool is looked at, in ms. */
const INTERVAL = 5_000;
/** Errors that pass: the chain was asked, or was slow, at the wrong moment. */
const PASSING = new Set(['ChainUnreachable', 'NotMined']);

/**
 * Registers for the open epoch as soon as it can be, and with `always` for every later one, until `signal`.
 * @throws what `ensureRegistered` says, but for trouble with the chain that passes.
 */
export async function keepRegistered(
  market: Market,
  keys: Keys,
  registration: Registration,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const isDone = await registerOnce(market, keys, registration, logger);
    if (isDone && !registration.always) return;
    await sleep(INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

/** @returns whether the account is in the open epoch, or cannot be. */
async function registerOnce(market: Market, keys: Keys, registration: Registration, logger: Logger): Promise<boolean> {
  try {
    const outcome = await ensureRegistered(market, keys, registration);
    if (outcome.kind === 'registered') {
      const { epoch, worker, receipt } = outcome;
      logger.info({ worker: formatId(worker), epoch, gasUsed: receipt.gasUsed.toString() }, 'registered');
    }
    return outcome.kind !== 'isUnsettled';
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
