import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from '../../packages/worker/src/journal.ts';
import type { Listener } from '../../packages/worker/src/listener.ts';
import { systemTime } from '../../packages/worker/src/round-clock.ts';
import { type Seat, Transport } from '../../packages/worker/src/transport.ts';
import type { Credentials } from '../../packages/worker/src/x509.ts';
import { encodeFrames, FRAME_HEADER_BYTES } from '../../packages/protocol/src/frame.ts';
import type { Message } from '../../packages/protocol/src/protocol.ts';

export interface RehearsalOptions {
  readonly self: number;
  readonly seats: readonly Seat[];
  /** Of one frame. */
  readonly bytes: number;
  readonly listener: Listener;
  readonly credentials: Credentials;
  readonly journal: Journal;
  /** The signatures of a step. */
  readonly sign: () => void;
}

/**
 * What the busiest round of a session does, without a session: a frame from everybody to everybody, then a step, that is a
 * write to the journal and signatures.
 */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #transport: Transport;
  readonly #session = createHash('sha256').update('rehearsal').digest();
  #inbox: Message[] = [];

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#transport = new Transport({
      ...options,
      session: this.#session,
      maxBytesPerPeer: options.bytes,
      time: systemTime,
      onFrame: (peer, { bytes }) => void this.#inbox.push({ peer, bytes }),
      observe: () => undefined,
    });
  }

  /** Waits for the connections to all others. */
  async connect(): Promise<void> {
    const { self } = this.#options;
    while (!this.#transport.traffic.every(({ connected }, seat) => connected || seat === self)) await sleep(5);
  }

  async deliver(): Promise<void> {
    const { self, seats, bytes, journal, sign } = this.#options;
    const frame = encodeFrames(1, new Uint8Array(bytes - FRAME_HEADER_BYTES), undefined);
    for (const seat of seats.keys()) {
      if (seat !== self) this.#transport.send(seat, 1, frame);
    }
    while (this.#inbox.length < seats.length - 1) await sleep(1);
    journal.recordStep(this.#session, 1, this.#inbox);
    for (const { peer } of this.#inbox) this.#transport.release(peer, bytes);
    this.#inbox = [];
    sign();
  }

  close(): void {
    this.#transport.close();
  }
}
