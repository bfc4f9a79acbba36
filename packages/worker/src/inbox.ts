import type { Message, ReceivedFrame } from '@smartcast/protocol';

/** Frames that wait for the end of their round, by round and peer. */
export class Inbox {
  readonly #rounds = new Map<number, Map<number, Uint8Array[]>>();

  add(peer: number, { round, bytes }: ReceivedFrame): void {
    const peers = this.#rounds.get(round) ?? new Map<number, Uint8Array[]>();
    const frames = peers.get(peer) ?? [];
    frames.push(bytes);
    this.#rounds.set(round, peers.set(peer, frames));
  }

  /** Removes the frames of `round`: one message a peer, by ascending seat, its frames in the order of their arrival. */
  take(round: number): Message[] {
    const peers = [...(this.#rounds.get(round) ?? [])].toSorted(([a], [b]) => a - b);
    this.#rounds.delete(round);
    return peers.map(([peer, frames]) => ({ peer, bytes: Buffer.concat(frames) }));
  }
}
