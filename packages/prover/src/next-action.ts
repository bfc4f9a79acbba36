/**
 * What a prover does next for one request: a pure function of the facts on the chain, the journal's record, and the
 * situation. It asks for unknown facts one at a time, so that the network sees no question whose answer is not needed. The
 * coin comes last: whether a prover is willing, and what it fetches, must not depend on it.
 */
import {
  type Bringing,
  closeCall,
  consentCall,
  type ContractCall,
  deadlineOf,
  deliverCall,
  hasConsent,
  type Head,
  type IncentiveGap,
  lastConsentBlock,
  lastOpenBlock,
  needsClose,
  type RequestFacts,
  settleCall,
} from '@smartcast/client';
import { decide, type JournaledTransaction } from '@smartcast/hosting';
import type { Holdings } from './chain-port.ts';
import type { Code, RequestDecision } from './codes.ts';
import type { RequestRecord } from './journal.ts';
import {
  canKeepUp,
  isIncentiveCompatible,
  isInTime,
  lackOfFunds,
  type Load,
  lossOf,
  objectionToBond,
  partOf,
  type Policy,
  type SeatValue,
} from './decision.ts';
import { bringTurn, bringWorth, type Place, type Seating } from './seating.ts';
import { gainsOf } from './settlement.ts';

/** Failed proofs or deliveries of one request after which the prover gives it up. */
export const MOST_ATTEMPTS = 3;
/** Blocks that each prover with a share gives the one before it to settle, so that not all pay for it. */
const SETTLE_TURN = 2;

/** State of the chain at one look. */
export interface ChainState {
  readonly head: Head;
  /** Wei per unit of gas. */
  readonly gasPrice: bigint;
  readonly holdings: Holdings;
}

export type WitnessState =
  | 'good'
  | {
      readonly objection: RequestDecision;
      readonly isChecking: boolean;
      /** Block at which the witness was checked last. */
      readonly checkedAt: number;
    };

/** Everything else that the next action depends on. */
export interface Situation extends ChainState {
  /** The prover's account. */
  readonly address: string;
  readonly policy: Policy;
  /** Whether to settle requests that the prover has a share in. */
  readonly settles: boolean;
  readonly isKnownVerifier: boolean;
  /** Undefined until it was fetched; so is the gap. */
  readonly seating: Seating | undefined;
  /** What brings the random value of the draw to the beacon, or why nothing does; undefined until it was fetched. */
  readonly bringing: Bringing | string | undefined;
  readonly gap: IncentiveGap | undefined;
  readonly witness: WitnessState;
  /** Proofs and deliveries of this request that failed. */
  readonly attempts: number;
  /** Failures in a row, over all requests, if there are too many to take new work. */
  readonly pausedAfter: number | undefined;
  /** Whether there is a proof that the journal does not hold yet. */
  readonly hasUnwrittenProof: boolean;
  /** Proofs owed for other requests, and the gas of their transactions to come. */
  readonly load: Load & { readonly gasOwed: bigint };
  /** Refusals of calls at this look, by step. */
  readonly refusals: Partial<Record<Step, string>>;
}

/** Transactions for a request; the first word of their purpose. */
export type Step = 'bring' | 'consent' | 'deliver' | 'close' | 'settle';

/** A transaction to send for a request, unless it is on its way. */
export interface RequestOrder {
  readonly step: Step;
  readonly call: ContractCall;
  readonly lastBlock?: number;
  readonly worth?: bigint;
}

/** What has to be known or done at once, before the request can be decided. */
export interface Preparation {
  readonly prepare: 'seating' | 'bringing' | 'gap' | 'coin' | 'writtenProof';
}

/** Where the prover stands, and what it does there. */
export interface DecidedAction extends RequestDecision {
  readonly todo?:
    | { readonly kind: 'checkWitness' | 'forgetProof' | 'prove' }
    /** @param keepsBatch whether the batch is journaled first. */
    | { readonly kind: 'send'; readonly order: RequestOrder; readonly keepsBatch: boolean };
  /** Whether the prover's absence costs bonds. */
  readonly isObliged: boolean;
}

export type RequestAction = Preparation | DecidedAction;

/** Answer of one rule; undefined passes the question on to the next rule. */
type RuleAnswer = Preparation | Omit<DecidedAction, 'isObliged'> | undefined;

interface OwnSeat extends Place {
  readonly isDesignate: boolean;
  readonly hasConsented: boolean;
  /** Whether it has consented, or its consent may be on its way. */
  readonly isPromised: boolean;
  /** Whether its absence costs bonds: no other designate has delivered. */
  readonly isObliged: boolean;
}

