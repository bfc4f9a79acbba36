/**
 * The committee's full mesh: one mutually authenticated TLS 1.3 connection per pair of members. A peer is the holder of the
 * transport key that its seat registered on chain. The lower seat dials the higher, again and again with back-off while the
 * session lasts.
 *
 * Memory is bounded whatever peers do. A member holds at most M bytes of each peer, however often it connects, frames that
 * are not consumed yet included (`Allowance`). Frames that could not be sent in a round are dropped when it is over.
 */
import type { TLSSocket } from 'node:tls';
import { type Fact, FRAME_HEADER_BYTES, type ReceivedFrame } from '@smartcast/protocol';
import { Allowance } from './allowance.ts';
import { dial } from './dial.ts';
import { encodeHello, type Hello } from './hello.ts';
import { Link } from './link.ts';
import type { Listener } from './listener.ts';
import type { Time } from './round-clock.ts';
import type { Credentials } from './x509.ts';

const SHORTEST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;
/** First time for which a misbehaving peer is barred; doubled with every offence. */
const SHORTEST_BAR_MS = 1_000;
const LONGEST_BAR_MS = 60_000;

/** How to reach and recognise a member, as registered on chain. */
export interface PeerContact {
  /** Ed25519 public key, 32 bytes. */
  readonly transportKey: Uint8Array;
  /** `host:port`. */
  readonly endpoint: string;
}

export interface TransportOptions {
  readonly listener: Pick<Listener, 'register'>;
  readonly credentials: Credentials;
  /** `sessionDigest`. */
  readonly session: Uint8Array;
  readonly self: number;
  readonly seats: readonly PeerContact[];
  /** M. */
  readonly maxBytesPerPeer: number;
  readonly time: Time;
  /** `frame` has just arrived from the authenticated member on seat `peer`, and is held until `release`. */
  onFrame(peer: number, frame: ReceivedFrame): void;
  observe(fact: Fact): void;
}

/** Traffic with one peer over all connections, frames only. */
export interface Traffic {
  readonly connected: boolean;
  /** Bytes. */
  readonly sent: number;
  /** Bytes. */
  readonly received: number;
}

/** Traffic with a peer, and the state of its connection. */
export interface PeerStatus extends Traffic {
  readonly seat: number;
}

class Peer {
  link: Link | undefined;
  /** Frames not sent yet, for want of a connection. */
  pending: { readonly round: number; readonly bytes: Uint8Array }[] = [];
  sent = 0;
  readonly allowance: Allowance;
  /** Attempts to connect, and connections that broke at once, since the last connection that lasted. */
  failures = 0;
  connectedAt = 0;
  cancelRedial: () => void = () => undefined;
  offences = 0;
  /** No connection before this instant of the monotonic clock. */
  barredUntil = -Infinity;

