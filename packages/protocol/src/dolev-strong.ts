import type { Broadcast, BroadcastOutcome } from './broadcast.ts';
import { sha256 } from '#crypto';
import { equalBytes } from './bytes.ts';
import { decodePairs, encodePairs, maxPairBytes, type Pair, type SeatSignature, type ValueHeader } from './pair.ts';
import type { Context, Message, Party } from './protocol.ts';
import { type BroadcastIdentity, RelaySignatures } from './relay-signatures.ts';

export interface DolevStrongParameters extends BroadcastIdentity {
  /** N, at most 256. */
  readonly members: number;
  /** b < N. */
  readonly faults: number;
  /** C. */
  readonly maxValueBytes: number;
}

/**
 * Dolev–Strong's terminating reliable broadcast, in rounds 1..b+1.
 *
 * ACC holds at most two accepted values. A pair received in round r is accepted if it carries valid signatures of at least
 * r distinct seats, the leader's among them, and |ACC| < 2. What is accepted in a round r ≤ b is relayed to everyone in
 * round r+1 with the own signature added, r+1 signatures in all. At the end |ACC| = 1 delivers, else ⊥.
 *
 * Deliberately unlike the paper, the *second* accepted value is relayed as evidence: header and signatures, no value. That
 * nearly halves M. Agreement still holds:
 *   Let an honest p accept h in round r. If r = b+1, one of h's b+1 signers is honest, and not p, which signs only what
 *   it relays; so some honest member accepted h in an earlier round. Let therefore r ≤ b, and p relay h in round r+1.
 *   (a) h is p's first: it goes out with its value, and every honest q accepts it in round r+1, or has two already.
 *   (b) h is p's second: p's first, accepted in a round ≤ r, went out with its value in a round ≤ r+1, and before h if in
 *   the same message. By (a) every honest q has accepted that one by the time it meets the evidence of h, or has two.
 *   So q accepts h as its second: two in all.
 *   Hence, if any honest member accepts two, all do; and if p ends with exactly h, every honest q ends with h.
 * The proof needs q to have a first value: evidence alone is never accepted as the first, or q would deliver a value that
 * it has never seen.
 *
 * Signatures are verified late and once: never for what changes nothing, never twice for the same signer and header, and
 * after a pair with a bad signature its sender is ignored. So a member verifies at most (2 + N-1)(b+1) signatures, and
 * one if the leader is honest.
 */
export function dolevStrong(parameters: DolevStrongParameters): Broadcast {
  const { members, faults, maxValueBytes } = parameters;
  return {
    members,
    rounds: faults + 1,
    maxBytesPerPeer: maxPairBytes(maxValueBytes, faults + 1),
    start: (context, value) => new DolevStrongParty(parameters, context, value),
  };
}

class DolevStrongParty implements Party<BroadcastOutcome> {
  readonly #parameters: DolevStrongParameters;
  readonly #context: Context;
  readonly #proposal: Uint8Array | undefined;
  /** ACC: headers, and the value of the first. */
  readonly #accepted: ValueHeader[] = [];
  #value: Uint8Array | undefined;
  /** Pairs to relay in the next round. */
  #relays: Pair[] = [];
  readonly #signatures: RelaySignatures;
  readonly #ignored = new Set<number>();
  /** False once this member may have missed what the others saw, or failed to relay. */
  #isCertain = true;

  constructor(parameters: DolevStrongParameters, context: Context, proposal: Uint8Array | undefined) {
    this.#parameters = parameters;
    this.#context = context;
    this.#proposal = proposal;
    this.#signatures = new RelaySignatures(parameters, context);
  }

