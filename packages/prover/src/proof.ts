import type { Proof } from 'snarkjs';
import { Reader, Writer } from '@smartcast/protocol';

/** Bytes of an encoded proof. */
export const PROOF_BYTES = 8 * 32;

/** Order of BN254's base field, exclusive bound of coordinates. */
const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/**
 * The verifier contract's arguments `uint256[2] a, uint256[2][2] b, uint256[2] c`, ABI-encoded: 8 words, big-endian. Each
 * coordinate of b has two parts, the imaginary one first (EIP-197).
 */
export function encodeProof({ pi_a: a, pi_b: b, pi_c: c }: Proof): Uint8Array {
  const writer = new Writer(PROOF_BYTES);
  const words = [a[0], a[1], b[0]?.[1], b[0]?.[0], b[1]?.[1], b[1]?.[0], c[0], c[1]];
  for (const word of words) writer.bigUint(BigInt(word!), 32);
  return writer.finish();
}

/** Undefined for bytes that the contract would not read: another length, or a coordinate outside the field. */
export function decodeProof(bytes: Uint8Array): Proof | undefined {
  const reader = new Reader(bytes);
  const word = () => reader.bigUint(32);
  const pair = () => [word(), word()] as const;
  const [a, bx, by, c] = [pair(), pair(), pair(), pair()];
  const coordinates = [...a, ...bx, ...by, ...c];
  if (!reader.finish(coordinates).ok || coordinates.some((value) => value >= BASE_FIELD)) return undefined;
  return {
    pi_a: [...a.map(String), '1'],
    pi_b: [bx.toReversed().map(String), by.toReversed().map(String), ['1', '0']],
    pi_c: [...c.map(String), '1'],
    protocol: 'groth16',
    curve: 'bn128',
  };
}
