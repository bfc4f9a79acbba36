import { expect } from 'chai';
import type { Time } from '../packages/worker/src/round-clock.ts';

const TICK_MS = 4;
/** Most ms that one turn of the event loop counts for. */
const MOST_MS = 2 * TICK_MS;

/**
 * A clock that counts turns of the event loop: each counts for its length, but at most for a few milliseconds. If other
 * processes keep this one waiting, all daemons in it lose the same time, and none of them misses a round. It runs from
 * the first time that somebody looks at it.
 */
class LoopTime implements Time {
  readonly #waiting = new Set<{ readonly at: number; readonly callback: () => void }>();
  #elapsed = 0;
  #startedAt = 0;
  #lastTurn: number | undefined;

  monotonic(): number {
    this.#lastTurn ??= this.#start();
    return this.#elapsed + Math.min(performance.now() - this.#lastTurn, MOST_MS);
  }

  wall(): number {
    const elapsed = this.monotonic();
    return this.#startedAt + elapsed;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.monotonic() + ms, callback };
    this.#waiting.add(timer);
    return () => this.#waiting.delete(timer);
  }

  #start(): number {
    this.#startedAt = Date.now();
    setInterval(() => this.#turn(), TICK_MS).unref();
    return performance.now();
  }

  #turn(): void {
    this.#elapsed = this.monotonic();
    this.#lastTurn = performance.now();
    const due = [...this.#waiting].filter(({ at }) => at <= this.#elapsed);
    for (const timer of due.toSorted((a, b) => a.at - b.at)) {
      if (this.#waiting.delete(timer)) timer.callback();
    }
  }
}

/** The one clock of all daemons in this process. */
export const loopTime = new LoopTime();
/** Far more than any test needs. */
const NEVER_MS = 60_000;

/** @returns a function that fails when something has not happened for so long that it never will. */
export function hangGuard(): (otherwise?: () => string) => void {
  const end = loopTime.monotonic() + NEVER_MS;
  return (otherwise = () => 'it never happened') => {
    expect(loopTime.monotonic(), otherwise()).to.be.below(end);
  };
}