  step(round: number, inbox: readonly Message[] | null): readonly Message[] {
    if (inbox === null) this.#isCertain = false;
    for (const message of inbox ?? []) this.#receive(round - 1, message);
    if (round === 1 && this.#proposal !== undefined) this.#lead(this.#proposal);
    const relays = this.#relays;
    this.#relays = [];
    return relays.length === 0 ? [] : this.#toAll(encodePairs(relays));
  }

  output(): BroadcastOutcome {
    if (!this.#isCertain) return { status: 'unknown' };
    const isSingle = this.#accepted.length === 1;
    return isSingle ? { status: 'value', value: this.#value! } : { status: 'nothing' };
  }

  #receive(round: number, { peer, bytes }: Message): void {
    if (this.#ignored.has(peer)) return;
    const decoded = decodePairs(bytes);
    if (!decoded.ok) return this.#ignore(peer, round, decoded.reason);
    for (const pair of decoded.value) {
      if (!this.#isNews(pair)) continue;
      const refusal = this.#judge(round, pair);
      if (refusal !== undefined) return this.#ignore(peer, round, refusal);
      this.#accept(round, pair);
    }
  }

  /** Whether accepting `pair` would change anything. */
  #isNews({ header, value }: Pair): boolean {
    if (this.#accepted.length >= 2) return false;
    if (this.#accepted.length === 0 && value === undefined) return false;
    return !this.#accepted.some((one) => isSameHeader(one, header));
  }

  /** Why `pair` must not be accepted, the cheapest reason first. Nothing that an honest member sends is refused. */
  #judge(round: number, { header, signatures, value }: Pair): string | undefined {
    const { members, faults, maxValueBytes, leader } = this.#parameters;
    if (header.length > maxValueBytes) return `value of ${header.length} bytes`;
    if (signatures.length < round) return `${signatures.length} signatures in round ${round}`;
    if (signatures.length > faults + 1) return `${signatures.length} signatures, more than b + 1`;
    if (signatures[0]!.seat !== leader) return 'first signature is not the leader’s';
    if (!isOrdered(signatures, members)) return 'signers not distinct and ascending';
    if (!signatures.slice(0, round).every((signed) => this.#signatures.isValid(header, signed)))
      return 'invalid signature';
    if (value !== undefined && !equalBytes(sha256(value), header.digest)) return 'value does not fit its header';
    return undefined;
  }

  #accept(round: number, { header, signatures, value }: Pair): void {
    const { faults, leader, slot } = this.#parameters;
    const isFirst = this.#accepted.length === 0;
    this.#accepted.push(header);
    if (isFirst) this.#value = value;
    else this.#context.observe({ reason: 'leader signed two values', peer: leader, slot });
    if (round > faults) return;
    const known = signatures
      .slice(0, round)
      .map(({ seat }) => ({ seat, signature: this.#signatures.known(header, seat)! }));
    this.#relay(header, known, isFirst ? value : undefined);
  }

  #lead(value: Uint8Array): void {
    const header = { length: value.length, digest: sha256(value) };
    this.#accepted.push(header);
    this.#value = value;
    this.#relay(header, [], value);
  }

  #relay(header: ValueHeader, others: readonly SeatSignature[], value: Uint8Array | undefined): void {
    const { slot, leader } = this.#parameters;
    const { self } = this.#context;
    const hasSigned = others.some(({ seat }) => seat === self);
    const signature = hasSigned ? undefined : this.#signatures.sign(header);
    if (signature === undefined) {
      // The host refuses; or a peer shows a signature that this member gave before a crash and does not remember.
      this.#isCertain = false;
      this.#context.observe({ reason: 'does not sign: neither leads nor relays, and cannot tell the outcome', slot });
      return;
    }
    const rank = ({ seat }: SeatSignature): number => (seat === leader ? -1 : seat);
    const signatures = [...others, { seat: self, signature }].toSorted((a, b) => rank(a) - rank(b));
    this.#relays.push({ header, signatures, value });
  }

  #toAll(bytes: Uint8Array): readonly Message[] {
    const seats = Array.from({ length: this.#parameters.members }, (_, peer) => peer);
    return seats.filter((peer) => peer !== this.#context.self).map((peer) => ({ peer, bytes }));
  }

  #ignore(peer: number, round: number, reason: string): void {
    this.#ignored.add(peer);
    this.#context.observe({ reason, peer, slot: this.#parameters.slot, round });
  }
}

function isSameHeader(a: ValueHeader, b: ValueHeader): boolean {
  return a.length === b.length && equalBytes(a.digest, b.digest);
}

function isOrdered(signatures: readonly SeatSignature[], members: number): boolean {
  return signatures.every(({ seat }, index) => {
    const previous = signatures[index - 1]!;
    if (index === 0) return seat < members;
    return seat < members && seat !== signatures[0]!.seat && (index === 1 || seat > previous.seat);
  });
}
