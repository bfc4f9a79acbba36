import { createHash } from 'node:crypto';
import { sha256 } from '#crypto';

/** A running hash over everything that happens in a world: equal seeds must give equal hashes. */
export class Audit {
  readonly #hash = createHash('sha256');
  /** Messages are shared between recipients; each is hashed once. */
  readonly #digests = new WeakMap<Uint8Array, Uint8Array>();

  record(event: string, timeMs: number, facts: readonly number[], bytes?: Uint8Array): void {
    this.#hash.update(`${event} ${timeMs} ${facts.join(' ')}\n`);
    if (bytes !== undefined) this.#hash.update(this.#digest(bytes));
  }

  /** Ends the recording. */
  finish(): string {
    return this.#hash.digest('hex');
  }

  #digest(bytes: Uint8Array): Uint8Array {
    const digest = this.#digests.get(bytes) ?? sha256(bytes);
    this.#digests.set(bytes, digest);
    return digest;
  }
}
