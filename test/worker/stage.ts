/** Clocks that a test moves, and a committee in one process on them. */
import type { Fact, Message, Protocol } from '../../packages/protocol/src/protocol.ts';
import type { ReceivedFrame } from '../../packages/protocol/src/frame.ts';
import type { JournalStore } from '../../packages/hosting/src/store.ts';
import { Journal } from '../../packages/worker/src/journal.ts';
import { Lateness } from '../../packages/worker/src/lateness.ts';
import { RoundClock, type Time } from '../../packages/worker/src/round-clock.ts';
import { SessionHost, type Wire } from '../../packages/worker/src/session-host.ts';
import { Signer } from '../../packages/worker/src/signer.ts';
import { ed25519PrivateKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { seedOf } from './mesh.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that passes only in `advance`. Timers fire in order; a stall delays them until it ends. */
export class StageTime implements Time {
  now = 0;
  readonly #timers = new Set<Timer>();

  monotonic(): number {
    return this.now;
  }

  wall(): number {
    return this.now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { due: this.now + Math.max(ms, 0), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Runs everything that is due up to `until`. */
  advance(until: number): void {
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.now = Math.max(this.now, timer.due);
      this.#timers.delete(timer);
      timer.callback();
    }
    this.now = until;
  }

  /** Lets time pass as in a process that is stopped: nothing runs before the next `advance`. */
  stall(until: number): void {
    this.now = until;
  }

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.due <= until);
    return due.toSorted((a, b) => a.due - b.due)[0];
  }
}

/** Record of one hosted party: its inputs and its actions. */
export interface Performance<Output> {
  readonly host: SessionHost<undefined, Output>;
  readonly inboxes: (readonly Message[] | null)[];
  readonly sent: { readonly seat: number; readonly round: number; readonly bytes: Uint8Array }[];
  readonly released: number[];
  readonly facts: Fact[];
  readonly lateness: Lateness;
  /** Lets a frame arrive now. */
  receive(peer: number, frame: ReceivedFrame): void;
}

export const ROUND_MS = 100;

/** Hosts `protocol` at seat 0, session from instant 0 of `time` on, with the peers played by the test. */
export function perform<Output>(
  protocol: Protocol<undefined, Output>,
  time: Time,
  store: JournalStore,
  apply: (note: Uint8Array) => void = () => undefined,
): Performance<Output> {
  const inboxes: (readonly Message[] | null)[] = [];
  const sent: { seat: number; round: number; bytes: Uint8Array }[] = [];
  const released: number[] = [];
  const facts: Fact[] = [];
  const journal = new Journal(store);
  const lateness = new Lateness(protocol.members, 1, ROUND_MS);
  const spied: Protocol<undefined, Output> = {
    ...protocol,
    start(context, input) {
      const party = protocol.start(context, input);
      return {
        step(round, inbox) {
          inboxes[round] = inbox;
          return party.step(round, inbox);
        },
        output: () => party.output(),
      };
    },
  };
  let receive: (peer: number, frame: ReceivedFrame) => void = () => undefined;
  const name = seedOf('stage');
  const host = new SessionHost({
    protocol: spied,
    input: undefined,
    self: 0,
    name,
    clock: new RoundClock(0, ROUND_MS, time),
    time,
    journal,
    signer: new Signer(journal, name, { transport: ed25519PrivateKey(seedOf('a')), signRoot: (digest) => digest }),
    lateness,
    verify: () => true,
    openWire(onFrame): Wire {
      receive = onFrame;
      return {
        send: (seat, round, bytes) => sent.push({ seat, round, bytes }),
        endRound: () => undefined,
        release: (_seat, bytes) => released.push(bytes),
        close: () => undefined,
      };
    },
    apply,
    observe: (fact) => facts.push(fact),
    onRound: () => undefined,
  });
  return { host, inboxes, sent, released, facts, lateness, receive: (peer, frame) => receive(peer, frame) };
}
