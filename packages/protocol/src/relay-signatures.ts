import { keyOf } from './bytes.ts';
import { Writer } from './codec.ts';
import type { SeatSignature, ValueHeader } from './pair.ts';
import type { Context } from './protocol.ts';
import type { SessionIdentity } from './session-parameters.ts';

/** The broadcast that a signature is about. */
export interface BroadcastIdentity {
  readonly identity: SessionIdentity;
  readonly slot: number;
  /** A seat. */
  readonly leader: number;
}

const DOMAIN = new TextEncoder().encode('SmartCast relay v1');

/** What a signer of a relay vouches for; the signer's seat is part of it, since two seats may be registered with one key. */
export function relayMessage(
  { identity, slot, leader }: BroadcastIdentity,
  signer: number,
  { length, digest }: ValueHeader,
): Uint8Array {
  const writer = new Writer(DOMAIN.length + 32 + 20 + 32 + 16 + 4 + 1 + 1 + 4 + 32).bytes(DOMAIN);
  writer.bigUint(identity.chainId, 32).bytes(identity.contract).bigUint(identity.task, 32).bigUint(identity.seed, 16);
  return writer.uint(slot, 4).uint(leader, 1).uint(signer, 1).uint(length, 4).bytes(digest).finish();
}

/** One member's knowledge of the signatures of one broadcast: each signer and header is verified once at most. */
export class RelaySignatures {
  readonly #broadcast: BroadcastIdentity;
  readonly #context: Context;
  readonly #valid = new Map<string, Uint8Array>();

  constructor(broadcast: BroadcastIdentity, context: Context) {
    this.#broadcast = broadcast;
    this.#context = context;
  }

  /** The signature of `seat` on `header`, if a valid one has been seen. */
  known(header: ValueHeader, seat: number): Uint8Array | undefined {
    return this.#valid.get(signerKey(header, seat));
  }

  isValid(header: ValueHeader, { seat, signature }: SeatSignature): boolean {
    if (this.known(header, seat) !== undefined) return true;
    const kind = seat === this.#broadcast.leader ? 'lead' : 'relay';
    const isValid = this.#context.verify(kind, seat, relayMessage(this.#broadcast, seat, header), signature);
    if (isValid) this.#valid.set(signerKey(header, seat), signature);
    return isValid;
  }

  /** The own signature, unless the host refuses. */
  sign(header: ValueHeader): Uint8Array | undefined {
    const { self } = this.#context;
    const { slot, leader } = this.#broadcast;
    const kind = self === leader ? 'lead' : 'relay';
    return this.#context.sign({ kind, slot }, relayMessage(this.#broadcast, self, header));
  }
}

function signerKey({ length, digest }: ValueHeader, seat: number): string {
  return `${seat}:${length}:${keyOf(digest)}`;
}
