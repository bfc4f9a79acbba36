/**
 * The worker daemon: follows the chain for the registrations of one account in one pool, runs the session of each
 * committee that it is drawn into, reports, and claims. Its actions follow from the chain and its journal alone, so that
 * it can be stopped or killed at any time and started again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Assignment, type Endpoint, formatId, type Head, type Worker } from '@smartcast/client';
import { type Fate, follow, JournalError, Outbox, runUntilSignal, type TransactionOrder } from '@smartcast/hosting';
import { type SmartBarOptions, toHex } from '@smartcast/protocol';
import { ed25519PrivateKey } from '@smartcast/protocol/key-objects';
import type { ChainIdentity, ChainPort } from './chain-port.ts';
import { type ChainContext, EpochWork, RegistrationWork, sendAndWait, stateOf } from './chain-work.ts';
import {
  CommitteeSession,
  type Corruption,
  deadlineOf,
  identityOf,
  journalName,
  type MemberAssignment,
} from './committee-session.ts';
import { sessionDigest } from './hello.ts';
import { type ApiSource, httpApi } from './http-api.ts';
import { Journal, type JournalPlace, openStore } from './journal.ts';
import { Listener } from './listener.ts';
import { Metrics } from './metrics.ts';
import { systemTime, type Time } from './round-clock.ts';
import { statusOf, troublesOf } from './session-status.ts';
import { type Credentials, selfSignedCredentials } from './x509.ts';

const POLL_MS = 1_000;
/** Blocks after which the daemon forgets a paid registration. */
const SETTLED_BLOCKS = 64;
/** How long after its deadline a session's log is served and its journal kept, in seconds. */
const KEPT_SECONDS = 24 * 60 * 60;
/** How long a shutdown waits for a call to the chain. */
const STOP_MS = 3_000;

export interface WorkerOptions {
  readonly chain: ChainPort;
  readonly pool: number;
  /** Ed25519 seed of the registered transport key, 32 bytes. */
  readonly transportSeed: Uint8Array;
  /** Address to listen on, to which the registered endpoint leads. */
  readonly listen: Endpoint;
  /** The account's journal. No other daemon may use it, and it must not get lost while a session lasts. */
  readonly journal: JournalPlace;
  readonly logger: Logger;
  /** Pause between looks at the chain, in ms. */
  readonly pollMs?: number;
  /** Whether to draw a closed epoch when that pays and nobody else does (`nextDraw`); `auto` by default. */
  readonly finalize?: 'auto' | 'never' | undefined;
  /** Rule of judging peers; lenient by default. */
  readonly judgement?: SmartBarOptions['judgement'] | undefined;
  /** Clocks and timers of the rounds; the machine's by default. */
  readonly time?: Time;
  /** Makes the member an adversary; for tests and demos. */
  readonly corrupt?: Corruption | undefined;
}

export class WorkerDaemon implements ApiSource {
  readonly metrics: Metrics;
  readonly #options: WorkerOptions;
  readonly #journal: Journal;
  readonly #credentials: Credentials;
  #listener!: Listener;
  /** The present session of each registration. */
  readonly #sessions = new Map<bigint, CommitteeSession>();
  /** Registrations with nothing left to do, and the block where that was first seen. */
  readonly #settled = new Map<bigint, number>();
  readonly #work = new Map<bigint, RegistrationWork>();
  readonly #epoch: EpochWork;
  readonly #context: ChainContext;
  /** Errors that do not pass, by registration. */
  readonly #failures = new Map<bigint, string>();
  readonly #stopping = new AbortController();
  #chainTrouble: string | undefined;
  #head: Head | undefined;
  #following: Promise<void> = Promise.resolve();

  /** @throws JournalError or ListenError, as a rejection, if the journal is not the account's, or it or the port cannot be had. */
  static async start(options: WorkerOptions): Promise<WorkerDaemon> {
    const daemon = new WorkerDaemon(options);
    try {
      await daemon.claimJournal().catch((error: unknown) => {
        // A chain that does not answer yet is asked again at every look, before any action.
        if (error instanceof JournalError) throw error;
      });
      await daemon.#open();
    } catch (error) {
      daemon.#journal.close();
      throw error;
    }
    return daemon;
  }

