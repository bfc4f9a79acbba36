/** One task's run as a member sees it: the session protocol on a host, its entries at the door, its log in good repair. */
import { type KeyObject, verify as verifyEd25519 } from 'node:crypto';
import type { Logger } from 'pino';
import type { Assignment } from '../chain/types.ts';
import { BATCH_OVERHEAD_BYTES } from '../protocol/batch.ts';
import type { Entry } from '../protocol/entry.ts';
import { type EntryAnswer, EntryBuffer } from '../protocol/entry-buffer.ts';
import type { Log } from '../protocol/log.ts';
import type { Fact, Protocol, SigningPurpose } from '../protocol/protocol.ts';
import { session, type SessionIdentity, type SessionInput, type SessionOutput } from '../protocol/session.ts';
import type { ChainIdentity, ChainPort } from './chain-port.ts';
import { sessionDigest } from './hello.ts';
import type { Journal } from './journal.ts';
import { Lateness } from './lateness.ts';
import type { Listener } from './listener.ts';
import { fetchLogPage, maxPageBytes } from './log-page.ts';
import type { Metrics } from './metrics.ts';
import { decodeNote, encodeNote } from './notes.ts';
import { RoundClock, type Time } from './round-clock.ts';
import { SessionHost } from './session-host.ts';
import { signUnprotected, Signer } from './signer.ts';
import { type Traffic, Transport } from './transport.ts';
import { type Credentials, ed25519PublicKey } from './x509.ts';

const MOST_WAITING_BYTES = 64 * 1024 * 1024;
const REPAIR_MS = 10_000;

export type Membership = Extract<Assignment, { status: 'member' }>;
export type SessionProtocol = Protocol<SessionInput, SessionOutput>;

/**
 * For experiments on a devnet: what to host at `seat` in place of the session, signing whatever it asks for; undefined
 * where the member shall be honest.
 */
export type Corruption = (protocol: SessionProtocol, seat: number) => SessionProtocol | undefined;

/** What all sessions of a daemon share. */
export interface SessionServices {
  readonly chain: Pick<ChainPort, 'signRoot' | 'verifyRoot'>;
  readonly transportKey: KeyObject;
  readonly credentials: Credentials;
  readonly listener: Listener;
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly time: Time;
  readonly logger: Logger;
  readonly corrupt?: Corruption | undefined;
}

export interface PeerStatus extends Traffic {
  readonly seat: number;
}

export function identityOf({ committee }: Membership, chain: ChainIdentity): SessionIdentity {
  return { ...chain, task: committee.task.id, seed: committee.draw.seed };
}

/** T, in Unix seconds. */
export function deadlineOf({ committee }: Membership): number {
  return committee.draw.startsAt + committee.draw.duration;
}

/** What the journal calls this member's part in the session. */
export function journalName({ seat }: Membership, identity: SessionIdentity): Uint8Array {
  return Buffer.concat([sessionDigest(identity), Buffer.from([seat])]);
}

export class CommitteeSession {
  readonly membership: Membership;
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
  readonly #clientKeys = new Map<string, KeyObject>();
  readonly #memberKeys: readonly KeyObject[];
  readonly #closing = new AbortController();
  #transport: Transport | undefined;
  #isRepairing = false;

