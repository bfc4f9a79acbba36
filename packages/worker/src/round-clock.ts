/**
 * Rounds of Δ ms from the session's start. The wall clock is read once, to place the start. From then on the monotonic
 * clock counts, so that a step of the wall clock in mid-session changes nothing.
 */

/** The host's clocks and timers. */
export interface Time {
  /** Milliseconds on a clock that never steps. */
  monotonic(): number;
  /** Milliseconds since the Unix epoch. */
  wall(): number;
  /** Calls back once, at the earliest after `ms`. @returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Longest delay a timer of Node takes; longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemTime: Time = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

export class RoundClock {
  /** Δ, in milliseconds. */
  readonly roundMs: number;
  readonly #time: Time;
  readonly #origin: number;

  /** @param startsAt start of round 1, in Unix seconds. */
  constructor(startsAt: number, roundMs: number, time: Time) {
    this.roundMs = roundMs;
    this.#time = time;
    this.#origin = time.monotonic() + (startsAt * 1000 - time.wall());
  }

  /** Milliseconds since the start of round 1; negative before it. */
  now(): number {
    return this.#time.monotonic() - this.#origin;
  }

  /** The round that is running at `at`; 0 before the session. */
  roundAt(at: number): number {
    return at < 0 ? 0 : Math.floor(at / this.roundMs) + 1;
  }

  startOf(round: number): number {
    return (round - 1) * this.roundMs;
  }

  /** The deadline: a frame of `round` counts only if it arrived before this instant. */
  endOf(round: number): number {
    return round * this.roundMs;
  }
}
