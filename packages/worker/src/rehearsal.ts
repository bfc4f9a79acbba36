import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrames, FRAME_HEADER_BYTES, type Message } from '@smartcast/protocol';
import type { Journal } from './journal.ts';
import type { Listener } from './listener.ts';
import { systemTime } from './round-clock.ts';
import { type PeerContact, Transport } from './transport.ts';
import type { Credentials } from './x509.ts';

export interface RehearsalOptions {
  readonly self: number;
  readonly seats: readonly PeerContact[];
  /** Bytes of one frame. */
  readonly bytes: number;
  /** Most deliveries of the rehearsal. */
  readonly deliveries: number;
  readonly listener: Listener;
  readonly credentials: Credentials;
  readonly journal: Journal;
  /** Makes the signatures of a step. */
  readonly sign: () => void;
}

/**
 * The work of a session's busiest round without a session: every member sends every other a frame, then makes a step, which
 * is a write to the journal and signatures.
 */
export class RehearsalRound {
  readonly #options: RehearsalOptions;
  readonly #transport: Transport;
  readonly #session = createHash('sha256').update('rehearsal').digest();
  #inbox: Message[] = [];
  #onFrame: () => void = () => undefined;

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#transport = new Transport({
      ...options,
      session: this.#session,
      maxBytesPerPeer: options.bytes * options.deliveries,
      time: systemTime,
      onFrame: (peer, { bytes }) => {
        this.#inbox.push({ peer, bytes });
        this.#onFrame();
      },
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
    await this.#frames(seats.length - 1);
    journal.recordStep(this.#session, 1, this.#inbox);
    for (const { peer } of this.#inbox) this.#transport.release(peer, bytes);
    this.#inbox = [];
    sign();
  }

  close(): void {
    this.#transport.close();
  }

  #frames(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onFrame = () => {
        if (this.#inbox.length >= count) resolve();
      };
      this.#onFrame();
    });
  }
}
