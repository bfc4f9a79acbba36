/**
 * The worker daemon: follows the chain for the registrations of one account in one pool, runs the session of each
 * committee it is drawn into, reports, and claims. All it does follows from what the chain says now and from its journal,
 * so that it can be stopped or killed at any time and started again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Endpoint, formatId, type Head, refusalOf, unpackId, type Worker } from '@smartcast/client';
import { follow, JournalError, type Meter, runUntilSignal } from '@smartcast/hosting';
import { type SmartBarOptions, toHex } from '@smartcast/protocol';
import { ed25519PrivateKey } from '@smartcast/protocol/key-objects';
import type { ChainIdentity, ChainPort } from './chain-port.ts';
import {
  CommitteeSession,
  type Corruption,
  deadlineOf,
  identityOf,
  journalName,
  type Membership,
} from './committee-session.ts';
import { decideToFinalize } from './finalize-decision.ts';
import { sessionDigest } from './hello.ts';
import { type ApiSource, httpApi } from './http-api.ts';
import { Journal, openStore } from './journal.ts';
import { Listener } from './listener.ts';
import { Metrics } from './metrics.ts';
import { systemTime, type Time } from './round-clock.ts';
import { statusOf, troublesOf } from './session-status.ts';
import { type Credentials, selfSignedCredentials } from './x509.ts';

const POLL_MS = 1_000;
/** Blocks after which a paid registration is not looked at again. */
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
  /** Where to listen: what the registered endpoint leads to. */
  readonly listen: Endpoint;
  /** File of the journal; another daemon must not use it, nor may it get lost while a session lasts. */
  readonly journalPath: string;
  readonly logger: Logger;
  /** Pause between looks at the chain, in ms. */
  readonly pollMs?: number;
  /** Whether to draw a closed epoch that nobody draws, when that pays (`decideToFinalize`); `auto` by default. */
  readonly finalize?: 'auto' | 'never' | undefined;
  /** What makes a peer an enemy; lenient by default. */
  readonly judgement?: SmartBarOptions['judgement'] | undefined;
  /** Clocks and timers of the rounds; the machine's by default. */
  readonly time?: Time;
  /** Never on a chain that matters. */
  readonly corrupt?: Corruption | undefined;
}

export class WorkerDaemon implements ApiSource {
  readonly metrics: Metrics;
  readonly #options: WorkerOptions;
  readonly #journal: Journal;
  readonly #credentials: Credentials;
  #listener!: Listener;
  /** The session of each registration now. */
  readonly #sessions = new Map<bigint, CommitteeSession>();
  /** Registrations with nothing left to do, and the block where that was first seen. */
  readonly #settled = new Map<bigint, number>();
  /** What went wrong for good, by registration. */
  readonly #misfortunes = new Map<bigint, string>();
  /** Last epoch that we have tried to draw: once is enough, whatever came of it. */
  #finalizedEpoch = -1;
  /** Sessions whose report the contract refused. */
  readonly #unreportable = new Set<CommitteeSession>();
  readonly #stopping = new AbortController();
  #chainTrouble: string | undefined;
  #head: Head | undefined;
  #following: Promise<void> = Promise.resolve();

