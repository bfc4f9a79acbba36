/**
 * The prover daemon: follows an escrow for the requests that draw one account, makes the proofs that it is willing to make,
 * delivers, settles and withdraws. Its actions follow from the chain and its journal alone. So it can be stopped or killed
 * at any time and started again: it flips no coin and makes or delivers no proof twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Head, refusalOf, type RequestFacts, withdrawCall } from '@smartcast/client';
import {
  follow,
  HttpServer,
  type JournalPlace,
  type Meter,
  Outbox,
  type Outcome,
  runUntilSignal,
} from '@smartcast/hosting';
import type { BatchSource } from './batch-source.ts';
import { Breaker } from './breaker.ts';
import type { ProverPort } from './chain-port.ts';
import { type Bits, Coins } from './coin.ts';
import { mayBegin, type Policy } from './decision.ts';
import { RequestWork } from './request-work.ts';
import { proverApi, type ProverSource } from './http-api.ts';
import { openStore, ProverJournal } from './journal.ts';
import { ProverMetrics } from './metrics.ts';
import type { ProofSystem } from './proof-system.ts';
import { healthOf, statusOf } from './status.ts';
import type { ProverContext } from './context.ts';
import type { ChainState } from './next-action.ts';

const POLL_MS = 1_000;
/** Blocks after which the daemon forgets a finished request: a deeper reorganisation goes unnoticed. */
const FINAL_BLOCKS = 64;
/** How long a shutdown waits for a call to the chain. */
const STOP_MS = 3_000;
/** Gas of `withdraw`, rounded up. */
const WITHDRAW_GAS = 50_000n;
/** Least balance that is withdrawn by default, as a multiple of the gas's cost. */
const WORTHWHILE = 20n;

export interface ProverOptions {
  readonly chain: ProverPort;
  /** Proof systems by the verifier's address: the only ones that the prover works for. */
  readonly systems: ReadonlyMap<string, ProofSystem>;
  readonly batches: BatchSource;
  readonly policy: Policy;
  /** Failures in a row after which no new work is taken. */
  readonly mostFailures: number;
  /** Whether to settle requests that the prover has a share in. */
  readonly settles: boolean;
  /** Least balance that is withdrawn, in wei; by default a multiple of the gas that it costs. */
  readonly withdrawFrom?: bigint | undefined;
  /** Address of the HTTP API: only the operator should reach it. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The account's journal. No other daemon may use it, and it must not get lost while a request is open. */
  readonly journal: JournalPlace;
  readonly logger: Logger;
  /** Pause between looks at the chain, in ms. */
  readonly pollMs?: number;
  readonly bits?: Bits;
}

export class ProverDaemon implements ProverSource {
  readonly metrics: ProverMetrics;
  readonly #options: ProverOptions;
  readonly #context: ProverContext;
  readonly #work = new Map<string, RequestWork>();
  /** Requests with nothing left to do. */
  readonly #done = new Set<string>();
  readonly #proofs = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #server!: HttpServer;
  #chainState: ChainState | undefined;
  #chainTrouble: string | undefined;
  #following: Promise<void> = Promise.resolve();

