/** A session as a member runs it: the protocol on a host, the entries of clients, and the repair of the log. */
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { type Assignment, formatId, maxPageBytes } from '@smartcast/client';
import {
  BATCH_OVERHEAD_BYTES,
  ed25519Verify,
  type Entry,
  type EntryAnswer,
  EntryBuffer,
  type Fact,
  type Log,
  type Protocol,
  session,
  type SessionIdentity,
  type SessionInput,
  type SessionOutput,
  type SigningPurpose,
  type SmartBarOptions,
} from '@smartcast/protocol';
import type { ChainIdentity, ChainPort } from './chain-port.ts';
import { sessionDigest } from './hello.ts';
import type { Journal } from './journal.ts';
import { Lateness } from './lateness.ts';
import type { Listener } from './listener.ts';
import { LogRepair } from './log-repair.ts';
import type { Metrics } from './metrics.ts';
import { decodeNote, encodeNote } from './notes.ts';
import { RoundClock, type Time } from './round-clock.ts';
import { SessionHost } from './session-host.ts';
import { signUnprotected, Signer } from './signer.ts';
import { type PeerStatus, Transport } from './transport.ts';
import type { Credentials } from './x509.ts';

const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** Number of facts about one peer that are all logged; of later ones only each whose number is a power of two. */
const MOST_FACTS = 32;

export type MemberAssignment = Extract<Assignment, { status: 'member' }>;
export type SessionProtocol = Protocol<SessionInput, SessionOutput>;

/**
 * For experiments on a devnet: the adversary to host at `seat` in place of the session, which gets every signature that it
 * asks for; undefined for an honest member.
 */
export type Corruption = (protocol: SessionProtocol, seat: number) => SessionProtocol | undefined;

/** Everything that all sessions of a daemon share. */
export interface SessionServices {
  readonly chain: Pick<ChainPort, 'signRoot' | 'verifyRoot'>;
  readonly transportKey: KeyObject;
  readonly credentials: Credentials;
  readonly listener: Listener;
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly time: Time;
  readonly logger: Logger;
  /** Rule of judging peers; lenient by default. */
  readonly judgement?: SmartBarOptions['judgement'] | undefined;
  readonly corrupt?: Corruption | undefined;
}

export function identityOf({ committee }: MemberAssignment, chain: ChainIdentity): SessionIdentity {
  return { ...chain, task: committee.task.id, seed: committee.draw.seed };
}

/** Deadline of the reports (T), Unix seconds. */
export function deadlineOf({ committee }: MemberAssignment): number {
  return committee.draw.startsAt + committee.draw.duration;
}

/** Name of this member's part in the session in the journal. */
export function journalName({ seat }: MemberAssignment, identity: SessionIdentity): Uint8Array {
  return Buffer.concat([sessionDigest(identity), Buffer.from([seat])]);
}

export class CommitteeSession {
  readonly membership: MemberAssignment;
  /** `sessionDigest`. */
  readonly digest: Uint8Array;
  readonly rounds: number;
  /** M. */
  readonly maxBytesPerPeer: number;
  readonly lateness: Lateness;
  readonly #services: SessionServices;
  readonly #logger: Logger;
  readonly #buffer: EntryBuffer;
  readonly #host: SessionHost<SessionInput, SessionOutput>;
  readonly #repair: LogRepair;
  /** Number of facts so far, by the peer to blame. */
  readonly #facts = new Map<number | undefined, number>();
  #transport: Transport | undefined;
  #absences = 0;

