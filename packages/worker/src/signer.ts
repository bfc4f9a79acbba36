/**
 * Signing protection. In one slot of one session a member signs one value as leader and one log root, and relays at most two
 * values of others: two prove that the leader equivocated, and Dolev and Strong need no third. Requests are journaled before
 * they are signed, so that this holds across crashes. Signatures are deterministic: a repeated request gets the same one.
 */
import { hash, type KeyObject, sign } from 'node:crypto';
import type { SigningPurpose } from '@smartcast/protocol';
import { JournalError } from '@smartcast/hosting';
import type { Journal } from './journal.ts';

const MOST_VALUES: Record<SigningPurpose['kind'], number> = { lead: 1, relay: 2, root: 1 };

export interface SigningKeys {
  /** Ed25519 transport key: `lead` and `relay`. */
  readonly transport: KeyObject;
  /** The account's signature on a digest: `root`. */
  signRoot(digest: Uint8Array): Uint8Array;
}

/** Reason of a refused signature; the text is for logs and health. */
export interface SigningRefusal {
  readonly refused: string;
}

/** A host's source of signatures. */
export interface SignatureSource {
  /**
   * @param mayBeNew whether a request that is not in the journal yet may be granted; false while the member abstains, and
   *   in a replay, which repeats the answers from before a crash.
   */
  sign(purpose: SigningPurpose, message: Uint8Array, mayBeNew: boolean): Uint8Array | SigningRefusal;
}

/** Signs everything: for the adversaries of a devnet, which equivocate on purpose. */
export function signUnprotected(keys: SigningKeys): SignatureSource {
  return { sign: ({ kind }, message) => signWith(keys, kind, message) };
}

export class Signer implements SignatureSource {
  readonly #journal: Journal;
  readonly #session: Uint8Array;
  readonly #keys: SigningKeys;

  constructor(journal: Journal, session: Uint8Array, keys: SigningKeys) {
    this.#journal = journal;
    this.#session = session;
    this.#keys = keys;
  }

  sign({ kind, slot }: SigningPurpose, message: Uint8Array, mayBeNew = true): Uint8Array | SigningRefusal {
    const digest = hash('sha256', message, 'buffer');
    try {
      const signed = this.#journal.signed(this.#session, slot, kind);
      if (!signed.some((earlier) => digest.equals(earlier))) {
        if (!mayBeNew) return { refused: `no new ${kind} signature in slot ${slot} now` };
        if (signed.length >= MOST_VALUES[kind]) return { refused: `another ${kind} value was signed in slot ${slot}` };
        this.#journal.recordSignature(this.#session, slot, kind, digest);
      }
    } catch (error) {
      if (error instanceof JournalError) return { refused: error.message };
      throw error;
    }
    return signWith(this.#keys, kind, message);
  }
}

function signWith(keys: SigningKeys, kind: SigningPurpose['kind'], message: Uint8Array): Uint8Array {
  return kind === 'root' ? keys.signRoot(message) : new Uint8Array(sign(null, message, keys.transport));
}
