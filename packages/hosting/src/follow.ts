import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

const LONGEST_BACKOFF_MS = 10_000;

export interface Following {
  /** Does what is due now. If it throws, the next look comes later. */
  look(): Promise<void>;
  /** Pause between looks, in ms. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Called with a sentence for each look that fails, and with undefined when looks work again. */
  onTrouble(trouble: string | undefined): void;
  onFailure(): void;
}

/**
 * Looks again and again, until the signal, and ends with the last look. Pauses grow with the time that a look takes: daemons
 * must not keep a busy machine or node busy.
 */
export async function follow({ look, pollMs, signal, logger, onTrouble, onFailure }: Following): Promise<void> {
  let since = '';
  for (let failures = 0; !signal.aborted;) {
    const begun = performance.now();
    try {
      await look();
      if (failures > 0) {
        onTrouble(undefined);
        logger.info('following the chain works again');
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      onFailure();
      const { message } = error as Error;
      if (failures++ === 0) {
        since = new Date().toISOString();
        logger.warn({ reason: message }, 'following the chain fails');
      }
      onTrouble(`following the chain fails since ${since}: ${message}`);
    }
    const pause = Math.min(pollMs * 2 ** Math.min(failures, 10), Math.max(pollMs, LONGEST_BACKOFF_MS));
    const tookMs = performance.now() - begun;
    await sleep(Math.max(pause, Math.min(tookMs, LONGEST_BACKOFF_MS)), undefined, { signal }).catch(() => undefined);
  }
}

/** Runs a daemon until SIGTERM or SIGINT, or until `stopped`. */
export async function runUntilSignal(
  daemon: { stop(): Promise<void> },
  logger: Logger,
  stopped?: AbortSignal,
): Promise<void> {
  const signal = await new Promise<string | undefined>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    if (stopped?.aborted) resolve(undefined);
    stopped?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  logger.info({ signal }, 'stopping');
  await daemon.stop();
}
