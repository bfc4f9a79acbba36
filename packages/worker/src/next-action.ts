/**
 * What a worker does next on the chain, in pure functions: for one registration of its account, and for the epoch that it
 * waits for. The guide has a table of the codes (docs/workers.md).
 */
import {
  type Assignment,
  type Bringing,
  claimCall,
  type ContractCall,
  finalizeCall,
  formatId,
  type Head,
  type PoolConfig,
  type PoolState,
  reportCall,
} from '@smartcast/client';
import { decide, type Decision, type Fate } from '@smartcast/hosting';
import type { Claimable } from './chain-port.ts';
import { drawTurn, worthOf } from './draw-turn.ts';

/** Every code of a registration, and of the epoch that it waits for, in the order of the guide. */
export const CODES = [
  'AwaitingDraw',
  'Serving',
  'Reporting',
  'Reported',
  'ReportRefused',
  'Claiming',
  'ClaimRefused',
  'Settled',
] as const;
export const DRAW_CODES = [
  'EpochOpen',
  'OthersFirst',
  'Unsettled',
  'Bringing',
  'Drawing',
  'DrawRefused',
  'TooDear',
  'DrawFailed',
] as const;

export type RegistrationDecision = Decision<(typeof CODES)[number]>;

/** A call that was refused when it was tried. */
export interface RefusedCall {
  readonly refusal: string;
  readonly message: string;
  /** Whether the contract refused it; false where gas is too dear or the account has no money. */
  readonly isFinal: boolean;
}

/** A transaction to send, unless it is on its way. */
export interface WorkerOrder {
  readonly purpose: string;
  readonly call: ContractCall;
  readonly lastTime?: number;
  readonly worth?: bigint;
}

interface Sending {
  /** The transaction that is sent, if there is one. */
  readonly order?: WorkerOrder;
}

export type RegistrationAction =
  | { readonly prepare: 'withdrawal'; readonly purpose: string }
  | { readonly prepare: 'hasReported' | 'claimable' }
  | (RegistrationDecision & Sending);

export interface RegistrationFacts {
  readonly id: bigint;
  readonly assignment: Assignment;
  /** Undefined until fetched; so is `claimable`. */
  readonly hasReported: boolean | undefined;
  readonly claimable: Claimable | undefined;
}

export interface RegistrationRecord {
  /** Purposes of reports of this registration that are on their way. */
  readonly reports: readonly string[];
}

export interface RegistrationSituation {
  readonly account: string;
  readonly head: Head;
  /** The worker's own clock, Unix seconds. */
  readonly now: number;
  /** The session that it runs as a member, if it runs one. */
  readonly session: SessionState | undefined;
  readonly refusals: Partial<Record<'report' | 'claim', RefusedCall>>;
}

export interface SessionState {
  /** Purpose of its report, another one for each draw. */
  readonly purpose: string;
  readonly isOver: boolean;
  /** One flag a seat. */
  readonly friends: readonly boolean[];
}

/** What a worker does next for one registration. */
export function nextAction(
  facts: RegistrationFacts,
  record: RegistrationRecord,
  situation: RegistrationSituation,
): RegistrationAction {
  const { assignment } = facts;
  const { head, now, session } = situation;
  // A report for a draw that a reorganisation took away would call the wrong members friends.
  const stale = record.reports.find((purpose) => purpose !== session?.purpose);
  if (stale !== undefined) return { prepare: 'withdrawal', purpose: stale };
  if (assignment.status === 'pending') return decide('AwaitingDraw', 'its epoch is not drawn');
  if (assignment.status === 'unassigned') return claim(facts, situation);
  const { seed, startsAt, duration } = assignment.committee.draw;
  const deadline = startsAt + duration;
  if (session?.isOver === true && now < deadline) return report(facts, session, { seed, deadline }, situation);
  if (now > deadline || head.timestamp > deadline) return claim(facts, situation);
  return decide('Serving', `task ${formatId(assignment.committee.task.id)}, reports until ${deadline}`);
}

function report(
  { id, hasReported }: RegistrationFacts,
  { friends, purpose }: SessionState,
  { seed, deadline }: { readonly seed: bigint; readonly deadline: number },
  { refusals }: RegistrationSituation,
): RegistrationAction {
  if (hasReported === undefined) return { prepare: 'hasReported' };
  // Another account may have relayed the member's signed report: that is as good.
  if (hasReported || refusals.report?.refusal === 'AlreadyReported') {
    return decide('Reported', `its claim is open after ${deadline}`);
  }
  if (refusals.report !== undefined) return decide('ReportRefused', refusals.report.message);
  const order = { purpose, call: reportCall(id, friends, seed), lastTime: deadline };
  return { ...decide('Reporting', `until ${deadline}`), order };
}

