import { AgreedLog } from './agreed-log.ts';
import { BATCH_OVERHEAD_BYTES, EMPTY_BATCH, encodeBatch } from './batch.ts';
import type { Broadcast, BroadcastOutcome } from './broadcast.ts';
import type { EntryBuffer } from './entry-buffer.ts';
import { Log } from './log.ts';
import type { Context, Message, PaddingRound, Party, Protocol } from './protocol.ts';
import { rootMessage } from './root.ts';
import type { SessionIdentity, SessionInput, SessionParameters } from './session-parameters.ts';
import {
  decodeSlotMessage,
  encodeSlotMessage,
  ROOT_SIGNATURE_BYTES,
  SLOT_MESSAGE_OVERHEAD_BYTES,
} from './slot-message.ts';

export interface AtomicBroadcastOptions {
  readonly parameters: SessionParameters;
  readonly identity: SessionIdentity;
  /** The broadcast of one slot; equal rounds and bounds for all of them. */
  readonly broadcast: (slot: number, leader: number) => Broadcast;
}

/**
 * Bounded atomic broadcast over any terminating reliable broadcast: K slots, slot s led by seat s mod N, one more round.
 *
 * In the first round of slot s+1 (and the round after the last slot) members exchange signatures on the root after slot s.
 * A slot that ends with ⊥, or with a proposal that `AgreedLog` refuses (no honest leader makes one), appends the empty batch.
 *
 * A member that does not know a slot's outcome stops its log there, proposes empty batches and signs no root until the
 * host has repaired the log (`Log.repair`); what was agreed later is then appended by the next step or output.
 */
export function atomicBroadcast(options: AtomicBroadcastOptions): Protocol<SessionInput, Log> {
  const { members, slots } = options.parameters;
  const { rounds: slotRounds, maxBytesPerPeer: slotBytes } = options.broadcast(0, 0);
  const paddingRoundAt = (round: number, slotsBegun: number, roots: number): PaddingRound => ({
    round,
    maxBytesPerPeer: slotsBegun * slotBytes + roots * ROOT_SIGNATURE_BYTES + round * SLOT_MESSAGE_OVERHEAD_BYTES,
  });
  const rounds = slots * slotRounds + 1;
  const ends = Array.from({ length: slots }, (_, slot) => paddingRoundAt((slot + 1) * slotRounds, slot + 1, slot));
  const last = paddingRoundAt(rounds, slots, slots);
  return {
    members,
    rounds,
    maxBytesPerPeer: last.maxBytesPerPeer,
    paddingRounds: [...ends, last],
    start: (context, { buffer }) => new AtomicBroadcastParty(options, slotRounds, context, buffer),
  };
}

class AtomicBroadcastParty implements Party<Log> {
  readonly #options: AtomicBroadcastOptions;
  readonly #slotRounds: number;
  readonly #context: Context;
  readonly #buffer: EntryBuffer;
  readonly #log: Log;
  readonly #agreed: AgreedLog;
  #broadcast: Party<BroadcastOutcome> | undefined;

  constructor(options: AtomicBroadcastOptions, slotRounds: number, context: Context, buffer: EntryBuffer) {
    this.#options = options;
    this.#slotRounds = slotRounds;
    this.#context = context;
    this.#buffer = buffer;
    const verify = (seat: number, message: Uint8Array, signature: Uint8Array): boolean =>
      context.verify('root', seat, message, signature);
    this.#log = new Log({ identity: options.identity, quorum: options.parameters.faults + 1, verify });
    this.#agreed = new AgreedLog(this.#log, buffer, ({ slot, reason }) =>
      context.observe({ reason, peer: slot % options.parameters.members, slot }),
    );
  }

  step(round: number, inbox: readonly Message[] | null): readonly Message[] {
    const received = inbox === null ? null : this.#receive(round - 1, inbox);
    const slot = Math.floor((round - 1) / this.#slotRounds);
    const roundOfSlot = ((round - 1) % this.#slotRounds) + 1;
    if (slot > this.#options.parameters.slots) return [];
    if (roundOfSlot > 1) return this.#wrap(undefined, this.#broadcast?.step(roundOfSlot, received) ?? []);

    const root = slot > 0 ? this.#finish(slot - 1, received) : undefined;
    this.#broadcast = this.#begin(slot);
    return this.#wrap(root, this.#broadcast?.step(1, []) ?? []);
  }

  output(): Log {
    this.#agreed.catchUp();
    return this.#log;
  }

  /** @returns the messages of the slot's broadcast; signatures on roots go to the log. */
  #receive(round: number, inbox: readonly Message[]): readonly Message[] {
    const isFirstOfSlot = (round - 1) % this.#slotRounds === 0;
    const slot = Math.floor((round - 1) / this.#slotRounds);
    const messages: Message[] = [];
    for (const { peer, bytes } of inbox) {
      const decoded = decodeSlotMessage(bytes);
      if (!decoded.ok) {
        this.#context.observe({ reason: decoded.reason, peer, slot, round });
        continue;
      }
      const { root, broadcast } = decoded.value;
      if (root !== undefined && isFirstOfSlot && slot > 0) this.#log.offer(slot - 1, { seat: peer, signature: root });
      if (broadcast !== undefined) messages.push({ peer, bytes: broadcast });
    }
    return messages;
  }

  #begin(slot: number): Party<BroadcastOutcome> | undefined {
    const { members, slots, batchBytes } = this.#options.parameters;
    if (slot >= slots) return undefined;
    const leader = slot % members;
    const isComplete = this.#log.length === slot;
    const propose = (): Uint8Array =>
      isComplete ? encodeBatch(this.#buffer.take(batchBytes - BATCH_OVERHEAD_BYTES)) : EMPTY_BATCH;
    const proposal = leader === this.#context.self ? propose() : undefined;
    return this.#options.broadcast(slot, leader).start(this.#context, proposal);
  }

  /** @returns the own signature on the root after `slot`, if its root is known. */
  #finish(slot: number, received: readonly Message[] | null): Uint8Array | undefined {
    this.#broadcast!.step(this.#slotRounds + 1, received);
    this.#agreed.conclude(this.#broadcast!.output());
    const root = this.#log.roots[slot];
    if (root === undefined) return undefined;
    const message = rootMessage(this.#options.identity, slot, root);
    const signature = this.#context.sign({ kind: 'root', slot }, message);
    if (signature !== undefined) this.#log.offer(slot, { seat: this.#context.self, signature });
    return signature;
  }

  #wrap(root: Uint8Array | undefined, outbox: readonly Message[]): readonly Message[] {
    const broadcasts = new Map(outbox.map(({ peer, bytes }) => [peer, bytes]));
    const encoded = new Map<Uint8Array | undefined, Uint8Array>();
    const messages: Message[] = [];
    for (let peer = 0; peer < this.#options.parameters.members; peer++) {
      const broadcast = broadcasts.get(peer);
      if (peer === this.#context.self || (root === undefined && broadcast === undefined)) continue;
      const bytes = encoded.get(broadcast) ?? encodeSlotMessage({ root, broadcast });
      encoded.set(broadcast, bytes);
      messages.push({ peer, bytes });
    }
    return messages;
  }
}
