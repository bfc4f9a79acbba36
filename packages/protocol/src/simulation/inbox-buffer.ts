import { FRAME_HEADER_BYTES, parseFrames } from '../frame.ts';
import type { Message } from '../protocol.ts';

/**
 * What a host keeps of its peers' frames until the round that they are tagged with has ended: the deadline rule and the
 * byte allowance. Frames of rounds past are dropped; frames of later rounds wait, since a peer's clock may be ahead.
 */
export class InboxBuffer {
  readonly #allowance: number;
  readonly #waiting = new Map<number, Map<number, Uint8Array[]>>();
  readonly #bytesOf = new Map<number, number>();
  #peakBytes = 0;

  /** @param allowance most bytes that wait from one peer: M. */
  constructor(allowance: number) {
    this.#allowance = allowance;
  }

  /** Most bytes that ever waited from one peer. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** @returns how many bytes of `bytes` were dropped. What is no frame waits for the current round, for the protocol to see. */
  add(currentRound: number, peer: number, bytes: Uint8Array): number {
    let used = 0;
    let dropped = 0;
    for (const { round, payload } of parseFrames(bytes).frames) {
      const frame = bytes.subarray(used, used + FRAME_HEADER_BYTES + payload.length);
      used += frame.length;
      if (round < currentRound || !this.#keep(round, peer, frame)) dropped += frame.length;
    }
    const rest = bytes.subarray(used);
    if (rest.length > 0 && !this.#keep(currentRound, peer, rest)) dropped += rest.length;
    return dropped;
  }

  /** Hands out the inbox of a round that has ended. */
  take(round: number): readonly Message[] {
    const peers = this.#waiting.get(round) ?? new Map<number, Uint8Array[]>();
    this.#waiting.delete(round);
    return [...peers].map(([peer, parts]) => {
      const bytes = join(parts);
      this.#bytesOf.set(peer, this.#bytesOf.get(peer)! - bytes.length);
      return { peer, bytes };
    });
  }

  #keep(round: number, peer: number, bytes: Uint8Array): boolean {
    const waiting = (this.#bytesOf.get(peer) ?? 0) + bytes.length;
    if (waiting > this.#allowance) return false;
    this.#bytesOf.set(peer, waiting);
    this.#peakBytes = Math.max(this.#peakBytes, waiting);
    const peers = this.#waiting.get(round) ?? new Map<number, Uint8Array[]>();
    this.#waiting.set(round, peers.set(peer, [...(peers.get(peer) ?? []), bytes]));
    return true;
  }
}

/** One view if the parts are neighbours in one buffer, as the frames of one message are: values are large. */
function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  const isContiguous = parts.every((part, index) => {
    const before = parts[index - 1];
    return (
      before === undefined || (part.buffer === before.buffer && part.byteOffset === before.byteOffset + before.length)
    );
  });
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return isContiguous ? new Uint8Array(first!.buffer, first!.byteOffset, length) : Buffer.concat(parts);
}