function claim({ id, claimable }: RegistrationFacts, { account, refusals }: RegistrationSituation): RegistrationAction {
  if (claimable === undefined) return { prepare: 'claimable' };
  const { collateral, reward } = claimable;
  if (reward + collateral === 0n) return decide('Settled', 'nothing is owed to it');
  // The chain's clock may be behind the worker's; the next look tries again.
  if (refusals.claim !== undefined) return decide('ClaimRefused', refusals.claim.message);
  const order = { purpose: `claim ${formatId(id)}`, call: claimCall(id, account) };
  return { ...decide('Claiming', `${reward} wei of reward and ${collateral} wei of collateral`), order };
}

export interface EpochFacts {
  readonly pool: number;
  /** Index of the own registration in the open epoch, from 0. */
  readonly index: number;
  readonly state: PoolState;
  readonly config: Pick<PoolConfig, 'theta' | 'members' | 'collateral'>;
  /** Most wei that the transaction costs; undefined until fetched. */
  readonly cost: bigint | undefined;
  /** What brings the random value to the beacon, or that nothing does; undefined until fetched. */
  readonly bringing: Bringing | 'nothing' | undefined;
}

export interface EpochRecord {
  /** The transaction that draws the epoch, once it is sent, and its fate. */
  readonly draw: { readonly fate: Fate | undefined } | undefined;
  /** Whether the worker has paid for bringing the random value. */
  readonly hasBrought: boolean;
  /** Whether another transaction of the account is in no block yet. */
  readonly isUnsettled: boolean;
}

export interface EpochSituation {
  readonly head: Pick<Head, 'timestamp'>;
  readonly refused: RefusedCall | undefined;
}

export type EpochAction = { readonly prepare: 'cost' | 'bringing' } | (Decision<(typeof DRAW_CODES)[number]> & Sending);

/**
 * Whether a worker draws the epoch that it waits for. It does if registration has closed, its turn has come, no other
 * transaction of its account is under way, and the draw pays. It sends one transaction for each epoch, even if that fails. If
 * nobody has brought the random value to the beacon, it does that first, once, for at most half of what the draw is worth.
 */
export function nextDraw(facts: EpochFacts, record: EpochRecord, { head, refused }: EpochSituation): EpochAction {
  const { bringing, config, cost, index, pool, state } = facts;
  if (state.closesAt === 0) return decide('EpochOpen', 'nobody has registered');
  if (head.timestamp <= state.closesAt) return decide('EpochOpen', `until ${state.closesAt}`);
  const turn = drawTurn(index, state);
  if (head.timestamp < turn) return decide('OthersFirst', `until ${turn}`);
  const fate = record.draw?.fate;
  if (fate === 'reverted' || fate === 'lost') return decide('DrawFailed', 'its transaction came to nothing');
  const all = worthOf(state, config);
  const worth = record.hasBrought ? all - all / 2n : all;
  const order = { purpose: drawPurpose(pool, state.epoch), call: finalizeCall(pool), worth };
  const sending = { ...decide('Drawing', `for at most ${worth} wei`), order };
  if (record.draw !== undefined) return sending;
  if (record.isUnsettled) return decide('Unsettled', 'a transaction of the account is in no block yet');
  if (refused?.refusal === 'BeaconNotReady' && bringing !== 'nothing' && !record.hasBrought) {
    if (bringing === undefined) return { prepare: 'bringing' };
    const { call, name } = bringing;
    const carrying = { purpose: bringPurpose(pool, state.epoch), call, worth: all / 2n };
    return { ...decide('Bringing', `${name}, for at most ${carrying.worth} wei`), order: carrying };
  }
  // Another account may have been faster.
  if (refused !== undefined) return decide('DrawRefused', refused.message);
  if (cost === undefined) return { prepare: 'cost' };
  return cost <= worth ? sending : decide('TooDear', `${cost} wei, worth ${worth}`);
}

/** Purpose of the transaction that brings the random value for an epoch. */
export function bringPurpose(pool: number, epoch: number): string {
  return `bring ${pool}.${epoch}`;
}

export function drawPurpose(pool: number, epoch: number): string {
  return `finalize ${pool}.${epoch}`;
}
