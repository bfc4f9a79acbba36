/**
 * Limits on the bytes that we read of a peer's stream:
 * - held, that is read but not consumed yet (frames of rounds to come, half a frame): at most M, the bytes that a correct
 *   peer sends in all rounds together;
 * - read in the whole session: at most 2M. A correct peer that was absent sends again the bytes that may not have left it;
 *   only one that does so for every byte reaches 2M.
 */
export class Allowance {
  readonly #maxHeld: number;
  readonly #maxRead: number;
  #held = 0;
  #read = 0;

  /** @param maxBytesPerPeer M. */
  constructor(maxBytesPerPeer: number) {
    this.#maxHeld = maxBytesPerPeer;
    this.#maxRead = 2 * maxBytesPerPeer;
  }

  get read(): number {
    return this.#read;
  }

  get isSpent(): boolean {
    return this.#read === this.#maxRead;
  }

  get isOpen(): boolean {
    return this.#held < this.#maxHeld && !this.isSpent;
  }

  /** @returns the number of bytes, at most `count`, that may be read; they are held from now on. */
  take(count: number): number {
    const taken = Math.min(count, this.#maxHeld - this.#held, this.#maxRead - this.#read);
    this.#held += taken;
    this.#read += taken;
    return taken;
  }

  /** Tells that `count` bytes are held no longer. */
  release(count: number): void {
    this.#held -= count;
  }
}
