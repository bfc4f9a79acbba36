import type { TLSSocket } from 'node:tls';
import { FrameDecoder, type ReceivedFrame } from '../protocol/frame.ts';

export interface LinkEvents {
  /** `count` more bytes have been read. */
  onBytes(count: number): void;
  /** A whole frame has arrived. */
  onFrame(frame: ReceivedFrame): void;
  /** The peer has sent all that it may: we read no further. */
  onExhausted(): void;
  /** @param offence what the peer did, if that is why the connection ended. */
  onEnd(offence: string | undefined): void;
}

/** One live, authenticated connection to a peer, after the hellos. */
export class Link {
  readonly #socket: TLSSocket;
  readonly #events: LinkEvents;
  readonly #decoder: FrameDecoder;
  #allowance: number;
  #hasEnded = false;

  /** @param allowance bytes that the peer may still send: once they are read, its writes back up in its own memory. */
  constructor(socket: TLSSocket, allowance: number, maxPayloadBytes: number, events: LinkEvents) {
    this.#socket = socket;
    this.#allowance = allowance;
    this.#events = events;
    this.#decoder = new FrameDecoder(maxPayloadBytes);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 1_000);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('close', () => this.end());
    socket.resume();
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  end(offence?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#socket.destroy();
    this.#events.onEnd(offence);
  }

  #receive(chunk: Buffer): void {
    if (this.#hasEnded) return;
    const counted = chunk.subarray(0, this.#allowance);
    this.#allowance -= counted.length;
    this.#events.onBytes(counted.length);
    const { frames, malformed } = this.#decoder.push(counted);
    for (const frame of frames) this.#events.onFrame(frame);
    if (malformed !== undefined) {
      this.end(`malformed frame: ${malformed}`);
    } else if (counted.length < chunk.length) {
      this.#socket.pause();
      this.#events.onExhausted();
    }
  }
}