export function nextAction(facts: RequestFacts, record: RequestRecord, situation: Situation): RequestAction {
  const { head, seating } = situation;
  const free = { isObliged: false };
  if (facts.payout !== undefined) return { ...decide('Settled', `settled in block ${facts.settledAt}`), ...free };
  if (head.number + 1 > lastOpenBlock(facts)) return { ...settle(facts, situation), ...free };
  if (seating === undefined) return { prepare: 'seating' };
  if (typeof seating === 'string') return { ...withoutSeat(seating), ...free };
  if ('awaitsDraw' in seating) {
    const waiting = awaitDraw(facts, record, seating.place, situation);
    return 'prepare' in waiting ? waiting : { ...waiting, ...free };
  }
  const seat = seatFrom(facts, record, seating);
  const verdict = facts.delivered.some((delivered) => delivered.seat === seating.seat)
    ? decide('Delivered', `on seat ${seating.seat}`)
    : (objectToTerms(facts, seat, situation) ??
      objectToTime(facts, record, seat, situation) ??
      awaitWitness(situation) ??
      objectByCoin(facts, record, seat) ??
      seekConsent(facts, record, seat, situation) ??
      deliver(facts, record, seat, situation));
  return 'prepare' in verdict ? verdict : { ...verdict, isObliged: seat.isObliged };
}

/** Waits until the beacon knows the random value of the draw, and brings it in its turn, once. */
function awaitDraw(
  facts: RequestFacts,
  { bring }: RequestRecord,
  place: number,
  situation: Situation,
): Exclude<RuleAnswer, undefined> {
  const { bringing, head } = situation;
  const isOver = bring !== undefined && !isUnderWay(bring);
  if (isOver || head.timestamp < bringTurn(facts, place))
    return decide('AwaitingDraw', 'the beacon does not answer yet');
  if (bringing === undefined) return { prepare: 'bringing' };
  if (typeof bringing === 'string') return decide('AwaitingDraw', bringing);
  return send('AwaitingDraw', { step: 'bring', call: bringing.call, worth: bringWorth(facts) }, situation);
}

function withoutSeat(seating: Exclude<Seating, object>): RequestDecision {
  return decide('NotSeated', seating === 'NoSeat' ? 'the draw gave it no seat' : 'not on the roster of the request');
}

function seatFrom(facts: RequestFacts, record: RequestRecord, place: Place): OwnSeat {
  const { consented, delivered, terms } = facts;
  const isDesignate = place.seat < terms.designates;
  const hasConsented = consented.some((one) => one.seat === place.seat);
  const isPromised = hasConsented || isUnderWay(record.consent);
  // Until another designate has delivered, each assumes that no other will.
  const isSafe = delivered.some((delivery) => delivery.seat < terms.designates);
  const isObliged = !isSafe && (isPromised || (isDesignate && terms.insurance === 'pool'));
  return { ...place, isDesignate, hasConsented, isPromised, isObliged };
}

function objectToTerms({ terms }: RequestFacts, seat: OwnSeat, situation: Situation): RuleAnswer {
  const { attempts, gap, gasPrice, holdings, isKnownVerifier, pausedAfter, policy } = situation;
  if (!isKnownVerifier) return decide('UnknownVerifier', terms.verifier);
  if (attempts >= MOST_ATTEMPTS) return decide('GaveUp', `after ${attempts} failures`);
  if (pausedAfter !== undefined && !seat.isObliged) return decide('Paused', `after ${pausedAfter} failures in a row`);
  if (seat.isPromised && seat.isObliged) return undefined;
  if (gap === undefined) return { prepare: 'gap' };
  const atStake = terms.insurance === 'pool' && seat.isObliged ? partOf(terms.bond, holdings) : 0n;
  const value: SeatValue = { terms, isDesignate: seat.isDesignate, gap, atStake, gasPrice };
  if (!isIncentiveCompatible(value)) {
    return decide('NotIncentiveCompatible', `gap of ${seat.isDesignate ? gap.designate : gap.member} wei`);
  }
  const loss = lossOf(value, policy);
  if (loss !== undefined) return decide('Unprofitable', loss);
  const isAsked = seat.isDesignate && terms.insurance === 'consent' && !seat.isPromised;
  return isAsked ? objectionToBond(terms, policy) : undefined;
}

function objectToTime(facts: RequestFacts, record: RequestRecord, seat: OwnSeat, situation: Situation): RuleAnswer {
  if (isUnderWay(record.deliver)) return undefined;
  const { head, policy } = situation;
  const deadline = deadlineOf(facts);
  // An obliged prover tries to the end: proving may be faster than the policy says.
  const isReady = seat.isObliged || record.proof !== undefined;
  const needed = isReady ? 0 : policy.provingBlocks;
  const { deadlineMargin } = seat.isObliged ? { deadlineMargin: 0 } : policy;
  if (isInTime(head.number + needed, deadline, { deadlineMargin })) return undefined;
  return decide('TooLate', `block ${head.number}, deadline ${deadline}`);
}

