/** The work of one prover on one request: fetches the facts that `nextAction` asks for, and performs the action. */
import {
  type Bringing,
  deadlineOf,
  hasConsent,
  type Head,
  type IncentiveGap,
  lastConsentBlock,
  refusalOf,
  type RequestFacts,
  SmartCastError,
} from '@smartcast/client';
import { act, decide, JournalError } from '@smartcast/hosting';
import type { Code, RequestDecision } from './codes.ts';
import type { ProverContext } from './context.ts';
import { DELIVER_GAS, type OwedProof, SETTLE_GAS } from './decision.ts';
import {
  type ChainState,
  type DecidedAction,
  nextAction,
  type Preparation,
  type RequestAction,
  type RequestOrder,
  type Step,
} from './next-action.ts';
import type { Seating } from './seating.ts';
import { WitnessCheck } from './witness.ts';

/** Codes of a request whose proof may still have to be made. */
const UNPROVED: ReadonlySet<Code> = new Set(['CheckingWitness', 'AwaitingConsent', 'Proving']);

/** Codes of a request that the prover has delivered for. */
const UNSETTLED: ReadonlySet<Code> = new Set(['Delivered', 'Closing', 'Settling']);

export class RequestWork {
  readonly id: string;
  readonly #context: ProverContext;
  readonly #witness: WitnessCheck;
  #facts: RequestFacts;
  #action: DecidedAction = { ...decide('AwaitingDraw', 'not looked at yet'), isObliged: false };
  #gap: IncentiveGap | undefined;
  /** While a proof is made, the block in which it is done at the latest. */
  #provingUntil: number | undefined;
  /** A proof that the journal does not hold yet. */
  #made: Uint8Array | undefined;
  #attempts = 0;
  /** Facts fetched and calls refused since the prover looks at the request this time. */
  #seating: Seating | undefined;
  #bringing: Bringing | string | undefined;
  #refusals: Partial<Record<Step, string>> = {};

  constructor(facts: RequestFacts, context: ProverContext) {
    this.id = facts.id;
    this.#facts = facts;
    this.#context = context;
    this.#witness = new WitnessCheck(facts, context);
  }

  get decision(): RequestDecision {
    const { code, reason } = this.#action;
    return { code, reason };
  }

