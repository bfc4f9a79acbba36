/**
 * The shape of a protocol: data and pure functions, the same object for the simulator, the tests and the daemon.
 *
 * Time is the round number, peers are seat numbers, and the only ways to the outside are the functions of `Context`,
 * which the host supplies. Invalid input is a fact that is observed: never an exception, never a change of state.
 */

/** At most one per peer and round. `peer` is the recipient in an outbox and the (authenticated) sender in an inbox. */
export interface Message {
  readonly peer: number;
  readonly bytes: Uint8Array;
}

/** What a signature is for; the host journals it before it signs and refuses what would contradict an earlier one. */
export interface SigningPurpose {
  /** `lead`: a value as leader, one a slot. `relay`: a value of another leader, at most two a slot. `root`: the log root after a slot, one a slot. */
  readonly kind: 'lead' | 'relay' | 'root';
  readonly slot: number;
}

/** Something worth a log line or a metric; `peer` is the member that caused it, if one did. */
export interface Fact {
  readonly reason: string;
  readonly peer?: number;
  readonly slot?: number;
  readonly round?: number;
}

/** One member's capabilities inside one session. */
export interface Context {
  /** Own seat, 0..N-1. */
  readonly self: number;
  /** Signature of `message` (64 bytes Ed25519 for `lead` and `relay`, 65 bytes secp256k1 for `root`), or undefined when the host refuses. */
  sign(purpose: SigningPurpose, message: Uint8Array): Uint8Array | undefined;
  /** Whether `signature` on `message` is seat `signer`'s. */
  verify(kind: SigningPurpose['kind'], signer: number, message: Uint8Array, signature: Uint8Array): boolean;
  observe(fact: Fact): void;
}

/** One member's run of a protocol. Deterministic: same context answers, same inboxes, same outboxes. */
export interface Party<Output> {
  /**
   * Called once for each round 1..rounds and once more with rounds + 1.
   * @param inbox what arrived in time in round - 1 (empty for round 1; a sender occurs at most once);
   *   null when the host was absent in that round (a crash, a pause): it did not see what arrived, so nobody is blamed
   *   for it, and what `step(round - 1)` returned is taken as never sent. A host that comes back in the middle of a
   *   round counts as absent in it; after a restart it replays the inboxes of its journal, then nulls.
   * @returns what to send in `round`; empty for rounds + 1.
   */
  step(round: number, inbox: readonly Message[] | null): readonly Message[];
  /** What has been reached so far; final after step(rounds + 1). */
  output(): Output;
}

/** A round in which SmartBAR pads, and the bound up to it. */
export interface PaddingRound {
  readonly round: number;
  /** Most bytes a correct party sends to any one peer in rounds 1..round together. */
  readonly maxBytesPerPeer: number;
}

export interface Protocol<Input, Output> {
  /** N. */
  readonly members: number;
  /** r*: every correct party has ended after this many rounds. */
  readonly rounds: number;
  /** M: most bytes a correct party sends to any one peer in all rounds together. */
  readonly maxBytesPerPeer: number;
  /** Bounds on the way, rounds ascending, the last one being (rounds, maxBytesPerPeer); that one alone if absent. */
  readonly paddingRounds?: readonly PaddingRound[];
  start(context: Context, input: Input): Party<Output>;
}
