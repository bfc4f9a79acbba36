/** `#crypto` on Node.js. */
import { hash, type KeyObject, sign, verify } from 'node:crypto';
import { keyOf } from '../bytes.ts';
import { ed25519PrivateKey, ed25519PublicKey, rawPublicKey } from './key-objects.ts';
import type { Ed25519Signer } from './signer.ts';

/** Public keys that are remembered in the form that Node.js wants: making it costs nearly as much as a verification. */
const MOST_KEYS = 4_096;
const keys = new Map<string, KeyObject>();

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}

/** @param seed 32 bytes, the private key of RFC 8032. */
export function ed25519Signer(seed: Uint8Array): Ed25519Signer {
  const key = ed25519PrivateKey(seed);
  return { publicKey: rawPublicKey(key)!, sign: (message) => new Uint8Array(sign(null, message, key)) };
}

/** Whether `signature` on `message` is by `publicKey`; false, never an exception, for malformed ones. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return publicKey.length === 32 && verify(null, message, keyObjectOf(publicKey), signature);
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  const name = keyOf(publicKey);
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(name, (key = ed25519PublicKey(publicKey)));
  }
  return key;
}