  private constructor(options: WorkerOptions) {
    this.#options = options;
    this.#credentials = selfSignedCredentials(options.transportSeed);
    this.#journal = new Journal(openStore(options.journal));
    this.metrics = new Metrics(() => this.sessions);
    const { chain, logger, pool } = options;
    const isVoluntary = (purpose: string) => /^(bring|finalize|register) /.test(purpose);
    const outbox = new Outbox(chain, this.#journal, logger, isVoluntary);
    this.#context = { chain, journal: this.#journal, outbox, logger };
    this.#epoch = new EpochWork(pool, this.#context);
  }

  get sessions(): readonly CommitteeSession[] {
    return [...this.#sessions.values()];
  }

  get meter() {
    return this.metrics.meter;
  }

  get port(): number {
    return this.#listener.port;
  }

  health(): string[] {
    const reasons = [...this.#failures.values()];
    if (this.#chainTrouble !== undefined) reasons.push(this.#chainTrouble);
    if (this.#journal.failure !== undefined) {
      reasons.push(`the journal cannot be written, so nothing is signed: ${this.#journal.failure}`);
    }
    const { trouble, waiting } = this.#context.outbox;
    reasons.push(...[trouble, waiting].filter((reason) => reason !== undefined));
    for (const session of this.sessions) reasons.push(...troublesOf(session));
    return reasons;
  }

  status(): object {
    const sessions = this.sessions.map(statusOf);
    const registrations = [...this.#work.values()].map(({ id, decision }) => ({ worker: formatId(id), ...decision }));
    const draw = this.#epoch.decision ?? null;
    return { pool: this.#options.pool, head: this.#head ?? null, health: this.health(), registrations, draw, sessions };
  }

  /**
   * Checks that the journal is the account's. Every look does so first: the node may have changed to another chain.
   * @throws JournalError if it is another account's.
   */
  async claimJournal(): Promise<ChainIdentity> {
    const { account } = this.#options.chain;
    const identity = await this.#options.chain.identity();
    this.#journal.claim({ account, contract: `0x${toHex(identity.contract)}`, chainId: identity.chainId });
    return identity;
  }

  /** Sends a transaction of the account through the daemon's outbox: see `sendAndWait`. */
  send(order: TransactionOrder): Promise<Fate> {
    return sendAndWait(this.#context, order, this.#options.pollMs ?? POLL_MS, this.#stopping.signal);
  }

  /** Loses nothing: accepted entries are in the journal, and a restart goes on from there. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    for (const session of this.sessions) session.close();
    await Promise.race([this.#following, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#listener.close();
    this.#journal.close();
    this.#options.logger.info('stopped');
  }

  async #open(): Promise<void> {
    const { listen, logger } = this.#options;
    this.#listener = await Listener.open({
      address: listen,
      credentials: this.#credentials,
      onRequest: httpApi(this),
      observe: ({ reason }) => {
        this.metrics.refusedConnections.inc();
        logger.debug({ reason }, 'connection refused');
      },
    });
    logger.info({ host: listen.host, port: this.port, pool: this.#options.pool }, 'worker listens');
    this.#following = follow({
      look: () => this.#look(),
      pollMs: this.#options.pollMs ?? POLL_MS,
      signal: this.#stopping.signal,
      logger,
      onTrouble: (trouble) => (this.#chainTrouble = trouble),
      onFailure: () => this.metrics.chainErrors.inc(),
    });
  }

  async #look(): Promise<void> {
    const { chain, finalize = 'auto', pool } = this.#options;
    const identity = await this.claimJournal();
    const head = await chain.head();
    this.#head = head;
    const errors: unknown[] = [];
    const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => void errors.push(error));
    await attempt(this.#context.outbox.tend(head));
    const registrations = await chain.registrations(pool);
    for (const registration of registrations) {
      const settledAt = this.#settled.get(registration.id);
      if (settledAt !== undefined && settledAt + SETTLED_BLOCKS < head.number) {
        this.#work.delete(registration.id);
        continue;
      }
      if (this.#stopping.signal.aborted) return;
      await attempt(this.#attend(registration, identity, head));
    }
    const last = registrations.at(-1);
    if (finalize === 'auto' && last !== undefined && !this.#stopping.signal.aborted) {
      await attempt(this.#epoch.attend(last, head));
    }
    // One registration in trouble must not keep the others waiting.
    if (errors.length > 0) throw errors[0];
  }

  /** Does what is due for one registration. */
  async #attend({ id }: Worker, identity: ChainIdentity, head: Head): Promise<void> {
    const assignment = await this.#options.chain.assignment(id);
    if (this.#stopping.signal.aborted) return;
    const work = this.#work.get(id) ?? new RegistrationWork(id, this.#context);
    this.#work.set(id, work);
    const { time = systemTime } = this.#options;
    const now = time.wall() / 1000;
    const session = this.#openSession(id, assignment, identity, Math.min(now, head.timestamp));
    await work.attend(assignment, session && stateOf(id, session), now, head);
    const { code, reason } = work.decision!;
    if (code === 'ReportRefused')
      this.#failures.set(id, `the report of task ${formatId(session!.task)} was refused: ${reason}`);
    if (code === 'Settled' && !this.#settled.has(id)) this.#settled.set(id, head.number);
    if (code !== 'Settled') this.#settled.delete(id);
    void session?.repair();
  }

  /** @param now the earlier of both clocks: a wrong one must not make the worker forget its signatures. */
  #openSession(id: bigint, assignment: Assignment, identity: ChainIdentity, now: number): CommitteeSession | undefined {
    if (assignment.status !== 'member') {
      this.#abort(id, `the registration is ${assignment.status} now`);
      return undefined;
    }
    if (now <= deadlineOf(assignment) + KEPT_SECONDS) return this.#sessionOf(id, assignment, identity);
    if (!this.#settled.has(id)) this.#forget(id, assignment, identity);
    return undefined;
  }

  #sessionOf(id: bigint, membership: MemberAssignment, chain: ChainIdentity): CommitteeSession {
    const identity = identityOf(membership, chain);
    const current = this.#sessions.get(id);
    if (current !== undefined && Buffer.compare(current.digest, sessionDigest(identity)) === 0) return current;
    this.#abort(id, 'the chain has another draw now');
    const { chain: port, transportSeed, time = systemTime, logger, judgement, corrupt } = this.#options;
    const session = new CommitteeSession(membership, identity, {
      chain: port,
      transportKey: ed25519PrivateKey(transportSeed),
      credentials: this.#credentials,
      listener: this.#listener,
      journal: this.#journal,
      metrics: this.metrics,
      time,
      logger,
      judgement,
      corrupt,
    });
    this.#sessions.set(id, session);
    return session;
  }

  /** Forgets a session whose log nobody reads and whose signatures nobody needs any more. */
  #forget(id: bigint, membership: MemberAssignment, chain: ChainIdentity): void {
    this.#sessions.get(id)?.close();
    this.#sessions.delete(id);
    this.#failures.delete(id);
    this.#journal.forget(journalName(membership, identityOf(membership, chain)));
  }

  /** Ends the session of a registration, if it has one, since its draw is not on the chain any more. */
  #abort(id: bigint, reason: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.close();
    this.#sessions.delete(id);
    this.#options.logger.warn({ task: formatId(session.task), round: session.round, reason }, 'session aborted');
    if (session.round > 0) {
      this.#failures.set(
        id,
        `the session of task ${formatId(session.task)} was aborted in round ${session.round}: ${reason}`,
      );
    }
  }
}

/** Runs a worker until SIGTERM or SIGINT. @throws like `WorkerDaemon.start`. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const daemon = await WorkerDaemon.start(options);
  await runUntilSignal(daemon, options.logger);
}