  constructor(maxBytesPerPeer: number) {
    this.allowance = new Allowance(maxBytesPerPeer);
  }
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #peers: readonly Peer[];
  readonly #unregister: () => void;
  readonly #closing = new AbortController();

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#peers = options.seats.map(() => new Peer(options.maxBytesPerPeer));
    const { listener, session, self } = options;
    this.#unregister = listener.register(session, self, (hello, key, socket) => this.#accept(hello, key, socket));
    for (let seat = self + 1; seat < options.seats.length; seat++) void this.#dial(seat);
  }

  /** Traffic by seat; all zeros for the member's own. */
  get traffic(): readonly Traffic[] {
    return this.#peers.map(({ link, sent, allowance }) => {
      return { connected: link !== undefined, sent, received: allowance.read };
    });
  }

  /** Sends at once, or when `seat` is connected again before `endRound(round)`. */
  send(seat: number, round: number, bytes: Uint8Array): void {
    const peer = this.#peers[seat]!;
    peer.pending.push({ round, bytes });
    this.#flush(peer);
  }

  /** Drops frames that could not be sent in `round` or earlier: they would not count any more. */
  endRound(round: number): void {
    for (const peer of this.#peers) peer.pending = peer.pending.filter((message) => message.round > round);
  }

  /** Tells that `bytes` bytes of frames from `seat` were consumed or dropped. */
  release(seat: number, bytes: number): void {
    const { allowance, link } = this.#peers[seat]!;
    allowance.release(bytes);
    link?.resume();
  }

  close(): void {
    this.#closing.abort();
    this.#unregister();
    for (const peer of this.#peers) {
      peer.cancelRedial();
      peer.link?.end();
    }
  }

  #flush(peer: Peer): void {
    if (peer.link === undefined) return;
    for (const { bytes } of peer.pending) {
      peer.link.send(bytes);
      peer.sent += bytes.length;
    }
    peer.pending = [];
  }

  /** Takes an incoming connection. @returns why it is refused; undefined if it is not. */
  #accept({ from, session, to }: Hello, key: Uint8Array, socket: TLSSocket): string | undefined {
    const { seats, self, time } = this.#options;
    const seat = seats[from];
    if (seat === undefined || from >= self) return `seat ${from} does not dial seat ${self}`;
    if (Buffer.compare(seat.transportKey, key) !== 0) return `not the registered key of seat ${from}`;
    if (time.monotonic() < this.#peers[from]!.barredUntil) return `seat ${from} is barred for a while`;
    socket.write(encodeHello({ session, from: to, to: from }));
    this.#establish(from, socket);
    return undefined;
  }

  async #dial(seat: number): Promise<void> {
    const { seats, credentials, session, self, observe } = this.#options;
    const peer = this.#peers[seat]!;
    const { signal } = this.#closing;
    try {
      const hello = { session, from: self, to: seat };
      const socket = await dial({ ...seats[seat]!, credentials, hello, signal });
      if (signal.aborted) socket.destroy();
      else this.#establish(seat, socket);
    } catch (error) {
      if (signal.aborted) return;
      if (peer.failures === 0) observe({ reason: `no connection: ${(error as Error).message}`, peer: seat });
      this.#redial(seat);
    }
  }

  #redial(seat: number): void {
    if (this.#closing.signal.aborted) return;
    const { time } = this.#options;
    const peer = this.#peers[seat]!;
    const backoff = Math.min(LONGEST_BACKOFF_MS, SHORTEST_BACKOFF_MS * 2 ** Math.min(peer.failures, 10));
    peer.failures++;
    // The random half keeps the members from dialing at the same time.
    const delay = Math.max(backoff * (0.5 + Math.random() / 2), peer.barredUntil - time.monotonic());
    peer.cancelRedial = time.after(delay, () => void this.#dial(seat));
  }

  #establish(seat: number, socket: TLSSocket): void {
    const { self, maxBytesPerPeer, time, onFrame, observe } = this.#options;
    const peer = this.#peers[seat]!;
    // Only the holder of the key gets here, so it has given up the old connection.
    const previous = peer.link;
    peer.link = undefined;
    previous?.end();
    const link: Link = new Link(socket, peer.allowance, maxBytesPerPeer - FRAME_HEADER_BYTES, {
      onFrame: (frame) => onFrame(seat, frame),
      onPause: () => {
        if (peer.allowance.isSpent) observe({ reason: 'sent twice its bound: we read no further', peer: seat });
      },
      onEnd: (offence) => {
        if (offence !== undefined) this.#bar(seat, offence);
        if (peer.link !== link) return;
        peer.link = undefined;
        if (time.monotonic() - peer.connectedAt > LONGEST_BACKOFF_MS) peer.failures = 0;
        if (seat > self) this.#redial(seat);
      },
    });
    peer.link = link;
    peer.connectedAt = time.monotonic();
    this.#flush(peer);
  }

  #bar(seat: number, offence: string): void {
    const peer = this.#peers[seat]!;
    const barMs = Math.min(LONGEST_BAR_MS, SHORTEST_BAR_MS * 2 ** peer.offences);
    peer.offences++;
    peer.barredUntil = this.#options.time.monotonic() + barMs;
    this.#options.observe({ reason: `disconnected for ${barMs} ms: ${offence}`, peer: seat });
  }
}
