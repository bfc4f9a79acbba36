/** What one prover does for one request: all of it follows from the chain, the journal and the request's witness. */
import { acceptCall, deliverCall, drawCall, type EscrowCall, settleCall } from '../chain/escrow-calls.ts';
import type { IncentiveGap, RequestFacts } from '../chain/escrow-types.ts';
import { deadlineOf, hasConsent, lastAcceptBlock, lastOpenBlock, participantsOf } from '../chain/request-status.ts';
import { JournalError } from '../daemon/store.ts';
import { refusalOf } from './chain-port.ts';
import { canKeepUp, type Decision, isIncentiveCompatible, isInTime, lossOf, type Offer, partOf } from './decision.ts';
import { Witness } from './witness.ts';
import type { Situation, Workshop } from './workshop.ts';

/** Failed proofs or deliveries of one request after which the prover gives it up. */
const MOST_ATTEMPTS = 3;
/** How long the beacon holds its word; later it gives another one. */
const BEACON_BLOCKS = 256;
/** Committee provers leave the record of the draw to others until this many blocks before the word is lost. */
const DRAW_RESERVE = 32;
/** Blocks that each prover with a share leaves to the one before it to settle, so that not all pay for it. */
const SETTLE_TURN = 2;

/** Codes of a duty whose proof may still have to be made. */
const UNPROVED = new Set<Decision['code']>(['CheckingWitness', 'AwaitingConsent', 'Proving']);

/** The prover's seat in a request. */
interface Post {
  readonly seat: number;
  readonly place: number;
  readonly isDesignate: boolean;
  /** It has accepted, and its own bond is at stake. */
  readonly isPromised: boolean;
  /** Its absence costs bonds. */
  readonly isObliged: boolean;
}

export class Duty {
  readonly id: string;
  readonly #workshop: Workshop;
  readonly #witness: Witness;
  #facts: RequestFacts;
  #decision: Decision = { code: 'AwaitingDraw', reason: 'not looked at yet' };
  #gap: IncentiveGap | undefined;
  #isProving = false;
  #isObliged = false;
  /** A proof that is not written down yet. */
  #made: Uint8Array | undefined;
  #attempts = 0;

