/** The worker's steps on the chain: fetches the facts that the pure functions ask for, and sends their transactions. */
import {
  type Bringing,
  ContractRefusal,
  formatId,
  type Head,
  refusalOf,
  SmartCastError,
  unpackId,
  type Worker,
} from '@smartcast/client';
import { act, type Decision, type Fate, type Outbox, type TransactionOrder } from '@smartcast/hosting';
import { toHex } from '@smartcast/protocol';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { CommitteeSession } from './committee-session.ts';
import type { ChainPort, Claimable } from './chain-port.ts';
import type { Journal } from './journal.ts';
import {
  type RegistrationAction,
  type RegistrationDecision,
  bringPurpose,
  drawPurpose,
  type EpochAction,
  nextAction,
  nextDraw,
  type RefusedCall,
  type RegistrationFacts,
  type SessionState,
  type WorkerOrder,
} from './next-action.ts';

/** Everything that the work on all registrations shares. */
export interface ChainContext {
  readonly chain: ChainPort;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** @returns why the call was refused; undefined if it is on its way. */
async function send({ outbox }: ChainContext, order: WorkerOrder, head: Head): Promise<RefusedCall | undefined> {
  try {
    await outbox.submit(order, head);
    return undefined;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    const { message } = error as Error;
    return { refusal, message, isFinal: error instanceof ContractRefusal };
  }
}

/**
 * Sends a transaction once for its purpose, and waits until it has ended.
 * @throws like `Outbox.submit`, what the node refuses it for if it was taken back, and when `signal` ends it.
 */
export async function sendAndWait(
  { chain, journal, outbox }: ChainContext,
  order: TransactionOrder,
  pollMs: number,
  signal: AbortSignal,
): Promise<Fate> {
  const refusal = await outbox.submit(order, await chain.head());
  if (refusal !== undefined) throw refusal;
  for (;;) {
    const fate = journal.transaction(order.purpose)?.fate;
    if (fate !== undefined) return fate;
    await sleep(pollMs, undefined, { signal });
  }
}

/** State of a session on which the next action for its registration depends. */
export function stateOf(id: bigint, { digest, friends, isOver }: CommitteeSession): SessionState {
  return { purpose: `report ${formatId(id)} ${toHex(digest.subarray(0, 8))}`, friends, isOver };
}

/** One registration of the account. */
export class RegistrationWork {
  readonly id: bigint;
  readonly #context: ChainContext;
  #decision: RegistrationDecision | undefined;
  /** Refused reports by purpose: a report that the contract refuses is not tried again. */
  readonly #refusedReports = new Map<string, RefusedCall>();

  constructor(id: bigint, context: ChainContext) {
    this.id = id;
    this.#context = context;
  }

  get decision(): RegistrationDecision | undefined {
    return this.#decision;
  }

  /** Does what is due. @throws what the chain's transport or the journal throws: then the decision is as before. */
  async attend(
    assignment: RegistrationFacts['assignment'],
    session: SessionState | undefined,
    now: number,
    head: Head,
  ): Promise<void> {
    const { chain, logger, outbox } = this.#context;
    let hasReported: boolean | undefined;
    let claimable: Claimable | undefined;
    let refusedClaim: RefusedCall | undefined;
    let refusedReport = session && this.#refusedReports.get(session.purpose);
    const { code, reason } = await act<
      Extract<RegistrationAction, { prepare: string }>,
      Extract<RegistrationAction, RegistrationDecision>
    >(
      () =>
        nextAction(
          { id: this.id, assignment, hasReported, claimable },
          { reports: outbox.underWay(`report ${formatId(this.id)} `) },
          {
            account: chain.account,
            head,
            now,
            session,
            refusals: { ...(refusedReport && { report: refusedReport }), ...(refusedClaim && { claim: refusedClaim }) },
          },
        ),
      async (preparation) => {
        if (preparation.prepare === 'hasReported') hasReported = await chain.hasReported(this.id);
        else if (preparation.prepare === 'claimable') claimable = await chain.claimable(this.id);
        else if ('purpose' in preparation) await outbox.withdraw(preparation.purpose, head);
      },
      async ({ code: step, order }) => {
        const refused = order && (await send(this.#context, order, head));
        if (refused === undefined) return true;
        if (step === 'Claiming') refusedClaim = refused;
        else refusedReport = refused;
        if (step === 'Reporting' && refused.isFinal) this.#refusedReports.set(order!.purpose, refused);
        return false;
      },
    );
    if (code !== this.#decision?.code) logger.info({ worker: formatId(this.id), code, reason }, 'decided');
    this.#decision = { code, reason };
  }
}

/** The code of an error of whoever serves random values, if it is one. */
function beaconTrouble(error: unknown): string | undefined {
  return error instanceof SmartCastError && error.code.startsWith('Beacon') ? error.code : undefined;
}

/** The epoch that the account waits for. */
export class EpochWork {
  readonly #context: ChainContext;
  readonly #pool: number;
  #decision: Decision<string> | undefined;

  constructor(pool: number, context: ChainContext) {
    this.#pool = pool;
    this.#context = context;
  }

  /** Undefined while the account waits for no epoch. */
  get decision(): Decision<string> | undefined {
    return this.#decision;
  }

  /** Draws the epoch of the account's last registration, when it is this worker's turn and pays. */
  async attend({ id }: Worker, head: Head): Promise<void> {
    const { chain, journal, logger, outbox } = this.#context;
    const { epoch, index } = unpackId(id);
    const state = await chain.poolState(this.#pool);
    const purpose = drawPurpose(this.#pool, epoch);
    const carrying = bringPurpose(this.#pool, epoch);
    for (const other of [...outbox.underWay('finalize '), ...outbox.underWay('bring ')]) {
      // Another account was faster.
      const isOwn = other === purpose || other === carrying;
      if (!isOwn || state.epoch !== epoch) await outbox.withdraw(other, head);
    }
    this.#decision = undefined;
    if (state.epoch !== epoch) return;
    const facts = { pool: this.#pool, index, state, config: await chain.poolConfig(this.#pool) };
    let cost: bigint | undefined;
    let bringing: Bringing | 'nothing' | undefined;
    let refused: RefusedCall | undefined;
    const { code, reason } = await act<
      Extract<EpochAction, { prepare: string }>,
      Extract<EpochAction, Decision<string>>
    >(
      () => {
        const isUnsettled = journal.openTransactions().length > 0;
        const hasBrought = journal.transaction(carrying) !== undefined;
        const record = { draw: journal.transaction(purpose), hasBrought, isUnsettled };
        return nextDraw({ ...facts, cost, bringing }, record, { head, refused });
      },
      async ({ prepare }) => {
        try {
          if (prepare === 'cost') cost = await chain.finalizeCost(this.#pool);
          else bringing = (await chain.bringing(state.closesAt)) ?? 'nothing';
        } catch (error) {
          const refusal = refusalOf(error) ?? beaconTrouble(error);
          if (refusal === undefined) throw error;
          if (prepare === 'bringing') bringing = 'nothing';
          refused = { refusal, message: (error as Error).message, isFinal: false };
        }
      },
      async ({ order }) => {
        refused = order && (await send(this.#context, order, head));
        return refused === undefined;
      },
    );
    logger.debug({ epoch, code, reason }, 'decided on the draw');
    this.#decision = { code, reason };
  }
}