  constructor(membership: Membership, identity: SessionIdentity, services: SessionServices) {
    const { committee, seat } = membership;
    const { config, draw, members, task } = committee;
    this.membership = membership;
    this.digest = sessionDigest(identity);
    this.#services = services;
    this.#logger = services.logger.child({ task: task.id.toString(), seat });
    this.#memberKeys = members.map(({ transportKey }) => ed25519PublicKey(transportKey));
    for (const client of task.clients)
      this.#clientKeys.set(Buffer.from(client).toString('hex'), ed25519PublicKey(client));
    this.lateness = new Lateness(config.members, config.faults, config.roundMs);
    this.#buffer = new EntryBuffer({
      ledger: task.ledger,
      clients: task.clients,
      maxEntryBytes: config.batchBytes - BATCH_OVERHEAD_BYTES,
      capacityBytes: Math.min(config.slots * config.batchBytes, MOST_WAITING_BYTES),
      verify: (client, message, signature) => this.#verifyClient(client, message, signature),
    });
    const honest = session(config, identity);
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

  get log(): Log {
    return this.#host.output().log;
  }

  /** By seat; final when the session is over. */
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

  /** T, in Unix seconds. */
  get deadline(): number {
    return deadlineOf(this.membership);
  }

  /** Whether slots are over whose batch this member does not know. */
  get isIncomplete(): boolean {
    const { faults, slots } = this.membership.committee.config;
    return this.log.length < Math.min(slots, Math.floor((this.round - 1) / (faults + 1)));
  }

  /** Takes a client's entry, to be proposed at this member's next turn. @throws JournalError if it may be lost in a crash. */
  submit(entry: Entry): EntryAnswer {
    const answer = this.#buffer.add(entry);
    this.#services.metrics.entries.inc({ answer: answer.ok ? 'accepted' : answer.reason });
    if (answer.ok) this.#host.note(encodeNote({ kind: 'entry', entry }));
    return answer;
  }

  /** Asks the peers for the slots that are missing, one peer after the other. */
  async repair(): Promise<void> {
    if (this.#isRepairing || !this.isIncomplete) return;
    this.#isRepairing = true;
    try {
      // Those that are connected answer; the others may let us wait.
      const peers = this.peers.toSorted((a, b) => Number(b.connected) - Number(a.connected));
      for (const { seat } of peers) {
        if (this.isIncomplete) await this.#repairFrom(seat, this.membership.committee.members[seat]!.endpoint);
      }
    } finally {
      this.#isRepairing = false;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#host.close();
  }

  async #repairFrom(seat: number, endpoint: string): Promise<void> {
    const { log, task } = this;
    const maxBytes = maxPageBytes(this.membership.committee.config.batchBytes);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(REPAIR_MS)]);
    try {
      const { slots } = await fetchLogPage(endpoint, { task, from: log.length, maxBytes, signal });
      for (const { slot, batch, signatures } of slots) {
        if (slot !== log.length || !this.isIncomplete || this.#closing.signal.aborted) break;
        const repaired = log.repair(batch, signatures);
        if (!repaired.ok) throw new Error(repaired.reason);
        this.#host.note(encodeNote({ kind: 'repair', batch, signatures }));
        this.#services.metrics.repairs.inc();
        this.#logger.info({ slot, peer: seat }, 'slot repaired from a peer');
      }
    } catch (error) {
      this.#logger.debug({ peer: seat, reason: (error as Error).message }, 'no repair from this peer');
    }
  }

  #onRound(round: number, absent: boolean): void {
    this.#services.metrics.rounds.inc({ presence: absent ? 'absent' : 'present' });
    if (absent) this.#logger.warn({ round: round - 1 }, 'absent in the round');
    const connected = this.peers.filter((peer) => peer.connected).length;
    this.#logger.debug({ round, slots: this.log.length, waiting: this.waiting, connected }, 'round begins');
    void this.repair();
  }

  #observe({ reason, ...where }: Fact): void {
    this.#logger.info(where, reason);
  }

  #verifyMember(kind: SigningPurpose['kind'], seat: number, message: Uint8Array, signature: Uint8Array): boolean {
    const member = this.membership.committee.members[seat];
    const isValid =
      member !== undefined &&
      (kind === 'root'
        ? this.#services.chain.verifyRoot(member.account, message, signature)
        : verifyEd25519(null, message, this.#memberKeys[seat]!, signature));
    this.#services.metrics.verifications.inc({ kind, answer: isValid ? 'valid' : 'invalid' });
    return isValid;
  }

  #verifyClient(client: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const key = this.#clientKeys.get(Buffer.from(client).toString('hex'));
    return key !== undefined && verifyEd25519(null, message, key, signature);
  }
}
