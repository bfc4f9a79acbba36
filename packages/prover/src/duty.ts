/** What one prover does for one request: all of it follows from the chain, the journal and the request's witness. */
import {
  acceptCall,
  deadlineOf,
  deliverCall,
  drawCall,
  type ContractCall,
  hasConsent,
  type IncentiveGap,
  lastAcceptBlock,
  lastOpenBlock,
  type RequestFacts,
  settleCall,
} from '@smartcast/client';
import { JournalError } from '@smartcast/hosting';
import { refusalOf } from './chain-port.ts';
import {
  canKeepUp,
  type Decision,
  DELIVER_GAS,
  isIncentiveCompatible,
  isInTime,
  type Job,
  lossOf,
  objectionToBond,
  type Offer,
  partOf,
  povertyOf,
  SETTLE_GAS,
} from './decision.ts';
import { gainsOf } from './settlement.ts';
import { Witness } from './witness.ts';
import type { Order } from './outbox.ts';
import type { Situation, Workshop } from './workshop.ts';

/** Failed proofs or deliveries of one request after which the prover gives it up. */
const MOST_ATTEMPTS = 3;
/** How long the beacon holds its word; later it gives another one. */
const BEACON_BLOCKS = 256;
/** Committee provers leave the record of the draw to others until this many blocks before the word is lost. */
const DRAW_RESERVE = 32;
/** Blocks that each prover with a share leaves to the one before it to settle, so that not all pay for it. */
const SETTLE_TURN = 2;

/** First word of the purpose of acceptances, the only transactions that send money along. */
const ACCEPT = 'accept';

/** Codes of a duty whose proof may still have to be made. */
const UNPROVED = new Set<Decision['code']>(['CheckingWitness', 'AwaitingConsent', 'Proving']);

/** Codes of a duty that has delivered. */
const UNSETTLED = new Set<Decision['code']>(['Delivered', 'Closing', 'Settling']);

/** The prover's seat in a request. */
interface Post {
  readonly seat: number;
  readonly place: number;
  readonly isDesignate: boolean;
  readonly hasAccepted: boolean;
  /** It has accepted, or its acceptance may be on its way. */
  readonly isPromised: boolean;
  /** Its absence costs bonds: no other designate has delivered. */
  readonly isObliged: boolean;
}

export class Duty {
  readonly id: string;
  readonly #workshop: Workshop;
  readonly #witness: Witness;
  #facts: RequestFacts;
  #decision: Decision = { code: 'AwaitingDraw', reason: 'not looked at yet' };
  #gap: IncentiveGap | undefined;
  /** While a proof is made, the block in which it is done at the latest. */
  #provingUntil: number | undefined;
  #isObliged = false;
  /** A proof that is not written down yet. */
  #made: Uint8Array | undefined;
  #attempts = 0;

  constructor(facts: RequestFacts, workshop: Workshop) {
    this.id = facts.id;
    this.#facts = facts;
    this.#workshop = workshop;
    this.#witness = new Witness(facts, workshop);
  }

  get decision(): Decision {
    return this.#decision;
  }

