/** Waiting on a machine that may be busy: for events, and not for a fixed time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChainUnreachable, MemberUnreachable } from '@smartcast/client';

/** How long a count may stay the same before waiting ends, in ms. */
const STANDSTILL_MS = 300_000;
const POLL_MS = 250;
/** How often a question is asked that is not answered in time. */
const MOST_QUESTIONS = 6;

export interface Wait {
  /** How many are there. */
  count(): Promise<number>;
  readonly of: number;
  show(count: number): void;
  /** Throws when there is nothing more to wait for, as when a process has ended. */
  check?(): void;
  /** How long the count may stay the same, in ms. */
  readonly standstillMs?: number;
}

/**
 * Waits until `count` is `of`, for as long as it changes now and then.
 * @returns the last count: less than `of` if nothing has changed for long.
 */
export async function waitForAll({ count, of, show, check, standstillMs = STANDSTILL_MS }: Wait): Promise<number> {
  let last = -1;
  for (let changedAt = performance.now(); ; await sleep(POLL_MS)) {
    check?.();
    const now = await patiently(count);
    show(now);
    if (now !== last) changedAt = performance.now();
    last = now;
    if (now === of || performance.now() - changedAt > standstillMs) return now;
  }
}

/** Asks again what a busy chain or member has not answered in time. Only for questions: whatever acts must not act twice. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked++) {
    try {
      return await ask();
    } catch (error) {
      const isUnanswered = error instanceof ChainUnreachable || error instanceof MemberUnreachable;
      if (!isUnanswered || asked >= MOST_QUESTIONS) throw error;
      await sleep(POLL_MS * asked);
    }
  }
}
