import { createPublicKey, sign, verify } from 'node:crypto';
import { sha256 } from '#crypto';
import { equalBytes, keyOf } from '../bytes.ts';
import { ed25519PrivateKey } from '../crypto/key-objects.ts';
import type { Context, Fact, SigningPurpose } from '../protocol.ts';
import { ROOT_SIGNATURE_BYTES } from '../slot-message.ts';
import { Random } from './random.ts';

/** A signature scheme over seats. Signatures have the sizes that the protocol expects. */
export interface Keyring {
  sign(seat: number, message: Uint8Array): Uint8Array;
  verify(seat: number, message: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * An idealised signature scheme: a keyed hash that only this object can compute, so that nobody can forge. For large
 * campaigns, where real signatures would take most of the time.
 */
export function idealKeyring(seed: number): Keyring {
  const secret = new Random(seed).bytes(16);
  const tag = (seat: number, message: Uint8Array): Uint8Array => {
    const digest = sha256(Buffer.concat([secret, Uint8Array.of(seat), message]));
    return Buffer.concat([digest, digest]);
  };
  return { sign: tag, verify: (seat, message, signature) => equalBytes(tag(seat, message), signature) };
}

/** Real Ed25519, also where the product uses secp256k1. */
export function ed25519Keyring(seed: number, members: number): Keyring {
  const keys = Array.from({ length: members }, (_, seat) => {
    const secret = ed25519PrivateKey(new Random(seed, seat).bytes(32));
    return { secret, open: createPublicKey(secret) };
  });
  return {
    sign: (seat, message) => sign(null, message, keys[seat]!.secret),
    verify: (seat, message, signature) => seat < members && verify(null, message, keys[seat]!.open, signature),
  };
}

export interface ContextOptions {
  readonly keyring: Keyring;
  readonly self: number;
  /** Whether the host refuses signatures that contradict earlier ones, as an honest one does. */
  readonly isGuarded: boolean;
  readonly observe?: (fact: Fact) => void;
  /** Called for each verification. */
  readonly onVerify?: (kind: SigningPurpose['kind'], signer: number, message: Uint8Array) => void;
}

export function createContext({ keyring, self, isGuarded, observe, onVerify }: ContextOptions): Context {
  const mayEverSign = isGuarded ? signingGuard() : () => true;
  return {
    self,
    sign(purpose, message) {
      if (!mayEverSign(purpose, message)) return undefined;
      const signature = keyring.sign(self, message);
      return purpose.kind === 'root' ? Buffer.concat([signature, Buffer.alloc(1)], ROOT_SIGNATURE_BYTES) : signature;
    },
    verify(kind, signer, message, signature) {
      onVerify?.(kind, signer, message);
      return keyring.verify(signer, message, kind === 'root' ? signature.subarray(0, 64) : signature);
    },
    observe: (fact) => observe?.(fact),
  };
}

const LIMITS = { lead: 1, relay: 2, root: 1 } as const;

/** At most one value as leader, two relays and one root per slot; the same message again is harmless. */
function signingGuard(): (purpose: SigningPurpose, message: Uint8Array) => boolean {
  const signed = new Map<string, Set<string>>();
  return ({ kind, slot }, message) => {
    const messages = signed.get(`${kind}${slot}`) ?? new Set<string>();
    signed.set(`${kind}${slot}`, messages);
    if (!messages.has(keyOf(message)) && messages.size >= LIMITS[kind]) return false;
    messages.add(keyOf(message));
    return true;
  };
}