  get deadline(): number {
    return deadlineOf(this.#facts);
  }

  /** Whether the absence of this prover costs bonds; known after its first look. */
  get isObliged(): boolean {
    return this.#action.isObliged;
  }

  /** The proof that the prover is bound to make, before it begins. */
  get owedProof(): OwedProof | undefined {
    if (!this.#isBound || this.isProving || this.#hasProof()) return undefined;
    return { from: hasConsent(this.#facts) ? 0 : lastConsentBlock(this.#facts), due: this.deadline };
  }

  /** Gas of the transactions to come. */
  get gasOwed(): bigint {
    const { code } = this.#action;
    if (this.#isBound || code === 'Proving' || code === 'Delivering') return DELIVER_GAS + SETTLE_GAS;
    return UNSETTLED.has(code) ? SETTLE_GAS : 0n;
  }

  get provingUntil(): number | undefined {
    return this.#provingUntil;
  }

  get isProving(): boolean {
    return this.#provingUntil !== undefined;
  }

  /** Whether only a proof is missing, and nobody makes it. */
  get wantsProof(): boolean {
    return this.#action.todo?.kind === 'prove' && !this.isProving && !this.#hasProof();
  }

  /** Does what is due. @throws what the chain's transport or the journal throws: then the decision is as before. */
  async attend(facts: RequestFacts, chainState: ChainState): Promise<void> {
    this.#facts = facts;
    this.#seating = undefined;
    this.#bringing = undefined;
    this.#refusals = {};
    const action = await act<Preparation, DecidedAction>(
      () => this.#nextAction(chainState),
      (preparation) => this.#prepare(preparation),
      (decided) => this.#perform(decided, chainState.head),
    );
    const { code, reason } = action;
    if (code !== this.#action.code) {
      const { logger, metrics } = this.#context;
      metrics.decisions.inc({ code });
      logger.info({ request: this.id, code, reason }, 'decided');
    }
    this.#action = action;
  }

  /** Makes the proof and writes it down. Never throws. @param head the latest block. */
  async prove(head: number): Promise<void> {
    const { metrics, logger, policy, signal } = this.#context;
    const started = performance.now();
    this.#provingUntil = head + policy.provingBlocks;
    try {
      this.#made = await this.#witness.provable!.prove();
      metrics.proofs.inc({ result: 'made' });
      logger.info({ request: this.id, ms: Math.round(performance.now() - started) }, 'proved');
      this.#writeProof();
    } catch (error) {
      // A shutdown is no failure, and a proof that the journal does not take now can be written later.
      if (signal.aborted || error instanceof JournalError) return;
      const { message } = error as Error;
      metrics.proofs.inc({ result: 'failed' });
      logger.error({ request: this.id, reason: message }, 'proving failed');
      this.#fail(`proving ${this.id} failed: ${message}`);
    } finally {
      this.#provingUntil = undefined;
      metrics.provingSeconds.inc((performance.now() - started) / 1000);
    }
  }

  /** Tells that the contract refused a delivery in a block. */
  deliveryReverted(): void {
    this.#attempts++;
  }

  get #isBound(): boolean {
    const { code, isObliged } = this.#action;
    return code === 'Consenting' || (isObliged && UNPROVED.has(code));
  }

  #nextAction(chainState: ChainState): RequestAction {
    const { breaker, chain, journal, load, policy, settles, systems } = this.#context;
    return nextAction(this.#facts, journal.record(this.id), {
      ...chainState,
      address: chain.address,
      policy,
      settles,
      isKnownVerifier: systems.has(this.#facts.terms.verifier.toLowerCase()),
      seating: this.#seating,
      bringing: this.#bringing,
      gap: this.#gap,
      witness: this.#witness.state,
      attempts: this.#attempts,
      pausedAfter: breaker.isOpen ? breaker.failures.length : undefined,
      hasUnwrittenProof: this.#made !== undefined,
      load: load(this),
      refusals: this.#refusals,
    });
  }

  async #prepare(preparation: Preparation): Promise<void> {
    const { chain, coins } = this.#context;
    const { terms } = this.#facts;
    if (preparation.prepare === 'seating') this.#seating = await this.#findSeat();
    else if (preparation.prepare === 'bringing') this.#bringing = await this.#findBringing();
    else if (preparation.prepare === 'gap') this.#gap = await chain.incentiveGap(terms);
    else if (preparation.prepare === 'coin') coins.isHeads(this.id, terms.probability);
    else this.#writeProof();
  }

  /** @returns whether it was done; after a refusal it is decided again. The daemon begins proofs later, see `prove`. */
  async #perform({ todo }: DecidedAction, head: Head): Promise<boolean> {
    if (todo?.kind === 'checkWitness') this.#witness.check(head.number);
    if (todo?.kind === 'forgetProof') {
      this.#context.journal.forgetProof(this.id);
      this.#fail(`the proof for ${this.id} was refused`);
    }
    if (todo?.kind !== 'send') return true;
    if (todo.keepsBatch) this.#witness.keep();
    return this.#send(todo.order, head);
  }

  async #findSeat(): Promise<Seating> {
    const { chain } = this.#context;
    const place = chain.placeIn(this.#facts);
    if (place === undefined) return 'NotOnRoster';
    const seed = await chain.seedOf(this.#facts);
    if (seed === undefined) return { awaitsDraw: true, place };
    const seat = chain.seatAt(this.#facts, seed, place);
    return seat === undefined ? 'NoSeat' : { place, seat };
  }

  /** What brings the random value of the draw, or why nothing does. */
  async #findBringing(): Promise<Bringing | string> {
    try {
      return (await this.#context.chain.bringing(this.#facts.opening.moment)) ?? 'nobody has to bring it';
    } catch (error) {
      if (error instanceof SmartCastError && error.code.startsWith('Beacon')) return error.message;
      throw error;
    }
  }

  /** @returns whether the transaction is on its way; otherwise it was refused. */
  async #send({ step, ...order }: RequestOrder, head: Head): Promise<boolean> {
    try {
      await this.#context.outbox.submit({ purpose: `${step} ${this.id}`, ...order }, head);
      return true;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      this.#refusals = { ...this.#refusals, [step]: refusal };
      return false;
    }
  }

  #hasProof(): boolean {
    return this.#made !== undefined || this.#context.journal.proof(this.id) !== undefined;
  }

  #writeProof(): void {
    if (this.#made === undefined) return;
    this.#context.journal.recordProof(this.id, this.#made);
    this.#made = undefined;
  }

  #fail(reason: string): void {
    this.#attempts++;
    this.#context.breaker.failed(reason);
  }
}
