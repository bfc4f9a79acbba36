/** `#crypto` in a page: the functions of `node.ts`, some twenty times slower, and as synchronous. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as digest } from '@noble/hashes/sha2.js';
import type { Ed25519Signer } from './signer.ts';

export function sha256(bytes: Uint8Array): Uint8Array {
  return digest(bytes);
}

/** @param seed 32 bytes, the private key of RFC 8032. */
export function ed25519Signer(seed: Uint8Array): Ed25519Signer {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const secret = Uint8Array.from(seed);
  return { publicKey: ed25519.getPublicKey(secret), sign: (message) => ed25519.sign(message, secret) };
}

/** Whether `signature` on `message` is by `publicKey`; false, never an exception, for malformed ones. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    // By RFC 8032 like OpenSSL, not by the more lenient ZIP 215.
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
