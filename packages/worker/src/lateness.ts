/**
 * The Δ margin: how much of a round is left when the slow frames arrive.
 *
 *   margin = Δ − (b+1)-th largest over peers of p99(arrival − start of the frame's round)
 *
 * All times are ms on the local clock, so that the margin covers latency, bandwidth and the clocks' skew. p99 is taken over
 * the peer's last 64 frames and rounded to the lower rank: one late frame among them is chance, two are not. The margin uses
 * the (b+1)-th largest, since b Byzantine peers may be late on purpose. If b+1 are late, one of them is correct, and this
 * member is out of step.
 */
const WINDOW = 64;
const FEWEST = 4;

export class Lateness {
  readonly #roundMs: number;
  readonly #faults: number;
  readonly #samples: number[][];
  readonly #late: number[];

  /** @param members N. @param faults b. */
  constructor(members: number, faults: number, roundMs: number) {
    this.#roundMs = roundMs;
    this.#faults = faults;
    this.#samples = Array.from({ length: members }, () => []);
    this.#late = Array.from({ length: members }, () => 0);
  }

  /** @param ms time from the start of the frame's round to its arrival. */
  add(peer: number, ms: number): void {
    const samples = this.#samples[peer];
    if (samples === undefined) return;
    if (ms >= this.#roundMs) this.#late[peer]! += 1;
    samples.push(ms);
    if (samples.length > WINDOW) samples.shift();
  }

  /** Frames of the peer that arrived after the end of their round, while this member was present. */
  late(peer: number): number {
    return this.#late[peer] ?? 0;
  }

  /** 99th percentile of the peer's lateness, in ms; undefined until it has sent a few frames. */
  p99(peer: number): number | undefined {
    const samples = this.#samples[peer];
    if (samples === undefined || samples.length < FEWEST) return undefined;
    const sorted = samples.toSorted((a, b) => a - b);
    return sorted[Math.floor(0.99 * (sorted.length - 1))];
  }

  /** Δ margin in ms, at most Δ; undefined until more than b peers have sent a few frames. */
  margin(): number | undefined {
    const slowest = this.#samples
      .map((_, peer) => this.p99(peer))
      .filter((p99) => p99 !== undefined)
      .toSorted((a, b) => b - a);
    const lateness = slowest[this.#faults];
    return lateness === undefined ? undefined : this.#roundMs - lateness;
  }
}
