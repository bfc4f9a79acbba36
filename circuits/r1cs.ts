import { FIELD } from '../packages/prover/src/circuit.ts';

/** Reader of circom's constraint systems, format r1cs version 1: little-endian, field elements of 32 bytes. */

/** Coefficients by wire. */
export type LinearCombination = ReadonlyMap<number, bigint>;

/** a(w) · b(w) = c(w) for the vector w of wires. */
export interface Constraint {
  readonly a: LinearCombination;
  readonly b: LinearCombination;
  readonly c: LinearCombination;
}

/** Wire 0 is the constant 1; then come public outputs, public inputs, private inputs and inner wires. */
export interface R1cs {
  readonly wires: number;
  readonly publicOutputs: number;
  readonly publicInputs: number;
  readonly privateInputs: number;
  readonly constraints: readonly Constraint[];
}

const MAGIC = 'r1cs';
const HEADER = 1;
const CONSTRAINTS = 2;
const ELEMENT_BYTES = 32;

/** @throws RangeError if this is no constraint system over BN254's scalar field. */
export function readR1cs(bytes: Uint8Array): R1cs {
  const sections = sectionsOf(bytes);
  const header = new Cursor(sections.get(HEADER)!);
  const elementBytes = header.u32();
  if (elementBytes !== ELEMENT_BYTES || header.element() !== FIELD) {
    throw new RangeError(`field elements of ${elementBytes} bytes: not a system over BN254's scalar field`);
  }
  const [wires, publicOutputs, publicInputs, privateInputs] = [header.u32(), header.u32(), header.u32(), header.u32()];
  header.skip(8);
  const count = header.u32();
  const cursor = new Cursor(sections.get(CONSTRAINTS)!);
  const constraints = Array.from({ length: count }, () => ({
    a: cursor.combination(),
    b: cursor.combination(),
    c: cursor.combination(),
  }));
  return { wires, publicOutputs, publicInputs, privateInputs, constraints };
}

/** `magic ‖ version u32 ‖ count u32`, then for each section `type u32 ‖ length u64 ‖ content`. */
function sectionsOf(bytes: Uint8Array): Map<number, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = new TextDecoder().decode(bytes.subarray(0, 4));
  const version = view.getUint32(4, true);
  if (magic !== MAGIC || version !== 1) throw new RangeError(`"${magic}" version ${version}: not r1cs version 1`);
  const sections = new Map<number, DataView>();
  for (let offset = 12; offset < bytes.length;) {
    const length = Number(view.getBigUint64(offset + 4, true));
    sections.set(view.getUint32(offset, true), new DataView(bytes.buffer, bytes.byteOffset + offset + 12, length));
    offset += 12 + length;
  }
  return sections;
}

class Cursor {
  readonly #view: DataView;
  #offset = 0;

  constructor(view: DataView) {
    this.#view = view;
  }

  skip(bytes: number): void {
    this.#offset += bytes;
  }

  u32(): number {
    this.#offset += 4;
    return this.#view.getUint32(this.#offset - 4, true);
  }

  element(): bigint {
    let value = 0n;
    for (let word = ELEMENT_BYTES / 8 - 1; word >= 0; word--) {
      value = (value << 64n) | this.#view.getBigUint64(this.#offset + 8 * word, true);
    }
    this.#offset += ELEMENT_BYTES;
    return value;
  }

  combination(): LinearCombination {
    const terms = this.u32();
    return new Map(Array.from({ length: terms }, () => [this.u32(), this.element()]));
  }
}
