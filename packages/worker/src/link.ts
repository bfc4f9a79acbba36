import type { TLSSocket } from 'node:tls';
import { FrameDecoder, type ReceivedFrame } from '@smartcast/protocol';
import type { Allowance } from './allowance.ts';

export interface LinkEvents {
  /** A whole frame has arrived; its bytes are held until `Allowance.release`. */
  onFrame(frame: ReceivedFrame): void;
  /** The allowance is used up: nothing more is read before `Link.resume`. */
  onPause(): void;
  /** @param offence what the peer did, if that is why the connection ended. */
  onEnd(offence: string | undefined): void;
}

/** One live, authenticated connection to a peer, after the hellos. */
export class Link {
  readonly #socket: TLSSocket;
  readonly #allowance: Allowance;
  readonly #events: LinkEvents;
  readonly #decoder: FrameDecoder;
  #hasEnded = false;

  /** @param allowance shared by all connections of the peer: beyond it, the peer's writes wait in its own memory. */
  constructor(socket: TLSSocket, allowance: Allowance, maxPayloadBytes: number, events: LinkEvents) {
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

  /** Reads on if the allowance is open again. */
  resume(): void {
    if (this.#allowance.isOpen && this.#socket.isPaused()) this.#socket.resume();
  }

  end(offence?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#allowance.release(this.#decoder.bufferedBytes);
    this.#socket.destroy();
    this.#events.onEnd(offence);
  }

  #receive(chunk: Buffer): void {
    if (this.#hasEnded) return;
    const taken = this.#allowance.take(chunk.length);
    const { frames, malformed } = this.#decoder.push(chunk.subarray(0, taken));
    // Before the frames are handed on, since that may open the allowance again.
    if (taken < chunk.length) {
      this.#socket.pause();
      this.#socket.unshift(chunk.subarray(taken));
      this.#events.onPause();
    }
    for (const frame of frames) this.#events.onFrame(frame);
    if (malformed !== undefined) this.end(`malformed frame: ${malformed}`);
  }
}
