/**
 * Runs one member's party of any protocol: rounds from the clock, messages over the wire, every input journaled first.
 *
 * Presence. The host is present in a round if it runs in both halves of it: it steps into the round before its middle, and
 * a heartbeat comes between its middle and its end. Otherwise (a crash, a stalled event loop, a journal that cannot be
 * written) it is absent. Then the party gets a null inbox, and its messages are withheld.
 *
 * Restart is replay: the party takes the journal's inboxes and notes again, sends nothing, and gets only signatures that
 * the journal holds. Then it takes nulls up to the present; the round in which the host returns counts as absence too.
 */
import { JournalError } from '@smartcast/hosting';
import type { Context, Fact, Message, Party, Protocol, ReceivedFrame, SigningPurpose } from '@smartcast/protocol';
import { Inbox } from './inbox.ts';
import type { Journal, JournalEvent } from './journal.ts';
import type { Lateness } from './lateness.ts';
import type { RoundClock, Time } from './round-clock.ts';
import type { SignatureSource } from './signer.ts';

/** Heartbeats per round. */
const BEATS = 8;

/** The part of the transport that the host needs. */
export interface Wire {
  send(seat: number, round: number, bytes: Uint8Array): void;
  /** Tells that `round` is over. */
  endRound(round: number): void;
  /** Tells that `bytes` bytes of frames from `seat` were consumed or dropped. */
  release(seat: number, bytes: number): void;
  close(): void;
}

export interface SessionHostOptions<Input, Output> {
  readonly protocol: Protocol<Input, Output>;
  readonly input: Input;
  readonly self: number;
  /** Name of session and seat in the journal. */
  readonly name: Uint8Array;
  readonly clock: RoundClock;
  readonly time: Time;
  readonly journal: Journal;
  readonly signer: SignatureSource;
  readonly lateness: Lateness;
  readonly verify: Context['verify'];
  /** Connects to the peers; frames go to `receive`. */
  openWire(receive: (peer: number, frame: ReceivedFrame) => void): Wire;
  /** Applies `note` to the party's state; deterministic. */
  apply(note: Uint8Array, party: Party<Output>): void;
  observe(fact: Fact): void;
  /** Called after every step. @param absent whether the member was absent in the round before. */
  onRound(round: number, absent: boolean): void;
}

export class SessionHost<Input, Output> {
  readonly #options: SessionHostOptions<Input, Output>;
  readonly #party: Party<Output>;
  readonly #inbox = new Inbox();
  readonly #wire: Wire;
  /** Notes that were applied and that the journal did not take: no step happens before it has them. */
  #unwritten: Uint8Array[] = [];
  /** Last round stepped into. */
  #round = 0;
  /** Whether the host stepped into `#round` before its middle. */
  #isPresent = false;
  /** Last round of absence so far; the rounds up to the one in which the host started count. */
  #lastAbsence: number;
  #lastSignOfLife = -Infinity;
  #isReplaying = true;
  /** Whether signatures that the journal does not hold may be given now. */
  #mayGrant = false;
  #abstention: { readonly slot: number; readonly abstains: boolean } = { slot: -1, abstains: false };
  #cancelTimer: () => void = () => undefined;
  #isClosed = false;

  constructor(options: SessionHostOptions<Input, Output>) {
    this.#options = options;
    const { protocol, input, self, clock, journal, name, verify } = options;
    const context: Context = {
      self,
      sign: (purpose, message) => this.#sign(purpose, message),
      verify,
      observe: (fact) => this.#observe(fact),
    };
    this.#party = protocol.start(context, input);
    this.#replay(journal.events(name));
    this.#isReplaying = false;
    this.#mayGrant = true;
    this.#lastAbsence = Math.max(this.#round, clock.roundAt(clock.now()));
    this.#wire = options.openWire((peer, frame) => this.#receive(peer, frame));
    if (this.isOver) this.#wire.close();
    this.#arm();
  }

  /** Last round stepped into; `rounds + 1` when the session is over. */
  get round(): number {
    return this.#round;
  }

  get isOver(): boolean {
    return this.#round > this.#options.protocol.rounds;
  }

  /** Whether the member refuses to lead and relay in the current slot, since its Δ margin is negative. */
  get abstains(): boolean {
    return this.#abstention.abstains;
  }

  output(): Output {
    return this.#party.output();
  }

  /**
   * Journals a note that was just applied to the party's state.
   * @throws JournalError if the note is not on disk; then no step happens before it is.
   */
  note(note: Uint8Array): void {
    this.#unwritten.push(note);
    this.#writeNotes();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#wire.close();
  }