  constructor(facts: RequestFacts, workshop: Workshop) {
    this.id = facts.id;
    this.#facts = facts;
    this.#workshop = workshop;
    this.#witness = new Witness(facts.terms, workshop);
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

  /** Whether the prover is bound to make a proof, or makes one. */
  get owesProof(): boolean {
    const { code } = this.#decision;
    const isBound = code === 'Accepting' || (this.#isObliged && UNPROVED.has(code));
    return this.#isProving || (isBound && !this.#hasProof());
  }

  get isProving(): boolean {
    return this.#isProving;
  }

  /** Whether all that is missing is a proof, and nobody makes it. */
  get wantsProof(): boolean {
    return this.#decision.code === 'Proving' && !this.#isProving && !this.#hasProof();
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

  /** Makes the proof and writes it down. Never throws. */
  async prove(): Promise<void> {
    const { metrics, logger, signal } = this.#workshop;
    const started = performance.now();
    this.#isProving = true;
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
      this.#isProving = false;
      metrics.provingSeconds.inc((performance.now() - started) / 1000);
    }
  }

  /** A delivery was in a block, and the contract refused it there. */
  deliveryReverted(): void {
    this.#attempts++;
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
    const isPromised = facts.accepted.some((accepted) => accepted.seat === seat);
    const isObliged = isPromised || (isDesignate && facts.terms.insurance === 'pool');
    return { seat, place, isDesignate, isPromised, isObliged };
  }

  async #objectToTerms({ terms }: RequestFacts, post: Post, situation: Situation): Promise<Decision | undefined> {
    const { breaker, chain, policy, systems } = this.#workshop;
    if (!systems.has(terms.verifier.toLowerCase())) return decide('UnknownVerifier', terms.verifier);
    if (this.#attempts >= MOST_ATTEMPTS) return decide('GaveUp', `after ${this.#attempts} failures`);
    if (breaker.isOpen && !post.isObliged)
      return decide('Paused', `after ${breaker.failures.length} failures in a row`);
    if (post.isPromised) return undefined;
    const gap = (this.#gap ??= await chain.incentiveGap(terms));
    const { gasPrice, holdings } = situation;
    const atStake = terms.insurance === 'pool' ? partOf(terms.bond, holdings) : 0n;
    const offer: Offer = { terms, isDesignate: post.isDesignate, gap, atStake, gasPrice };
    if (!isIncentiveCompatible(offer)) {
      return decide('NotIncentiveCompatible', `gap of ${post.isDesignate ? gap.designate : gap.member} wei`);
    }
    const loss = lossOf(offer, policy);
    return loss === undefined ? undefined : decide('Unprofitable', loss);
  }

  #objectToTime(post: Post, { head }: Situation): Decision | undefined {
    const { journal, policy } = this.#workshop;
    if (this.#isUnderWay('deliver')) return undefined;
    // Who is obliged tries to the end: proving may be faster than said.
    const isReady = post.isObliged || journal.proof(this.id) !== undefined;
    const needed = isReady ? 0 : policy.provingBlocks;
    if (isInTime(head.number + needed, this.deadline, policy)) return undefined;
    return decide('TooLate', `block ${head.number}, deadline ${this.deadline}`);
  }

  #objectByCoin({ terms }: RequestFacts, { isDesignate }: Post): Decision | undefined {
    if (isDesignate || this.#workshop.coins.isHeads(this.id, terms.probability)) return undefined;
    return decide('CoinSaysNo', `probability ${terms.probability}`);
  }

  async #seekConsent(facts: RequestFacts, post: Post, situation: Situation): Promise<Decision | undefined> {
    if (hasConsent(facts)) return undefined;
    if (post.isPromised || !post.isDesignate) return decide('AwaitingConsent', 'not all designates have accepted');
    const lastBlock = lastAcceptBlock(facts);
    const isInTimeToAccept = isInTime(situation.head.number, lastBlock, this.#workshop.policy);
    if (!isInTimeToAccept && !this.#isUnderWay('accept')) {
      return decide('TooLate', `block ${situation.head.number}, acceptances end with ${lastBlock}`);
    }
    const owed = this.#workshop.owed(this);
    if (!canKeepUp(situation.head.number, this.deadline, owed, this.#workshop.policy)) {
      return decide('Busy', `${owed.length} proofs are owed`);
    }
    return this.#submit('accept', acceptCall(facts, post.place), situation, 'Accepting', lastBlock);
  }

  /** Where the beacon would forget its word before the deadline, and this seat with it. */
  async #recordDraw(facts: RequestFacts, { isDesignate }: Post, situation: Situation): Promise<Decision | undefined> {
    const { openedAt } = facts.opening;
    const isKept = facts.seed !== undefined || this.deadline <= openedAt + BEACON_BLOCKS;
    const isUrgent = situation.head.number > openedAt + BEACON_BLOCKS - DRAW_RESERVE;
    if (isKept || !(isDesignate || isUrgent)) return undefined;
    const decision = await this.#submit('draw', drawCall(facts), situation, 'Proving', this.deadline);
    const isFailure = decision.code === 'Refused' && decision.reason !== 'AlreadyDrawn';
    return isFailure ? decision : undefined;
  }

  async #deliver(facts: RequestFacts, { place }: Post, situation: Situation): Promise<Decision> {
    const { journal } = this.#workshop;
    this.#keepProof();
    const proof = journal.proof(this.id);
    if (proof === undefined) return decide('Proving', `until block ${this.deadline}`);
    const call = deliverCall(facts, place, proof);
    const decision = await this.#submit('deliver', call, situation, 'Delivering', this.deadline);
    if (decision.code === 'Refused' && decision.reason === 'InvalidProof') {
      journal.forgetProof(this.id);
      this.#fail(`the proof for ${this.id} was refused`);
    }
    return decision;
  }

  /** After the last block in which anybody can act for it. */
  async #close(facts: RequestFacts, situation: Situation): Promise<Decision> {
    const { chain, settles } = this.#workshop;
    const provers = participantsOf(facts);
    const sharers = [...new Set(provers.map(({ prover }) => prover))];
    const turn = sharers.indexOf(chain.address);
    if (turn < 0) return decide('Over', 'it has no share in it');
    if (!settles) return decide('Over', 'settling is left to others');
    const first = lastOpenBlock(facts) + turn * SETTLE_TURN;
    if (situation.head.number < first) return decide('Closing', `settles after block ${first}`);
    return this.#submit('settle', settleCall(facts), situation, 'Settling');
  }

  async #submit(
    step: string,
    call: EscrowCall,
    { head }: Situation,
    code: Decision['code'],
    lastBlock?: number,
  ): Promise<Decision> {
    const order = { purpose: `${step} ${this.id}`, call, ...(lastBlock === undefined ? {} : { lastBlock }) };
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