  constructor(membership: MemberAssignment, identity: SessionIdentity, services: SessionServices) {
    const { committee, seat } = membership;
    const { config, draw, members, task } = committee;
    this.membership = membership;
    this.digest = sessionDigest(identity);
    this.#services = services;
    this.#logger = services.logger.child({ task: formatId(task.id), seat });
    this.lateness = new Lateness(config.members, config.faults, config.roundMs);
    this.#buffer = new EntryBuffer({
      ledger: task.ledger,
      clients: task.clients,
      maxEntryBytes: config.batchBytes - BATCH_OVERHEAD_BYTES,
      capacityBytes: Math.min(config.slots * config.batchBytes, MOST_WAITING_BYTES),
      verify: ed25519Verify,
    });
    const honest = session(config, identity, services.judgement && { judgement: services.judgement });
    const corrupted = services.corrupt?.(honest, seat);
    const protocol = corrupted ?? honest;
    this.rounds = protocol.rounds;
    this.maxBytesPerPeer = protocol.maxBytesPerPeer;
    const { credentials, journal, listener, time } = services;
    const name = journalName(membership, identity);
    const keys = {
      transport: services.transportKey,
      signRoot: (digest: Uint8Array) => services.chain.signRoot(digest),
    };
    const signer = corrupted === undefined ? new Signer(journal, name, keys) : signUnprotected(keys);
    this.#host = new SessionHost({
      protocol,
      input: { buffer: this.#buffer },
      self: seat,
      name,
      clock: new RoundClock(draw.startsAt, config.roundMs, time),
      time,
      journal,
      signer: {
        sign: (purpose, message, mayBeNew) => {
          const answer = signer.sign(purpose, message, mayBeNew);
          const outcome = answer instanceof Uint8Array ? 'given' : 'refused';
          services.metrics.signatures.inc({ kind: purpose.kind, answer: outcome });
          return answer;
        },
      },
      lateness: this.lateness,
      verify: (kind, from, message, signature) => this.#verifyMember(kind, from, message, signature),
      openWire: (onFrame) => {
        const { digest, maxBytesPerPeer } = this;
        const observe = (fact: Fact) => this.#observe(fact);
        const seats = { session: digest, self: seat, seats: members, maxBytesPerPeer };
        this.#transport = new Transport({ ...seats, listener, credentials, time, onFrame, observe });
        return this.#transport;
      },
      apply: (note, party) => {
        const decoded = decodeNote(note);
        if (decoded.kind === 'entry') this.#buffer.add(decoded.entry);
        else party.output().log.repair(decoded.batch, decoded.signatures);
      },
      observe: (fact) => this.#observe(fact),
      onRound: (round, absent) => this.#onRound(round, absent),
    });
    this.#repair = new LogRepair({
      task: task.id,
      maxBytes: maxPageBytes(config.batchBytes),
      logger: this.#logger,
      log: () => this.log,
      isIncomplete: () => this.isIncomplete,
      peers: () => {
        // Connected peers answer; the others may not.
        const peers = this.peers.toSorted((a, b) => Number(b.connected) - Number(a.connected));
        return peers.map((peer) => ({ seat: peer.seat, endpoint: members[peer.seat]!.endpoint }));
      },
      onRepaired: (note) => {
        services.metrics.repairs.inc();
        this.#host.note(note);
      },
    });
    this.#logger.info({ startsAt: draw.startsAt, round: this.round }, 'session opened');
  }

  get task(): bigint {
    return this.membership.committee.task.id;
  }

  get round(): number {
    return this.#host.round;
  }

  get isOver(): boolean {
    return this.#host.isOver;
  }

  get abstains(): boolean {
    return this.#host.abstains;
  }

  /** Rounds of absence since this process started. */
  get absences(): number {
    return this.#absences;
  }

  get log(): Log {
    return this.#host.output().log;
  }

  /** One flag for each seat; final when the session is over. */
  get friends(): readonly boolean[] {
    return this.#host.output().friends;
  }

  /** Bytes that arrived in time, by seat. */
  get bytesFrom(): readonly number[] {
    return this.#host.output().bytesFrom;
  }

  /** Entries accepted and not committed yet. */
  get waiting(): number {
    return this.#buffer.size;
  }

  get peers(): readonly PeerStatus[] {
    const traffic = this.#transport?.traffic ?? [];
    return traffic.map((one, seat) => ({ seat, ...one })).filter(({ seat }) => seat !== this.membership.seat);
  }

  /** Deadline of the reports (T), Unix seconds. */
  get deadline(): number {
    return deadlineOf(this.membership);
  }

  /** Whether slots are over whose batch this member lacks. */
  get isIncomplete(): boolean {
    const { faults, slots } = this.membership.committee.config;
    return this.log.length < Math.min(slots, Math.floor((this.round - 1) / (faults + 1)));
  }

  /**
   * Whether the peers' signatures on a root are overdue: then too few of them agree with this log. Either more than b
   * members are faulty, or this one was cut off without noticing.
   */
  get isUncertified(): boolean {
    const { faults, slots } = this.membership.committee.config;
    // Signatures on a root are exchanged in the slot after it.
    const slot = this.isOver ? slots - 1 : Math.floor((this.round - 1) / (faults + 1)) - 2;
    return slot >= 0 && slot < this.log.length && this.log.certificate(slot) === undefined;
  }

  /** Takes a client's entry, to be proposed in this member's next turn. @throws JournalError if a crash could lose it. */
  submit(entry: Entry): EntryAnswer {
    const answer = this.#buffer.add(entry);
    this.#services.metrics.entries.inc({ answer: answer.ok ? 'accepted' : answer.reason });
    if (answer.ok) this.#host.note(encodeNote({ kind: 'entry', entry }));
    return answer;
  }

  /** Fetches missing slots from the peers, if there are any and no repair is running. */
  repair(): Promise<void> {
    return this.#repair.run();
  }

  close(): void {
    this.#repair.close();
    this.#host.close();
  }

  #onRound(round: number, absent: boolean): void {
    this.#services.metrics.rounds.inc({ presence: absent ? 'absent' : 'present' });
    if (absent) this.#absences++;
    if (absent) this.#logger.warn({ round: round - 1 }, 'absent in the round');
    // Checked in every slot, so that signatures are verified slot by slot and not all when a client asks.
    if (this.isUncertified) this.#logger.warn({ round }, 'too few peers sign the roots of this log');
    const connected = this.peers.filter((peer) => peer.connected).length;
    this.#logger.debug({ round, slots: this.log.length, waiting: this.waiting, connected }, 'round begins');
    void this.repair();
  }

  /** Logs a fact, but not all of a peer's: one that misbehaves in every frame must not fill the disk. */
  #observe({ reason, ...where }: Fact): void {
    const facts = (this.#facts.get(where.peer) ?? 0) + 1;
    this.#facts.set(where.peer, facts);
    if (facts <= MOST_FACTS || Number.isInteger(Math.log2(facts))) this.#logger.info({ ...where, facts }, reason);
  }

  #verifyMember(kind: SigningPurpose['kind'], seat: number, message: Uint8Array, signature: Uint8Array): boolean {
    const member = this.membership.committee.members[seat];
    const isValid =
      member !== undefined &&
      (kind === 'root'
        ? this.#services.chain.verifyRoot(member.account, message, signature)
        : ed25519Verify(member.transportKey, message, signature));
    this.#services.metrics.verifications.inc({ kind, answer: isValid ? 'valid' : 'invalid' });
    return isValid;
  }
}