/** A bad witness is checked again in the next block, a missing one at every look. */
function awaitWitness({ head, witness }: Situation): RuleAnswer {
  if (witness === 'good') return undefined;
  const { checkedAt, isChecking, objection } = witness;
  const mayHaveChanged = objection.code !== 'WitnessInvalid' || checkedAt !== head.number;
  return isChecking || !mayHaveChanged ? objection : { ...objection, todo: { kind: 'checkWitness' } };
}

function objectByCoin({ terms }: RequestFacts, { coin }: RequestRecord, { isDesignate }: OwnSeat): RuleAnswer {
  if (isDesignate || coin === true) return undefined;
  return coin === undefined ? { prepare: 'coin' } : decide('CoinSaysNo', `probability ${terms.probability}`);
}

function seekConsent(facts: RequestFacts, record: RequestRecord, seat: OwnSeat, situation: Situation): RuleAnswer {
  if (hasConsent(facts)) return undefined;
  if (seat.hasConsented || !seat.isDesignate) return decide('AwaitingConsent', 'not all designates have consented');
  const call = consentCall(facts, seat.place);
  const objection = seat.isPromised ? undefined : objectToPromise(facts, record, call.value, situation);
  if (objection !== undefined) return objection;
  const order: RequestOrder = { step: 'consent', call, lastBlock: lastConsentBlock(facts) };
  return send('Consenting', order, situation, !seat.isPromised);
}

/** The last objections to a consent. @param bond in wei. */
function objectToPromise(facts: RequestFacts, record: RequestRecord, bond: bigint, situation: Situation): RuleAnswer {
  const { gasPrice, head, holdings, policy } = situation;
  const lastBlock = lastConsentBlock(facts);
  if (!isInTime(head.number, lastBlock, policy)) {
    return decide('TooLate', `block ${head.number}, consents end with ${lastBlock}`);
  }
  const fate = record.consent?.fate;
  if (fate === 'lost' || fate === 'reverted') return decide('Refused', 'the consent was sent, and came to nothing');
  // The account's funds are known again once that consent is in a block.
  if (record.open.some(({ purpose }) => purpose.startsWith('consent '))) {
    return decide('Busy', 'another consent is on its way');
  }
  const { gasOwed, ...load } = situation.load;
  if (!canKeepUp(head.number, { from: lastBlock, due: deadlineOf(facts) }, load, policy)) {
    return decide('Busy', `${load.owed.length + load.busy.length} proofs are owed or being made`);
  }
  const underWay = new Set(record.open.map(({ nonce }) => nonce)).size;
  const lack = lackOfFunds({ funds: holdings.funds, underWay, gasOwed, gasPrice }, bond);
  return lack === undefined ? undefined : decide('TooLittleFunds', lack);
}

function deliver(
  facts: RequestFacts,
  record: RequestRecord,
  seat: OwnSeat,
  situation: Situation,
): Exclude<RuleAnswer, undefined> {
  const { refusals } = situation;
  const deadline = deadlineOf(facts);
  if (situation.hasUnwrittenProof) return { prepare: 'writtenProof' };
  if (record.proof === undefined) return { ...decide('Proving', `until block ${deadline}`), todo: { kind: 'prove' } };
  if (refusals.deliver === 'InvalidProof') {
    return { ...decide('Refused', refusals.deliver), todo: { kind: 'forgetProof' } };
  }
  const call = deliverCall(facts, seat.place, record.proof);
  return send('Delivering', { step: 'deliver', call, lastBlock: deadline }, situation);
}

/** Settles, after the last block in which provers may act for the request. */
function settle(facts: RequestFacts, situation: Situation): Omit<DecidedAction, 'isObliged'> {
  const { address, head, settles } = situation;
  const gains = gainsOf(facts);
  const turn = [...gains.keys()].indexOf(address);
  if (turn < 0) return decide('Over', 'nothing of it goes to this prover');
  if (!settles) return decide('Over', 'settling is left to others');
  const first = lastOpenBlock(facts) + turn * SETTLE_TURN;
  if (head.number < first) return decide('Closing', `settles after block ${first}`);
  const worth = gains.get(address)!;
  if (needsClose(facts)) return send('Settling', { step: 'close', call: closeCall(facts), worth }, situation);
  return send('Settling', { step: 'settle', call: settleCall(facts), worth }, situation);
}

function send(code: Code, order: RequestOrder, { refusals }: Situation, keepsBatch = false) {
  const refusal = refusals[order.step];
  if (refusal !== undefined) return decide('Refused', refusal);
  return { ...decide(code, `${order.step} sent`), todo: { kind: 'send' as const, order, keepsBatch } };
}

function isUnderWay(transaction: JournaledTransaction | undefined): boolean {
  return transaction !== undefined && transaction.fate === undefined;
}
