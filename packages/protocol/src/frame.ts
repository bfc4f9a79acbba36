import { type Decoded, refused, Writer } from './codec.ts';

/**
 * SmartBAR's frames: `kind u8 ‖ round u32 ‖ length u32 ‖ payload`. PASS carries a message of the inner protocol, DUMMY
 * zeros that only count. The round stands in the frame because peers' clocks differ.
 */
export interface Frame {
  readonly kind: typeof PASS | typeof DUMMY;
  readonly round: number;
  readonly payload: Uint8Array;
}

export const PASS = 1;
export const DUMMY = 2;
export const FRAME_HEADER_BYTES = 9;

interface Header {
  readonly kind: Frame['kind'];
  readonly round: number;
  readonly length: number;
}

/**
 * Frames of one message in one allocation.
 * @param pass payload of a PASS frame, if there is one.
 * @param dummyBytes payload length of a DUMMY frame behind it, if there is one.
 */
export function encodeFrames(round: number, pass: Uint8Array | undefined, dummyBytes: number | undefined): Uint8Array {
  const passSize = pass === undefined ? 0 : FRAME_HEADER_BYTES + pass.length;
  const dummySize = dummyBytes === undefined ? 0 : FRAME_HEADER_BYTES + dummyBytes;
  const bytes = new Uint8Array(passSize + dummySize);
  if (pass !== undefined) {
    bytes.set(encodeHeader({ kind: PASS, round, length: pass.length }), 0);
    bytes.set(pass, FRAME_HEADER_BYTES);
  }
  if (dummyBytes !== undefined) bytes.set(encodeHeader({ kind: DUMMY, round, length: dummyBytes }), passSize);
  return bytes;
}

/** The frames before the first malformed one, and the reason why parsing stopped, if it did. Payloads are views. */
export function parseFrames(bytes: Uint8Array): { readonly frames: readonly Frame[]; readonly malformed?: string } {
  const frames: Frame[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const rest = bytes.subarray(offset);
    if (rest.length < FRAME_HEADER_BYTES) return { frames, malformed: `${rest.length} bytes are no frame header` };
    const header = decodeHeader(rest);
    if (!header.ok) return { frames, malformed: header.reason };
    const { kind, round, length } = header.value;
    const size = FRAME_HEADER_BYTES + length;
    if (rest.length < size) return { frames, malformed: `frame of ${size} bytes cut after ${rest.length}` };
    frames.push({ kind, round, payload: rest.subarray(FRAME_HEADER_BYTES, size) });
    offset += size;
  }
  return { frames };
}

/** A complete frame as it stood in the stream. */
export interface ReceivedFrame {
  readonly round: number;
  /** Header and payload. */
  readonly bytes: Uint8Array;
}

/**
 * Cuts a byte stream into frames. A refusal is final: the stream cannot be trusted to be in step any more.
 * Holds at most one incomplete frame, and allocates a payload only after its header was accepted.
 */
export class FrameDecoder {
  readonly #maxPayloadBytes: number;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #round = 0;
  /** Header and payload of the frame under way, once its header is complete. */
  #frame: Uint8Array | undefined;
  #filled = 0;
  #refusal: string | undefined;

  constructor(maxPayloadBytes: number) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /** Bytes held for a frame that is not complete yet. */
  get bufferedBytes(): number {
    return this.#filled;
  }

  /** The frames that `chunk` completes; `malformed` from the first refusal on. Frames never alias `chunk`. */
  push(chunk: Uint8Array): { readonly frames: readonly ReceivedFrame[]; readonly malformed?: string } {
    const frames: ReceivedFrame[] = [];
    for (let offset = 0; this.#refusal === undefined && (offset < chunk.length || this.#isComplete());) {
      if (this.#isComplete()) {
        frames.push({ round: this.#round, bytes: this.#frame! });
        this.#frame = undefined;
        this.#filled = 0;
        continue;
      }
      offset += this.#fill(chunk.subarray(offset));
    }
    return this.#refusal === undefined ? { frames } : { frames, malformed: this.#refusal };
  }

  #isComplete(): boolean {
    return this.#frame !== undefined && this.#filled === this.#frame.length;
  }

  /** @returns how many bytes of `chunk` were used. */
  #fill(chunk: Uint8Array): number {
    const target = this.#frame ?? this.#header;
    const used = Math.min(chunk.length, target.length - this.#filled);
    target.set(chunk.subarray(0, used), this.#filled);
    this.#filled += used;
    if (this.#frame === undefined && this.#filled === FRAME_HEADER_BYTES) this.#open();
    return used;
  }

  #open(): void {
    const header = decodeHeader(this.#header);
    if (!header.ok) {
      this.#refusal = header.reason;
    } else if (header.value.length > this.#maxPayloadBytes) {
      this.#refusal = `payload of ${header.value.length} bytes, at most ${this.#maxPayloadBytes} allowed`;
    } else {
      this.#round = header.value.round;
      this.#frame = new Uint8Array(FRAME_HEADER_BYTES + header.value.length);
      this.#frame.set(this.#header);
    }
  }
}

function encodeHeader({ kind, round, length }: Header): Uint8Array {
  return new Writer(FRAME_HEADER_BYTES).uint(kind, 1).uint(round, 4).uint(length, 4).finish();
}

function decodeHeader(bytes: Uint8Array): Decoded<Header> {
  const kind = bytes[0]!;
  if (kind !== PASS && kind !== DUMMY) return refused(`unknown frame kind ${kind}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  return { ok: true, value: { kind, round: view.getUint32(1), length: view.getUint32(5) } };
}
