import { Random } from './random.ts';

export interface NetworkOptions {
  /** Latency of all links, or of each. */
  readonly latencyMs: number | ((from: number, to: number) => number);
  /** Each message takes up to so much longer, uniformly. */
  readonly jitterMs?: number;
  /** Bandwidth of each sender's uplink, shared by its messages in the order of sending; unlimited if absent. */
  readonly bytesPerMs?: number;
  /** Probability that a message is lost. */
  readonly loss?: number;
  readonly partitions?: readonly Partition[];
}

/** While it lasts, nothing sent reaches a seat of another group. Seats in no group hear nobody. */
export interface Partition {
  readonly fromMs: number;
  readonly toMs: number;
  readonly groups: readonly (readonly number[])[];
}

/** When messages arrive, if they do. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #random: Random;
  /** When each sender's uplink is free again. */
  readonly #freeAt = new Map<number, number>();

  constructor(options: NetworkOptions, seed: number) {
    this.#options = options;
    this.#random = new Random(seed, 1);
  }

  /** @returns the time of arrival, or undefined for a message that gets lost. */
  arrival(sentAtMs: number, from: number, to: number, bytes: number): number | undefined {
    const { latencyMs, jitterMs = 0, bytesPerMs = Infinity, loss = 0 } = this.#options;
    const departure = Math.max(sentAtMs, this.#freeAt.get(from) ?? 0) + bytes / bytesPerMs;
    this.#freeAt.set(from, departure);
    const latency = typeof latencyMs === 'number' ? latencyMs : latencyMs(from, to);
    const delay = latency + jitterMs * this.#random.fraction();
    if (this.#random.chance(loss) || this.#isCut(departure, from, to)) return undefined;
    return departure + delay;
  }

  #isCut(timeMs: number, from: number, to: number): boolean {
    return (this.#options.partitions ?? []).some(
      ({ fromMs, toMs, groups }) =>
        timeMs >= fromMs && timeMs < toMs && !groups.some((group) => group.includes(from) && group.includes(to)),
    );
  }
}
