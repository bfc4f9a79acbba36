import { decodeBatch } from './batch.ts';
import { sha256 } from '#crypto';
import { type Decoded, refused } from './codec.ts';
import type { Entry } from './entry.ts';
import { genesisRoot, nextRoot, rootMessage } from './root.ts';
import type { SessionIdentity } from './session-parameters.ts';

/** A member's signature on the log root after some slot. */
export interface RootSignature {
  readonly seat: number;
  /** secp256k1 by the member's account over `rootMessage`, 65 bytes. */
  readonly signature: Uint8Array;
}

export interface LogOptions {
  readonly identity: SessionIdentity;
  /** b + 1: so many members' signatures on one root include an honest one. Certain to come together only if N > 2b. */
  readonly quorum: number;
  /** Whether `signature` on `message` is by the account of `seat`; false for a seat outside the committee. */
  readonly verify: (seat: number, message: Uint8Array, signature: Uint8Array) => boolean;
}

/**
 * What the committee agreed on, slot by slot, with the members' signatures on the roots.
 *
 * Signatures are kept as they come and verified, once, when somebody asks for a certificate. A member that missed rounds
 * of a slot cannot append it; its log stops there until `repair` hands in the batch with another member's certificate.
 */
export class Log {
  readonly #options: LogOptions;
  readonly #genesis: Uint8Array;
  readonly #batches: Uint8Array[] = [];
  readonly #roots: Uint8Array[] = [];
  /** Per slot; slots may lie ahead of the known roots. */
  readonly #signatures = new Map<number, SlotSignatures>();

  constructor(options: LogOptions) {
    this.#options = options;
    this.#genesis = genesisRoot(options.identity);
  }

  /** Slots whose batch and root are known: 0 .. length - 1. */
  get length(): number {
    return this.#roots.length;
  }

  /** Encoded batches of the known slots. */
  get batches(): readonly Uint8Array[] {
    return this.#batches;
  }

  /** Root after each known slot. */
  get roots(): readonly Uint8Array[] {
    return this.#roots;
  }

  /** Appends the batch of slot `length`. */
  append(batch: Uint8Array): void {
    this.#roots.push(this.#rootWith(batch));
    this.#batches.push(batch);
  }

  /** Keeps a signature, unverified, the first of each seat and slot. */
  offer(slot: number, { seat, signature }: RootSignature): void {
    const { offered } = this.#signaturesOf(slot);
    if (!offered.has(seat)) offered.set(seat, signature);
  }

  /** A quorum of valid signatures on the root after `slot`, or undefined as long as there is none. */
  certificate(slot: number): readonly RootSignature[] | undefined {
    const root = this.#roots[slot];
    if (root === undefined) return undefined;
    const { quorum, identity, verify } = this.#options;
    const { offered, judged, valid } = this.#signaturesOf(slot);
    const message = rootMessage(identity, slot, root);
    for (const [seat, signature] of offered) {
      if (valid.size >= quorum) break;
      if (judged.has(seat)) continue;
      judged.add(seat);
      if (verify(seat, message, signature)) valid.set(seat, { seat, signature });
    }
    return valid.size >= quorum ? [...valid.values()] : undefined;
  }

  /** Appends the batch of slot `length` if a quorum signed the root that it leads to; otherwise changes nothing. */
  repair(batch: Uint8Array, signatures: readonly RootSignature[]): Decoded<Uint8Array> {
    const slot = this.length;
    const root = this.#rootWith(batch);
    const { identity, quorum } = this.#options;
    const valid = validSignatures(this.#options, rootMessage(identity, slot, root), signatures);
    if (valid.length < quorum) return refused(tooFew(slot, valid.length, quorum));
    if (!decodeBatch(batch).ok) return refused(`the batch of slot ${slot} is no batch`);
    this.append(batch);
    const known = this.#signaturesOf(slot).valid;
    for (const signed of valid) known.set(signed.seat, signed);
    return { ok: true, value: root };
  }

  #signaturesOf(slot: number): SlotSignatures {
    const signatures = this.#signatures.get(slot) ?? { offered: new Map(), judged: new Set(), valid: new Map() };
    this.#signatures.set(slot, signatures);
    return signatures;
  }

  #rootWith(batch: Uint8Array): Uint8Array {
    return nextRoot(this.#roots.at(-1) ?? this.#genesis, this.length, sha256(batch));
  }
}

/** Signatures by seat: as offered, already verified or refused, found valid. */
interface SlotSignatures {
  readonly offered: Map<number, Uint8Array>;
  readonly judged: Set<number>;
  readonly valid: Map<number, RootSignature>;
}

/** A slot of a log as anybody may serve it. */
export interface ServedSlot {
  readonly batch: Uint8Array;
  /** Signatures on the root after the slot: a quorum's, or fewer. */
  readonly signatures: readonly RootSignature[];
}

export interface CertifiedLog {
  /** The certified slots are 0 .. slots - 1. */
  readonly slots: number;
  /** Root after the last certified slot. */
  readonly root: Uint8Array;
  /** A quorum's signatures on that root. */
  readonly signatures: readonly RootSignature[];
  /** Entries of the certified slots. */
  readonly entries: readonly Entry[];
}

/**
 * Most slots whose signatures may turn out to be wrong. Members serve certificates only, and whoever checks a wrong
 * signature spends a millisecond on it.
 */
const MOST_WRONG_SLOTS = 32;

/**
 * The slots up to the last one that carries a certificate: the newest of a session have none yet, and may never get one.
 * Slots served beyond that one are ignored.
 * @param slots 0, 1, … without a gap, as served by anybody.
 */
export function verifyLog(options: LogOptions, slots: readonly ServedSlot[]): Decoded<CertifiedLog> {
  const { identity, quorum } = options;
  let root = genesisRoot(identity);
  const roots = slots.map(({ batch }, slot) => (root = nextRoot(root, slot, sha256(batch))));
  const reasons: string[] = [];
  for (let slot = slots.length - 1; slot >= 0 && reasons.length < MOST_WRONG_SLOTS; slot--) {
    const { signatures } = slots[slot]!;
    if (signatures.length < quorum) continue;
    const valid = validSignatures(options, rootMessage(identity, slot, roots[slot]!), signatures);
    if (valid.length >= quorum) return readEntries(slots.slice(0, slot + 1), roots[slot]!, valid);
    reasons.push(tooFew(slot, valid.length, quorum));
  }
  return refused(reasons[0] ?? `none of its ${slots.length} slots has a certificate`);
}

function readEntries(
  slots: readonly ServedSlot[],
  root: Uint8Array,
  signatures: readonly RootSignature[],
): Decoded<CertifiedLog> {
  const entries: Entry[] = [];
  for (const [slot, { batch }] of slots.entries()) {
    const decoded = decodeBatch(batch);
    if (!decoded.ok) return refused(`slot ${slot}: ${decoded.reason}`);
    for (const entry of decoded.value) entries.push(entry);
  }
  return { ok: true, value: { slots: slots.length, root, signatures, entries } };
}

/** Valid signatures, one of each seat. */
function validSignatures(
  { verify }: LogOptions,
  message: Uint8Array,
  signatures: readonly RootSignature[],
): RootSignature[] {
  const valid = new Map<number, RootSignature>();
  for (const signed of signatures) {
    if (!valid.has(signed.seat) && verify(signed.seat, message, signed.signature)) valid.set(signed.seat, signed);
  }
  return [...valid.values()];
}

function tooFew(slot: number, valid: number, quorum: number): string {
  return `${valid} valid signatures on the root after slot ${slot}, ${quorum} needed`;
}
