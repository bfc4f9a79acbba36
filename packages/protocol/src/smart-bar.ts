import { ByteAccounts } from './byte-accounts.ts';
import { encodeFrames, FRAME_HEADER_BYTES, PASS, parseFrames } from './frame.ts';
import type { Context, Message, PaddingRound, Party, Protocol } from './protocol.ts';

export interface SmartBarOptions {
  /** `lenient`: only too few bytes make an enemy. `strict`: so do too many, and any misconduct that a fact blames on a peer. */
  readonly judgement: 'lenient' | 'strict';
}

export interface SmartBarOutput<Output> {
  /** Output of the protocol inside. */
  readonly inner: Output;
  /** Bytes of well-formed frames that arrived in time, and what is credited for rounds not seen; own seat: 0. */
  readonly bytesFrom: readonly number[];
  /** friends[q]: seat q did its share; own seat: true. Final only after the last step. */
  readonly friends: readonly boolean[];
}

/**
 * SmartBAR(π) of the paper, for any synchronous π with bounds r* and M: same rounds, every byte count made equal, and a
 * verdict on each peer at the end.
 *
 * Each message of π becomes one PASS frame. The paper pads once, at the very end. Here a member pads in every padding
 * round of π, by one DUMMY frame, to exactly the bound of that round: no round carries more than one slot's worth. The
 * bound of the i-th padding round, round c, is π's bound, c headers of PASS frames and i of DUMMY frames; M is that of the
 * last one. One header is always left for padding, so a DUMMY frame always fits.
 *
 * Absence (see `Party.step`): what was to leave in a round of absence does not count as sent, so the next padding round
 * tops up to its bound all the same. Each peer is credited with the bound of the padding round at or after the absence. A
 * member that crashed after its frames had left sends as many bytes again as padding: more than M, which `lenient` allows.
 *
 * Cut off: if in a padding round every peer has fallen short since the last one, then this member was cut off, and may
 * have missed what the others agreed on. π gets a null inbox, as for an absence, because it must not take silence for an
 * outcome. The verdict on peers stays what the bytes say: peers that are silent together must not be paid for it.
 *
 * π is handed at most its own M bytes from any peer, and one message per peer and round, whatever arrives.
 */
export function smartBar<Input, Output>(
  protocol: Protocol<Input, Output>,
  options: SmartBarOptions = { judgement: 'lenient' },
): Protocol<Input, SmartBarOutput<Output>> & { readonly paddingRounds: readonly PaddingRound[] } {
  const { members, rounds } = protocol;
  const paddingRounds = (protocol.paddingRounds ?? [{ round: rounds, maxBytesPerPeer: protocol.maxBytesPerPeer }]).map(
    ({ round, maxBytesPerPeer }, index) => ({
      round,
      maxBytesPerPeer: maxBytesPerPeer + FRAME_HEADER_BYTES * (round + index + 1),
    }),
  );
  const maxBytesPerPeer = paddingRounds.at(-1)!.maxBytesPerPeer;
  const owed = new Map(paddingRounds.map((padding) => [padding.round, padding.maxBytesPerPeer]));
  return {
    members,
    rounds,
    maxBytesPerPeer,
    paddingRounds,
    start: (context, input) => new SmartBarParty(protocol, { ...options, owed, maxBytesPerPeer }, context, input),
  };
}

interface SessionTerms extends SmartBarOptions {
  /** Bytes owed to each peer by the end of each padding round. */
  readonly owed: ReadonlyMap<number, number>;
  /** M. */
  readonly maxBytesPerPeer: number;
}

class SmartBarParty<Input, Output> implements Party<SmartBarOutput<Output>> {
  readonly #protocol: Protocol<Input, Output>;
  readonly #terms: SessionTerms;
  readonly #context: Context;
  readonly #inner: Party<Output>;
  readonly #accounts: ByteAccounts;
  /** Payload bytes of PASS frames, by sender. */
  readonly #passedFrom: number[];
  readonly #convicted = new Set<number>();

  constructor(protocol: Protocol<Input, Output>, terms: SessionTerms, context: Context, input: Input) {
    this.#protocol = protocol;
    this.#terms = terms;
    this.#context = context;
    this.#inner = protocol.start(this.#watched(context), input);
    this.#accounts = new ByteAccounts(protocol.members, context.self, terms.owed);
    this.#passedFrom = Array.from({ length: protocol.members }, () => 0);
  }

