/**
 * Canonical binary encoding: big-endian, fixed widths or length-prefixed, one encoding per value.
 *
 * `Writer` is given the exact size, so a size function and its encoder check each other. `Reader` is total: the first
 * thing that does not fit is remembered and every later read yields zeros, so that decoders need no early returns.
 * Neither copies what it reads: decoded bytes are views of the message.
 */

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

export class Writer {
  readonly #bytes: Uint8Array;
  #offset = 0;

  /** @param size exact number of bytes that will be written. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Unsigned integer of `width` bytes. */
  uint(value: number, width: 1 | 2 | 4): this {
    for (let shift = 8 * (width - 1); shift >= 0; shift -= 8) this.#bytes[this.#offset++] = value >>> shift;
    return this;
  }

  /** Unsigned integer of `width` bytes. */
  bigUint(value: bigint, width: number): this {
    for (let index = width - 1, rest = value; index >= 0; index--, rest >>= 8n) {
      this.#bytes[this.#offset + index] = Number(rest & 0xffn);
    }
    this.#offset += width;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#bytes.set(value, this.#offset);
    this.#offset += value.length;
    return this;
  }

  /** @throws RangeError if the size given to the constructor was wrong, which is a mistake in the caller. */
  finish(): Uint8Array {
    if (this.#offset !== this.#bytes.length) {
      throw new RangeError(`wrote ${this.#offset} bytes, announced ${this.#bytes.length}`);
    }
    return this.#bytes;
  }
}

export class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #reason: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ok(): boolean {
    return this.#reason === undefined;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** Remembers the first reason only. */
  refuse(reason: string): void {
    this.#reason ??= reason;
  }

  uint(width: 1 | 2 | 4): number {
    const end = this.#advance(width);
    let value = 0;
    for (let index = end - width; index < end; index++) value = value * 256 + this.#bytes[index]!;
    return this.ok ? value : 0;
  }

  bigUint(width: number): bigint {
    let value = 0n;
    for (const byte of this.bytes(width)) value = (value << 8n) | BigInt(byte);
    return value;
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const end = this.#advance(length);
    return this.ok ? this.#bytes.subarray(end - length, end) : EMPTY;
  }

  expect(value: number, width: 1 | 2 | 4, what: string): void {
    const found = this.uint(width);
    if (this.ok && found !== value) this.refuse(`${what} is ${found}, not ${value}`);
  }

  /** The value if everything fitted and nothing is left over. */
  finish<T>(value: T): Decoded<T> {
    if (this.#reason === undefined && this.remaining > 0) this.refuse(`${this.remaining} trailing bytes`);
    return this.#reason === undefined ? { ok: true, value } : refused(this.#reason);
  }

  #advance(length: number): number {
    if (this.ok && length > this.remaining) this.refuse(`${length} bytes expected, ${this.remaining} left`);
    return this.ok ? (this.#offset += length) : 0;
  }
}

const EMPTY = new Uint8Array(0);