  /** @throws JournalError or ListenError, as a rejection, if the journal is not the account's, or it or the port cannot be had. */
  static async start(options: WorkerOptions): Promise<WorkerDaemon> {
    const daemon = new WorkerDaemon(options);
    try {
      await daemon.claimJournal().catch((error: unknown) => {
        // A chain that does not answer yet is asked again at every look, before anything is done.
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
    this.#journal = new Journal(openStore(options.journalPath));
    this.metrics = new Metrics(() => this.sessions);
  }

  get sessions(): readonly CommitteeSession[] {
    return [...this.#sessions.values()];
  }

  get meter(): Meter {
    return this.metrics.meter;
  }

  get port(): number {
    return this.#listener.port;
  }

  health(): string[] {
    const reasons = [...this.#misfortunes.values()];
    if (this.#chainTrouble !== undefined) reasons.push(this.#chainTrouble);
    if (this.#journal.failure !== undefined) {
      reasons.push(`the journal cannot be written, so nothing is signed: ${this.#journal.failure}`);
    }
    for (const session of this.sessions) reasons.push(...troublesOf(session));
    return reasons;
  }

  status(): object {
    const sessions = this.sessions.map(statusOf);
    return { pool: this.#options.pool, head: this.#head ?? null, health: this.health(), sessions };
  }

  /**
   * Makes sure that the journal is the account's, as every look does before anything else: the node may come to serve
   * another chain.
   * @throws JournalError if it is somebody else's.
   */
  async claimJournal(): Promise<ChainIdentity> {
    const { account } = this.#options.chain;
    const identity = await this.#options.chain.identity();
    this.#journal.claim({ account, contract: `0x${toHex(identity.contract)}`, chainId: identity.chainId });
    return identity;
  }

  /** Nothing is lost: what was accepted is in the journal, and a restart goes on from it. */
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
    const { chain, pool } = this.#options;
    const identity = await this.claimJournal();
    const head = await chain.head();
    this.#head = head;
    const errors: unknown[] = [];
    const registrations = await chain.registrations(pool);
    for (const registration of registrations) {
      const settledAt = this.#settled.get(registration.id);
      if (settledAt !== undefined && settledAt + SETTLED_BLOCKS < head.number) continue;
      if (this.#stopping.signal.aborted) return;
      await this.#attend(registration, identity, head).catch((error: unknown) => errors.push(error));
    }
    await this.#finalize(registrations, head).catch((error: unknown) => errors.push(error));
    // One registration in trouble must not keep the others waiting.
    if (errors.length > 0) throw errors[0];
  }

  /** Does what is due for one registration. */
  async #attend({ id }: Worker, identity: ChainIdentity, head: Head): Promise<void> {
    const assignment = await this.#options.chain.assignment(id);
    if (this.#stopping.signal.aborted) return;
    if (assignment.status !== 'member') {
      this.#abort(id, `the registration is ${assignment.status} now`);
      if (assignment.status === 'unassigned') await this.#claim(id, head);
      return;
    }
    const { time = systemTime } = this.#options;
    const now = time.wall() / 1000;
    // By both clocks: a wrong one must not make us forget what we signed.
    if (Math.min(now, head.timestamp) > deadlineOf(assignment) + KEPT_SECONDS) {
      if (!this.#settled.has(id)) this.#forget(id, assignment, identity);
      await this.#claim(id, head);
      return;
    }
    const session = this.#sessionOf(id, assignment, identity);
    if (session.isOver && now < session.deadline) await this.#report(id, session);
    if (now > session.deadline || head.timestamp > session.deadline) await this.#claim(id, head);
    void session.repair();
  }

  #sessionOf(id: bigint, membership: Membership, chain: ChainIdentity): CommitteeSession {
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

  /** The session is history: nobody reads its log any more, and its signatures serve nobody. */
  #forget(id: bigint, membership: Membership, chain: ChainIdentity): void {
    this.#sessions.get(id)?.close();
    this.#sessions.delete(id);
    this.#misfortunes.delete(id);
    this.#journal.forget(journalName(membership, identityOf(membership, chain)));
  }

  /** Ends the session of a registration, if it has one: its draw is not the chain's any more. */
  #abort(id: bigint, reason: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.close();
    this.#sessions.delete(id);
    this.#options.logger.warn({ task: formatId(session.task), round: session.round, reason }, 'session aborted');
    if (session.round > 0) {
      this.#misfortunes.set(
        id,
        `the session of task ${formatId(session.task)} was aborted in round ${session.round}: ${reason}`,
      );
    }
  }

  /**
   * What was sent before must be mined, or gone, before anything is sent: a report whose call was given up may still be
   * mined, and a second one would only cost gas.
   * @throws Error otherwise: the next look asks again.
   */
  async #requireSettled(): Promise<void> {
    if (await this.#options.chain.hasUnmined()) {
      throw new Error('a transaction of the account is not mined yet, and nothing else is sent before it is');
    }
  }

  /** Draws the epoch that one of the registrations waits for, when it is this worker's turn and pays. */
  async #finalize(registrations: readonly Worker[], head: Head): Promise<void> {
    const { chain, finalize = 'auto', logger, pool } = this.#options;
    const last = registrations.at(-1);
    if (finalize === 'never' || last === undefined || this.#stopping.signal.aborted) return;
    const { epoch, index } = unpackId(last.id);
    if (epoch <= this.#finalizedEpoch) return;
    const state = await chain.poolState(pool);
    if (state.epoch !== epoch) return;
    const [config, isUnsettled] = await Promise.all([chain.poolConfig(pool), chain.hasUnmined()]);
    const facts = { block: head.number, index, state, config, isUnsettled };
    // Only who would draw, were it free, asks what it costs.
    if (decideToFinalize({ ...facts, cost: 0n }).kind === 'wait') return;
    try {
      const decision = decideToFinalize({ ...facts, cost: await chain.finalizeCost(pool) });
      if (decision.kind === 'wait') {
        logger.debug({ epoch, reason: decision.reason }, 'does not draw the epoch');
        return;
      }
      // Before it is sent: a transaction whose call was given up may still be mined.
      this.#finalizedEpoch = epoch;
      const { hash, gasUsed } = await chain.finalize(pool);
      logger.info({ epoch, hash, gasUsed: gasUsed.toString() }, 'drew the epoch');
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      // The beacon may not know the block that decides, or somebody was faster: neither is trouble.
      const wasSent = this.#finalizedEpoch === epoch;
      logger[wasSent ? 'info' : 'debug']({ epoch, reason: (error as Error).message }, 'drawing the epoch was refused');
    }
  }

  async #report(id: bigint, session: CommitteeSession): Promise<void> {
    const { chain, logger } = this.#options;
    if (this.#unreportable.has(session) || (await chain.hasReported(id))) return;
    await this.#requireSettled();
    try {
      const { friends } = session;
      const { hash, gasUsed } = await chain.report(id, friends);
      logger.info({ task: formatId(session.task), friends, hash, gasUsed: gasUsed.toString() }, 'reported');
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      // Somebody relayed our signed report before us: that is as good.
      if (refusal === 'AlreadyReported') return;
      this.#unreportable.add(session);
      this.#misfortunes.set(
        id,
        `the report of task ${formatId(session.task)} was refused: ${(error as Error).message}`,
      );
      logger.error({ task: formatId(session.task), reason: (error as Error).message }, 'report refused');
    }
  }

  async #claim(id: bigint, head: Head): Promise<void> {
    const { chain, logger } = this.#options;
    const { reward, collateral } = await chain.claimable(id);
    if (reward + collateral === 0n) {
      if (!this.#settled.has(id)) this.#settled.set(id, head.number);
      return;
    }
    this.#settled.delete(id);
    await this.#requireSettled();
    try {
      const { hash, gasUsed } = await chain.claim(id);
      const amounts = { reward: reward.toString(), collateral: collateral.toString(), gasUsed: gasUsed.toString() };
      logger.info({ worker: formatId(id), ...amounts, hash }, 'claimed');
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      // The chain's clock may be behind ours; the next look tries again.
      logger.info({ worker: formatId(id), reason: (error as Error).message }, 'claim refused for now');
    }
  }
}

/** Runs a worker until SIGTERM or SIGINT. @throws like `WorkerDaemon.start`. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const daemon = await WorkerDaemon.start(options);
  await runUntilSignal(daemon, options.logger);
}