  step(round: number, inbox: readonly Message[] | null): readonly Message[] {
    const passed = inbox === null ? null : this.#receive(round - 1, inbox);
    const isCutOff = inbox !== null && this.#isCutOff(round - 1);
    this.#accounts.settle(round - 1, inbox !== null);
    const outbox = this.#inner.step(round, isCutOff ? null : passed);
    return round > this.#protocol.rounds ? [] : this.#send(round, outbox);
  }

  output(): SmartBarOutput<Output> {
    const { judgement, maxBytesPerPeer } = this.#terms;
    const bytesFrom = [...this.#accounts.from];
    const friends = bytesFrom.map((bytes, seat) => {
      if (seat === this.#context.self) return true;
      return bytes >= maxBytesPerPeer && (judgement === 'lenient' || !this.#convicted.has(seat));
    });
    return { inner: this.#inner.output(), bytesFrom, friends };
  }

  #isCutOff(round: number): boolean {
    const isCutOff = this.#accounts.defaulters(round) === this.#protocol.members - 1;
    if (isCutOff) this.#context.observe({ reason: 'cut off: every peer fell short', round });
    return isCutOff;
  }

  #receive(round: number, inbox: readonly Message[]): readonly Message[] {
    const passed: Message[] = [];
    for (const { peer, bytes } of inbox) {
      const pass = this.#count(round, peer, bytes);
      if (pass !== undefined) passed.push({ peer, bytes: pass });
    }
    return passed;
  }

  /** Counts what arrived from `peer` in `round`. @returns the payload to hand on, if there is one. */
  #count(round: number, peer: number, bytes: Uint8Array): Uint8Array | undefined {
    const { frames, malformed } = parseFrames(bytes);
    const inTime = frames.filter((frame) => frame.round === round);
    const late = frames.length - inTime.length;
    if (late > 0) this.#context.observe({ reason: `${late} frames of other rounds do not count`, peer, round });
    if (malformed !== undefined) this.#convict(peer, round, malformed);
    for (const { payload } of inTime) this.#accounts.receive(peer, FRAME_HEADER_BYTES + payload.length);
    if (this.#accounts.from[peer]! > this.#terms.maxBytesPerPeer) this.#convict(peer, round, 'more bytes than M');

    const [pass, ...more] = inTime.filter(({ kind }) => kind === PASS);
    if (more.length > 0) this.#convict(peer, round, 'more than one message in a round');
    if (pass === undefined) return undefined;
    this.#passedFrom[peer]! += pass.payload.length;
    if (this.#passedFrom[peer]! <= this.#protocol.maxBytesPerPeer) return pass.payload;
    this.#convict(peer, round, 'more message bytes than the protocol allows');
    return undefined;
  }

  #send(round: number, outbox: readonly Message[]): readonly Message[] {
    const passes = new Map(outbox.map(({ peer, bytes }) => [peer, bytes]));
    const encode = sharingEncoder(round);
    const messages: Message[] = [];
    for (let peer = 0; peer < this.#protocol.members; peer++) {
      const pass = passes.get(peer);
      const due = this.#accounts.due(round, peer);
      if (peer === this.#context.self || (pass === undefined && due === undefined)) continue;
      const passSize = pass === undefined ? 0 : FRAME_HEADER_BYTES + pass.length;
      const bytes = encode(pass, due === undefined ? undefined : due - passSize - FRAME_HEADER_BYTES);
      this.#accounts.send(peer, bytes.length);
      messages.push({ peer, bytes });
    }
    return messages;
  }

  /** The same context, but what the inner protocol blames on a peer is remembered. */
  #watched(context: Context): Context {
    return {
      self: context.self,
      sign: (purpose, message) => context.sign(purpose, message),
      verify: (kind, signer, message, signature) => context.verify(kind, signer, message, signature),
      observe: (fact) => {
        if (fact.peer !== undefined) this.#convicted.add(fact.peer);
        context.observe(fact);
      },
    };
  }

  #convict(peer: number, round: number, reason: string): void {
    this.#convicted.add(peer);
    this.#context.observe({ reason, peer, round });
  }
}

/** Encodes equal messages of one round once: most go to all peers, and values are large. */
function sharingEncoder(round: number): (pass: Uint8Array | undefined, padding: number | undefined) => Uint8Array {
  const encoded: { pass: Uint8Array | undefined; padding: number | undefined; bytes: Uint8Array }[] = [];
  return (pass, padding) => {
    const known = encoded.find((one) => one.pass === pass && one.padding === padding);
    if (known !== undefined) return known.bytes;
    const bytes = encodeFrames(round, pass, padding);
    encoded.push({ pass, padding, bytes });
    return bytes;
  };
}