  get deadline(): number {
    return deadlineOf(this.#facts);
  }

  /** Whether its absence costs bonds; known once it has looked. */
  get isObliged(): boolean {
    return this.#isObliged;
  }

  /** The proof that the prover is bound to make, before it begins. */
  get job(): Job | undefined {
    if (!this.#isBound || this.isProving || this.#hasProof()) return undefined;
    return { from: hasConsent(this.#facts) ? 0 : lastAcceptBlock(this.#facts), due: this.deadline };
  }

  /** Of the transactions to come. */
  get gasOwed(): bigint {
    const { code } = this.#decision;
    if (this.#isBound || code === 'Proving' || code === 'Delivering') return DELIVER_GAS + SETTLE_GAS;
    return UNSETTLED.has(code) ? SETTLE_GAS : 0n;
  }

  get provingUntil(): number | undefined {
    return this.#provingUntil;
  }

  get isProving(): boolean {
    return this.#provingUntil !== undefined;
  }

  /** Whether all that is missing is a proof, and nobody makes it. */
  get wantsProof(): boolean {
    return this.#decision.code === 'Proving' && !this.isProving && !this.#hasProof();
  }

  /** Does what is due. @throws what the chain's transport or the journal throws: then the decision is as before. */
  async attend(facts: RequestFacts, situation: Situation): Promise<void> {
    this.#facts = facts;
    const decision = await this.#decide(facts, situation);
    const { code, reason } = decision;
    if (code !== this.#decision.code) {
      const { logger, metrics } = this.#workshop;
      metrics.decisions.inc({ code });
      logger.info({ request: this.id, code, reason }, 'decided');
    }
    this.#decision = decision;
  }

  /** Makes the proof and writes it down. Never throws. @param head the latest block. */
  async prove(head: number): Promise<void> {
    const { metrics, logger, policy, signal } = this.#workshop;
    const started = performance.now();
    this.#provingUntil = head + policy.provingBlocks;
    try {
      this.#made = await this.#witness.provable!.prove();
      metrics.proofs.inc({ result: 'made' });
      logger.info({ request: this.id, ms: Math.round(performance.now() - started) }, 'proved');
      this.#keepProof();
    } catch (error) {
      // What the shutdown cuts off is no failure, and what cannot be written down now can be later.
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

  /** A delivery was in a block, and the contract refused it there. */
  deliveryReverted(): void {
    this.#attempts++;
  }

  get #isBound(): boolean {
    const { code } = this.#decision;
    return code === 'Accepting' || (this.#isObliged && UNPROVED.has(code));
  }

  async #decide(facts: RequestFacts, situation: Situation): Promise<Decision> {
    const { head } = situation;
    if (facts.payout !== undefined) return decide('Settled', `settled in block ${facts.settledAt}`);
    if (head.number + 1 > lastOpenBlock(facts)) return this.#close(facts, situation);
    const post = await this.#postIn(facts);
    if ('code' in post) return post;
    this.#isObliged = post.isObliged;
    if (facts.delivered.some(({ seat }) => seat === post.seat)) return decide('Delivered', `on seat ${post.seat}`);
    return (
      (await this.#objectToTerms(facts, post, situation)) ??
      this.#objectToTime(post, situation) ??
      this.#witness.objection(head.number) ??
      this.#objectByCoin(facts, post) ??
      (await this.#seekConsent(facts, post, situation)) ??
      (await this.#recordDraw(facts, post, situation)) ??
      (await this.#deliver(facts, post, situation))
    );
  }

  async #postIn(facts: RequestFacts): Promise<Post | Decision> {
    const { chain } = this.#workshop;
    const place = chain.placeIn(facts);
    if (place === undefined) return decide('NotSeated', 'not on the roster of the request');
    const seed = await chain.seedOf(facts);
    if (seed === undefined) return decide('AwaitingDraw', 'the beacon does not answer yet');
    const seat = chain.seatAt(facts, seed, place);
    if (seat === undefined) return decide('NotSeated', 'the draw gave it no seat');
    const isDesignate = seat < facts.terms.designates;
    const hasAccepted = facts.accepted.some((accepted) => accepted.seat === seat);
    const isPromised = hasAccepted || this.#isUnderWay(ACCEPT);
    // Until another designate has delivered, each reckons as if it were the only one that will.
    const isSafe = facts.delivered.some((delivered) => delivered.seat < facts.terms.designates);
    const isObliged = !isSafe && (isPromised || (isDesignate && facts.terms.insurance === 'pool'));
    return { seat, place, isDesignate, hasAccepted, isPromised, isObliged };
  }

  async #objectToTerms({ terms }: RequestFacts, post: Post, situation: Situation): Promise<Decision | undefined> {
    const { breaker, chain, policy, systems } = this.#workshop;
    if (!systems.has(terms.verifier.toLowerCase())) return decide('UnknownVerifier', terms.verifier);
    if (this.#attempts >= MOST_ATTEMPTS) return decide('GaveUp', `after ${this.#attempts} failures`);
    if (breaker.isOpen && !post.isObliged)
      return decide('Paused', `after ${breaker.failures.length} failures in a row`);
    if (post.isPromised && post.isObliged) return undefined;
    const gap = (this.#gap ??= await chain.incentiveGap(terms));
    const { gasPrice, holdings } = situation;
    const atStake = terms.insurance === 'pool' && post.isObliged ? partOf(terms.bond, holdings) : 0n;
    const offer: Offer = { terms, isDesignate: post.isDesignate, gap, atStake, gasPrice };
    if (!isIncentiveCompatible(offer)) {
      return decide('NotIncentiveCompatible', `gap of ${post.isDesignate ? gap.designate : gap.member} wei`);
    }
    const loss = lossOf(offer, policy);
    if (loss !== undefined) return decide('Unprofitable', loss);
    const isAsked = post.isDesignate && terms.insurance === 'consent' && !post.isPromised;
    return isAsked ? objectionToBond(terms, policy) : undefined;
  }

  #objectToTime(post: Post, { head }: Situation): Decision | undefined {
    const { journal, policy } = this.#workshop;
    if (this.#isUnderWay('deliver')) return undefined;
    // Who is obliged tries to the end: proving may be faster than said.
    const isReady = post.isObliged || journal.proof(this.id) !== undefined;
    const needed = isReady ? 0 : policy.provingBlocks;
    const { deadlineMargin } = post.isObliged ? { deadlineMargin: 0 } : policy;
    if (isInTime(head.number + needed, this.deadline, { deadlineMargin })) return undefined;
    return decide('TooLate', `block ${head.number}, deadline ${this.deadline}`);
  }

  #objectByCoin({ terms }: RequestFacts, { isDesignate }: Post): Decision | undefined {
    if (isDesignate || this.#workshop.coins.isHeads(this.id, terms.probability)) return undefined;
    return decide('CoinSaysNo', `probability ${terms.probability}`);
  }

  async #seekConsent(facts: RequestFacts, post: Post, situation: Situation): Promise<Decision | undefined> {
    if (hasConsent(facts)) return undefined;
    if (post.hasAccepted || !post.isDesignate) return decide('AwaitingConsent', 'not all designates have accepted');
    const call = acceptCall(facts, post.place);
    if (!post.isPromised) {
      const objection = this.#objectToPromise(facts, call.value, situation);
      if (objection !== undefined) return objection;
      this.#witness.keep();
    }
    return this.#submit(ACCEPT, call, situation, 'Accepting', { lastBlock: lastAcceptBlock(facts) });
  }

  /** What stands against a promise that everything else speaks for. @param bond in wei. */
  #objectToPromise(facts: RequestFacts, bond: bigint, situation: Situation): Decision | undefined {
    const { journal, policy } = this.#workshop;
    const { gasPrice, head, holdings } = situation;
    const lastBlock = lastAcceptBlock(facts);
    if (!isInTime(head.number, lastBlock, policy)) {
      return decide('TooLate', `block ${head.number}, acceptances end with ${lastBlock}`);
    }
    const fate = journal.transaction(`${ACCEPT} ${this.id}`)?.fate;
    if (fate === 'lost' || fate === 'reverted') return decide('Refused', 'the consent was sent, and came to nothing');
    const open = journal.openTransactions();
    // What it takes is known once it is in a block.
    if (open.some(({ purpose }) => purpose.startsWith(`${ACCEPT} `))) {
      return decide('Busy', 'another consent is on its way');
    }
    const { gasOwed, ...load } = this.#workshop.load(this);
    if (!canKeepUp(head.number, { from: lastBlock, due: this.deadline }, load, policy)) {
      return decide('Busy', `${load.owed.length + load.busy.length} proofs are owed or being made`);
    }
    const underWay = new Set(open.map(({ nonce }) => nonce)).size;
    const poverty = povertyOf({ funds: holdings.funds, underWay, gasOwed, gasPrice }, bond);
    return poverty === undefined ? undefined : decide('TooLittleFunds', poverty);
  }

  /** Where the beacon would forget its word before the deadline, and this seat with it. */
  async #recordDraw(facts: RequestFacts, { isDesignate }: Post, situation: Situation): Promise<Decision | undefined> {
    const { openedAt } = facts.opening;
    const isKept = facts.seed !== undefined || this.deadline <= openedAt + BEACON_BLOCKS;
    const isUrgent = situation.head.number > openedAt + BEACON_BLOCKS - DRAW_RESERVE;
    if (isKept || !(isDesignate || isUrgent)) return undefined;
    const decision = await this.#submit('draw', drawCall(facts), situation, 'Proving', { lastBlock: this.deadline });
    const isFailure = decision.code === 'Refused' && decision.reason !== 'AlreadyDrawn';
    return isFailure ? decision : undefined;
  }

  async #deliver(facts: RequestFacts, { place }: Post, situation: Situation): Promise<Decision> {
    const { journal } = this.#workshop;
    this.#keepProof();
    const proof = journal.proof(this.id);
    if (proof === undefined) return decide('Proving', `until block ${this.deadline}`);
    const call = deliverCall(facts, place, proof);
    const decision = await this.#submit('deliver', call, situation, 'Delivering', { lastBlock: this.deadline });
    if (decision.code === 'Refused' && decision.reason === 'InvalidProof') {
      journal.forgetProof(this.id);
      this.#fail(`the proof for ${this.id} was refused`);
    }
    return decision;
  }

  /** After the last block in which anybody can act for it. */
  async #close(facts: RequestFacts, situation: Situation): Promise<Decision> {
    const { chain, settles } = this.#workshop;
    const gains = gainsOf(facts);
    const turn = [...gains.keys()].indexOf(chain.address);
    if (turn < 0) return decide('Over', 'nothing of it goes to this prover');
    if (!settles) return decide('Over', 'settling is left to others');
    const first = lastOpenBlock(facts) + turn * SETTLE_TURN;
    if (situation.head.number < first) return decide('Closing', `settles after block ${first}`);
    const worth = gains.get(chain.address)!;
    return this.#submit('settle', settleCall(facts), situation, 'Settling', { worth });
  }

  async #submit(
    step: string,
    call: ContractCall,
    { head }: Situation,
    code: Decision['code'],
    limits: Pick<Order, 'lastBlock' | 'worth'>,
  ): Promise<Decision> {
    const order = { purpose: `${step} ${this.id}`, call, ...limits };
    try {
      await this.#workshop.outbox.submit(order, head);
      return decide(code, `${step} sent`);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return decide('Refused', refusal);
    }
  }

  #hasProof(): boolean {
    return this.#made !== undefined || this.#workshop.journal.proof(this.id) !== undefined;
  }

  #keepProof(): void {
    if (this.#made === undefined) return;
    this.#workshop.journal.recordProof(this.id, this.#made);
    this.#made = undefined;
  }

  #isUnderWay(step: string): boolean {
    const last = this.#workshop.journal.transaction(`${step} ${this.id}`);
    return last !== undefined && last.fate === undefined;
  }

  #fail(reason: string): void {
    this.#attempts++;
    this.#workshop.breaker.failed(reason);
  }
}

function decide(code: Decision['code'], reason: string): Decision {
  return { code, reason };
}
