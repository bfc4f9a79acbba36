/**
 * Rounds of a drand network of the scheme bls-unchained-g1-rfc9380: every `period` seconds it signs the number of a round
 * with a key that no member has alone. The signature is unique, and its SHA-256 is the round's random value.
 */
import { bls12_381 as bls } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Domain of the hash to the curve, RFC 9380. */
const DOMAIN = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const SIGNATURE_BYTES = 48;

/** What tells a network apart. Bytes as hexadecimal digits without 0x, as drand's own API has them. */
export interface DrandNetwork {
  readonly beaconId: string;
  /** A point of G2, compressed: 96 bytes. */
  readonly publicKey: string;
  readonly groupHash: string;
  /** Unix seconds of round 1. */
  readonly genesis: number;
  /** Seconds from one round to the next. */
  readonly period: number;
}

/** The network that the League of Entropy runs for such uses. Its chain hash is 52db9ba7…e971. */
export const QUICKNET: DrandNetwork = {
  beaconId: 'quicknet',
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
    '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  groupHash: 'f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e',
  genesis: 1_692_803_367,
  period: 3,
};

/** The name under which endpoints serve a network: a hash of everything that tells it apart. */
export function chainHashOf({ beaconId, publicKey, groupHash, genesis, period }: DrandNetwork): string {
  const clock = new DataView(new ArrayBuffer(12));
  clock.setUint32(0, period);
  clock.setBigUint64(4, BigInt(genesis));
  // The network named `default` is older than the names.
  const name = beaconId === 'default' ? '' : beaconId;
  const parts = [new Uint8Array(clock.buffer), hexToBytes(publicKey), hexToBytes(groupHash), utf8ToBytes(name)];
  return bytesToHex(sha256(concatBytes(...parts)));
}

type Clock = Pick<DrandNetwork, 'genesis' | 'period'>;

/** The Unix seconds at which a round is published. */
export const timeOfRound = ({ genesis, period }: Clock, round: number): number => genesis + (round - 1) * period;

/** The last round that is published at `time`, in Unix seconds; 0 before the first. */
export const roundAt = ({ genesis, period }: Clock, time: number): number =>
  time < genesis ? 0 : Math.floor((time - genesis) / period) + 1;

/** The point that the members of a network sign for a round. */
function messageOf(round: number) {
  const number = new DataView(new ArrayBuffer(8));
  number.setBigUint64(0, BigInt(round));
  return bls.shortSignatures.hash(sha256(new Uint8Array(number.buffer)), DOMAIN);
}

/** Whether `signature`, compressed, as hexadecimal digits, is the one of the round. */
export function verifiesRound(
  { publicKey }: Pick<DrandNetwork, 'publicKey'>,
  round: number,
  signature: string,
): boolean {
  if (!/^[0-9a-f]*$/.test(signature) || signature.length !== 2 * SIGNATURE_BYTES) return false;
  try {
    const point = bls.G1.Point.fromHex(signature);
    return bls.shortSignatures.verify(point, messageOf(round), bls.G2.Point.fromHex(publicKey));
  } catch {
    // The bytes are no point of the group.
    return false;
  }
}

/** Signs a round with a key that is in one hand, as a development network does. @returns it compressed. */
export const signRound = (secretKey: Uint8Array, round: number): string =>
  bls.shortSignatures.sign(messageOf(round), secretKey).toHex();

/** The key pair of a development network. @param seed at least 48 bytes that nobody else knows. */
export function keysOf(seed: Uint8Array): { readonly secretKey: Uint8Array; readonly publicKey: string } {
  const { secretKey, publicKey } = bls.shortSignatures.keygen(seed);
  return { secretKey, publicKey: publicKey.toHex() };
}

const hex = (value: bigint, bytes: number): string => value.toString(16).padStart(2 * bytes, '0');

/** A compressed signature as the contract DrandBeacon takes it: 0x, x and y of 48 bytes each. */
export function pointOf(signature: string): string {
  const { x, y } = bls.G1.Point.fromHex(signature).toAffine();
  return `0x${hex(x, 48)}${hex(y, 48)}`;
}

/** A compressed key as the contract DrandBeacon takes it: eight words, each 0x and 64 digits. */
export function keyWordsOf(publicKey: string): string[] {
  const { x, y } = bls.G2.Point.fromHex(publicKey).toAffine();
  const digits = [x.c0, x.c1, y.c0, y.c1].map((value) => hex(value, 64)).join('');
  return digits.match(/.{64}/g)!.map((word) => `0x${word}`);
}

/** The inverse of `keyWordsOf`: what the contract says its key is. */
export function keyOfWords(words: readonly string[]): string {
  const [c0, c1, y0, y1] = [0, 2, 4, 6].map((at) => BigInt(words[at]! + words[at + 1]!.slice(2)));
  return bls.G2.Point.fromAffine({ x: { c0: c0!, c1: c1! }, y: { c0: y0!, c1: y1! } }).toHex(true);
}

/** A round's random value: SHA-256 of its compressed signature. @returns hexadecimal digits without 0x. */
export const randomnessOf = (signature: string): string => bytesToHex(sha256(hexToBytes(signature)));