  /** @throws JournalError or ListenError, as a rejection, if the journal or the port cannot be had. */
  static async start(options: ProverOptions): Promise<ProverDaemon> {
    const daemon = new ProverDaemon(options);
    try {
      daemon.#server = await HttpServer.open(options.listen, proverApi(daemon));
    } catch (error) {
      daemon.#context.journal.close();
      throw error;
    }
    const { logger, pollMs = POLL_MS } = options;
    logger.info({ account: options.chain.address, port: daemon.port }, 'prover listens');
    daemon.#following = follow({
      look: () => daemon.#look(),
      pollMs,
      signal: daemon.#stopping.signal,
      logger,
      onTrouble: (trouble) => (daemon.#chainTrouble = trouble),
      onFailure: () => daemon.metrics.chainErrors.inc(),
    });
    return daemon;
  }

  private constructor(options: ProverOptions) {
    const { chain, logger, mostFailures } = options;
    const journal = new ProverJournal(openStore(options.journal));
    this.#options = options;
    this.metrics = new ProverMetrics({
      decisions: () => [...this.#work.values()].map(({ decision }) => decision),
      isPaused: () => this.#context.breaker.isOpen,
      money: () => {
        const { bond = 0n, balance = 0n, funds = 0n } = this.#chainState?.holdings ?? {};
        return { bond, balance, funds };
      },
    });
    this.#context = {
      ...options,
      systems: new Map([...options.systems].map(([verifier, system]) => [verifier.toLowerCase(), system])),
      journal,
      outbox: new Outbox(chain, journal, logger, isVoluntary),
      load: (except) => {
        const others = [...this.#work.values()].filter((work) => work !== except);
        return {
          owed: others.map((work) => work.owedProof).filter((proof) => proof !== undefined),
          busy: others.map(({ provingUntil }) => provingUntil).filter((block) => block !== undefined),
          gasOwed: others.reduce((sum, work) => sum + work.gasOwed, 0n),
        };
      },
      coins: new Coins(journal, options.bits),
      breaker: new Breaker(journal, mostFailures),
      metrics: this.metrics,
      signal: this.#stopping.signal,
    };
  }

  get meter(): Meter {
    return this.metrics.meter;
  }

  get port(): number {
    return this.#server.port;
  }

  health(): string[] {
    const reasons = healthOf(this.#context, this.#chainState);
    return this.#chainTrouble === undefined ? reasons : [this.#chainTrouble, ...reasons];
  }

  status(): object {
    return { ...statusOf(this.#context, this.#chainState, this.#work.values()), health: this.health() };
  }

  resume(): void {
    this.#context.breaker.reset();
    this.#options.logger.info('resumed by the operator');
  }

  /**
   * Checks that the journal is the account's. Every look does so first: the node may have changed to another chain.
   * @throws JournalError if it is another account's.
   */
  async claimJournal(): Promise<void> {
    const { chain, journal } = this.#context;
    journal.claim({ account: chain.address, ...(await chain.identity()) });
  }

  /** Loses only a proof in the making: every decision is in the journal, and a restart goes on from there. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await Promise.race([this.#following, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#server.close();
    await Promise.all([...new Set(this.#context.systems.values())].map((system) => system.close()));
    await Promise.race([Promise.all(this.#proofs), sleep(STOP_MS, undefined, { ref: false })]);
    this.#context.journal.close();
    this.#options.logger.info('stopped');
  }

  async #look(): Promise<void> {
    const { chain, outbox } = this.#context;
    await this.claimJournal();
    const head = await chain.head();
    const errors: unknown[] = [];
    // A node that takes no transactions may still answer calls.
    const outcomes = await outbox.tend(head).catch((error: unknown) => {
      errors.push(error);
      return [];
    });
    outcomes.forEach((outcome) => this.#learn(outcome));
    const [gasPrice, holdings] = await Promise.all([chain.gasPrice(), chain.holdings()]);
    const chainState: ChainState = { head, gasPrice, holdings };
    this.#chainState = chainState;
    const requests = await chain.requests();
    this.#forgetMissing(requests);
    for (const facts of requests.filter(({ id }) => !this.#done.has(id))) {
      if (this.#stopping.signal.aborted) return;
      await this.#attend(facts, chainState).catch((error: unknown) => errors.push(error));
    }
    this.#startProofs(head);
    await this.#withdraw(chainState).catch((error: unknown) => errors.push(error));
    // One request in trouble must not keep the others waiting.
    if (errors.length > 0) throw errors[0];
  }

  #learn({ purpose, fate }: Outcome): void {
    const [step, id] = purpose.split(' ') as [string, string | undefined];
    this.metrics.transactions.inc({ purpose: step, fate });
    if (step !== 'deliver') return;
    if (fate === 'succeeded') this.#context.breaker.reset();
    if (fate === 'reverted') {
      this.#context.breaker.failed(`the delivery of ${id} was reverted`);
      this.#work.get(id!)?.deliveryReverted();
    }
  }

  /** Forgets requests that a reorganisation, or another chain behind the same address, took away. */
  #forgetMissing(requests: readonly RequestFacts[]): void {
    const known = new Set(requests.map(({ id }) => id));
    for (const id of [...this.#work.keys(), ...this.#done]) {
      if (known.has(id)) continue;
      this.#work.delete(id);
      this.#done.delete(id);
    }
  }

  async #attend(facts: RequestFacts, chainState: ChainState): Promise<void> {
    const work = this.#work.get(facts.id) ?? new RequestWork(facts, this.#context);
    this.#work.set(facts.id, work);
    await work.attend(facts, chainState);
    const isOver = work.decision.code === 'Settled' || work.decision.code === 'Over';
    const overSince = facts.settledAt ?? work.deadline;
    if (!isOver || chainState.head.number < overSince + FINAL_BLOCKS) return;
    this.#context.journal.forgetWork(facts.id);
    this.#work.delete(facts.id);
    this.#done.add(facts.id);
  }

  /** Begins proofs: first those that bonds depend on, then the most urgent; none that could make a promised one late. */
  #startProofs({ number }: Head): void {
    const { policy } = this.#options;
    const waiting = [...this.#work.values()].filter((work) => work.wantsProof);
    const urgency = (a: RequestWork, b: RequestWork) =>
      Number(b.isObliged) - Number(a.isObliged) || a.deadline - b.deadline;
    for (const work of waiting.toSorted(urgency)) {
      if (this.#proofs.size >= policy.parallel) return;
      if (!mayBegin(number, work.owedProof, this.#context.load(work), policy)) continue;
      const proof = work.prove(number).finally(() => this.#proofs.delete(proof));
      this.#proofs.add(proof);
    }
  }

  /** Withdraws all that settled requests paid, in one transaction. */
  async #withdraw({ head, gasPrice, holdings }: ChainState): Promise<void> {
    const { outbox, chain } = this.#context;
    const least = this.#options.withdrawFrom ?? WORTHWHILE * WITHDRAW_GAS * gasPrice;
    if (holdings.balance === 0n || holdings.balance < least) return;
    try {
      await outbox.submit({ purpose: 'withdraw', call: withdrawCall(chain.address), worth: holdings.balance }, head);
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      this.#options.logger.info({ reason: (error as Error).message }, 'withdrawal refused for now');
    }
  }
}

/** A prover is bound by its consent only once that is in a block, and nobody is to bring a random value. */
const isVoluntary = (purpose: string): boolean => /^(bring|consent) /.test(purpose);

/** Runs a prover until SIGTERM or SIGINT. @throws like `ProverDaemon.start` and, at the beginning, `claimJournal`. */
export async function runProver(options: ProverOptions): Promise<void> {
  const daemon = await ProverDaemon.start(options);
  try {
    await daemon.claimJournal();
    await runUntilSignal(daemon, options.logger);
  } finally {
    await daemon.stop();
  }
}