  #replay(events: readonly JournalEvent[]): void {
    const last = events.findLastIndex(({ kind }) => kind === 'step');
    for (const [index, event] of events.entries()) {
      if (event.kind === 'note') {
        this.#options.apply(event.note, this.#party);
        continue;
      }
      // The crash may have been between the last step's journaling and its signatures.
      this.#mayGrant = index === last;
      this.#round = event.round;
      this.#party.step(event.round, event.inbox);
    }
  }

  /** @param soonest milliseconds until the next try, after one that failed. */
  #arm(soonest = 0): void {
    if (this.#isClosed || this.isOver) return;
    const { clock, time } = this.#options;
    const toNextRound = clock.startOf(this.#round + 1) - clock.now();
    const toNextBeat = this.#round === 0 ? Infinity : clock.roundMs / BEATS;
    this.#cancelTimer = time.after(Math.max(Math.min(toNextRound, toNextBeat), soonest), () => this.#wake());
  }

  #wake(): void {
    const { clock, protocol } = this.#options;
    const now = clock.now();
    const current = Math.min(clock.roundAt(now), protocol.rounds + 1);
    if (this.#round === current) this.#lastSignOfLife = now;
    try {
      while (this.#round < current) this.#advance(this.#round + 1);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.#isPresent = false;
      this.#observe({ reason: error.message, round: this.#round });
      this.#arm(clock.roundMs / BEATS);
      return;
    }
    this.#arm();
  }

  /** Makes one step: `round` begins, the one before it is over. */
  #advance(round: number): void {
    const { clock, journal, name, protocol } = this.#options;
    this.#writeNotes();
    const wasPresent = round === 1 || this.#wasPresent();
    const taken = this.#take(round - 1);
    const inbox = wasPresent ? taken : null;
    if (!wasPresent) this.#lastAbsence = Math.max(this.#lastAbsence, round - 1);
    journal.recordStep(name, round, inbox);
    this.#round = round;
    this.#wire.endRound(round - 1);
    const outbox = this.#party.step(round, inbox);
    this.#isPresent = round > this.#lastAbsence && clock.now() < clock.startOf(round) + clock.roundMs / 2;
    if (this.#isPresent) {
      for (const { peer, bytes } of outbox) this.#wire.send(peer, round, bytes);
    }
    this.#lastSignOfLife = clock.now();
    this.#options.onRound(round, !wasPresent);
    if (round > protocol.rounds) this.#wire.close();
  }

  #wasPresent(): boolean {
    const { clock } = this.#options;
    return this.#isPresent && this.#lastSignOfLife >= clock.endOf(this.#round) - clock.roundMs / 2;
  }

  #take(round: number): readonly Message[] {
    const messages = this.#inbox.take(round);
    for (const { peer, bytes } of messages) this.#wire.release(peer, bytes.length);
    return messages;
  }

  #receive(peer: number, frame: ReceivedFrame): void {
    const { clock, lateness, protocol } = this.#options;
    const now = clock.now();
    const isOfSession = frame.round >= 1 && frame.round <= protocol.rounds;
    // A frame that is read late because of this member's own absence says nothing about Δ.
    if (isOfSession && frame.round > this.#lastAbsence) lateness.add(peer, now - clock.startOf(frame.round));
    if (isOfSession && frame.round >= this.#round && now < clock.endOf(frame.round)) {
      this.#inbox.add(peer, frame);
      return;
    }
    this.#wire.release(peer, frame.bytes.length);
    this.#observe({ reason: isOfSession ? 'late frame' : 'frame of no round', peer, round: frame.round });
  }

  #sign(purpose: SigningPurpose, message: Uint8Array): Uint8Array | undefined {
    const mayBeNew = this.#mayGrant && (purpose.kind === 'root' || !this.#abstainsIn(purpose.slot));
    const answer = this.#options.signer.sign(purpose, message, mayBeNew);
    if (answer instanceof Uint8Array) return answer;
    this.#observe({ reason: `signature refused: ${answer.refused}`, slot: purpose.slot });
    return undefined;
  }

  /** Whether the member abstains in `slot`: decided once, so that no slot is left half done. */
  #abstainsIn(slot: number): boolean {
    if (slot > this.#abstention.slot) {
      const abstains = (this.#options.lateness.margin() ?? 0) < 0;
      this.#abstention = { slot, abstains };
      if (abstains) this.#observe({ reason: 'Δ margin negative: abstains from leading and relaying', slot });
    }
    return this.#abstention.abstains;
  }

  /** Reports a fact, but not in a replay, which repeats facts. */
  #observe(fact: Fact): void {
    if (!this.#isReplaying) this.#options.observe(fact);
  }

  #writeNotes(): void {
    for (let note = this.#unwritten[0]; note !== undefined; note = this.#unwritten[0]) {
      this.#options.journal.recordNote(this.#options.name, note);
      this.#unwritten.shift();
    }
  }
}
