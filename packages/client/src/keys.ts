import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { computeAddress, randomBytes, SigningKey } from 'ethers';
import { ed25519Signer } from '@smartcast/protocol';

/** What a worker holds: one secret, from which both of its keys come. */
export interface Keys {
  readonly account: string;
  readonly signingKey: SigningKey;
  /** Ed25519 seed, 32 bytes: relay signatures and the TLS identity. */
  readonly transportSeed: Uint8Array;
  /** Ed25519 public key, 32 bytes: what `registerWorker` registers. */
  readonly transportKey: Uint8Array;
}

const TRANSPORT_INFO = new TextEncoder().encode('smartcast/transport/v1');

/** Both keys of a 32-byte secret. The transport key is derived, so that one keystore file is all a worker has to back up. */
export function keysOf(secret: Uint8Array): Keys {
  const signingKey = new SigningKey(secret);
  const transportSeed = hkdf(sha256, secret, undefined, TRANSPORT_INFO, 32);
  const { publicKey: transportKey } = ed25519Signer(transportSeed);
  return { account: computeAddress(signingKey.publicKey), signingKey, transportSeed, transportKey };
}

export function generateKeys(): Keys {
  return keysOf(randomBytes(32));
}
