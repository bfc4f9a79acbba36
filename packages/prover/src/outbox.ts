/**
 * The prover's transactions. Each is signed once for its purpose, written down, and then sent, again and again in the
 * same bytes, until it is in a block or another one has used its nonce: a lost answer cannot make it happen twice. One that
 * the node has taken and no block takes is replaced under the same nonce by the same for more money, up to a cap; one that
 * is of no use, or in the way of what has a deadline, by nothing.
 */
import type { Logger } from 'pino';
import { type ContractCall, type Head, refusalOf, type SignedTransaction } from '@smartcast/client';
import type { ProverPort } from './chain-port.ts';
import type { Fate, JournaledTransaction, ProverJournal } from './journal.ts';

/** Blocks without it after which a transaction that the node has taken is offered for more. */
const STUCK_BLOCKS = 5;
const CANCEL = 'cancel ';
/** Of acceptances: nobody is bound to them, so what the node refuses is taken back at once and holds up no nonce. */
const VOLUNTARY = 'accept ';

export interface Order {
  /** One transaction a purpose at a time. */
  readonly purpose: string;
  readonly call: ContractCall;
  /** Last block in which it is of use, if that ends. */
  readonly lastBlock?: number;
  /** What it brings or saves, in wei: the most that it may cost in fees. Without it only the market sets an end. */
  readonly worth?: bigint;
}

export interface Outcome {
  readonly purpose: string;
  readonly hash: string;
  readonly fate: Fate;
}

type Purposeful = SignedTransaction & Pick<JournaledTransaction, 'purpose'>;

export class Outbox {
  readonly #chain: ProverPort;
  readonly #journal: ProverJournal;
  readonly #logger: Logger;
  /** By hash: the block at which the node first took a transaction, or why it does not. */
  readonly #answers = new Map<string, number | string>();
  /** By purpose. Orders are given again after a restart, before anything has waited long enough to be raised. */
  readonly #worths = new Map<string, bigint | undefined>();

  constructor(chain: ProverPort, journal: ProverJournal, logger: Logger) {
    this.#chain = chain;
    this.#journal = journal;
    this.#logger = logger;
  }

  /** Why the node does not take a transaction; undefined while it takes them. */
  get trouble(): string | undefined {
    const reason = [...this.#answers.values()].find((answer) => typeof answer === 'string');
    return reason && `the node does not take a transaction: ${reason}`;
  }

  /**
   * Sends an order, unless one for its purpose is on its way.
   * @throws the contract's refusal if the call is refused when it is tried, or one that gas costs more than the call is
   * worth; then nothing is signed.
   */
  async submit({ purpose, call, lastBlock, worth }: Order, head: Head): Promise<void> {
    const last = this.#journal.transaction(purpose);
    if (last !== undefined && last.fate === undefined) {
      this.#worths.set(purpose, worth);
      return;
    }
    const { mined, pending } = await this.#chain.nonces();
    if (last !== undefined && last.nonce >= mined) {
      // A reorganisation took back what was in a block.
      this.#journal.recordFate(last.position, undefined);
      await this.#broadcast(last, head);
      return;
    }
    const gas = await this.#chain.estimate(call);
    const nonces = this.#journal.openTransactions().map(({ nonce }) => nonce + 1);
    const signed = await this.#chain.sign(call, Math.max(pending, ...nonces), gas, worth);
    this.#journal.recordTransaction(purpose, signed, head.number, lastBlock);
    this.#worths.set(purpose, worth);
    this.#logger.info({ purpose, hash: signed.hash, nonce: signed.nonce }, 'transaction signed');
    await this.#offer({ ...signed, purpose }, head);
  }

  /** Looks after all that is on its way. @returns what has ended. */
  async tend(head: Head): Promise<Outcome[]> {
    const open = this.#journal.openTransactions();
    if (open.length === 0) return [];
    const { mined } = await this.#chain.nonces();
    const outcomes: Outcome[] = [];
    for (const [nonce, rivals] of Map.groupBy(open, (transaction) => transaction.nonce)) {
      if (nonce < mined) outcomes.push(...(await this.#conclude(rivals)));
      else await this.#push(rivals.at(-1)!, open, head);
    }
    return outcomes;
  }

  /** One of the rivals, or a transaction that we do not know, has used their nonce. */
  async #conclude(rivals: readonly JournaledTransaction[]): Promise<Outcome[]> {
    const ended: Outcome[] = [];
    for (const { position, purpose, hash } of rivals) {
      const fate = (await this.#chain.outcome(hash)) ?? 'lost';
      this.#journal.recordFate(position, fate);
      this.#answers.delete(hash);
      this.#worths.delete(purpose);
      this.#logger.info({ purpose, hash, fate }, 'transaction ended');
      ended.push({ purpose, hash, fate });
    }
    const byItself = ended.filter(({ fate }) => fate !== 'lost');
    return (byItself.length > 0 ? byItself : ended.slice(-1)).filter(({ purpose }) => !purpose.startsWith(CANCEL));
  }

  async #push(newest: JournaledTransaction, open: readonly JournaledTransaction[], head: Head): Promise<void> {
    if (newest.lastBlock !== undefined && head.number >= newest.lastBlock) return this.#cancel(newest, head);
    if (await this.#offer(newest, head)) return;
    const answer = this.#answers.get(newest.hash);
    const isTaken = typeof answer === 'number';
    if (head.number < (isTaken ? answer : newest.sentAt) + STUCK_BLOCKS) return;
    const { raw, purpose, lastBlock } = newest;
    const dearer = isTaken ? await this.#chain.outbid(raw, this.#worths.get(purpose)) : undefined;
    if (dearer !== undefined) return this.#replace(newest, dearer, head, purpose, lastBlock);
    if (isInTheWay(newest, open, head)) await this.#cancel(newest, head);
  }

  /** Whether the node refused it and it was taken back. */
  async #offer(transaction: Purposeful, head: Head): Promise<boolean> {
    await this.#broadcast(transaction, head);
    const isRefused = typeof this.#answers.get(transaction.hash) === 'string';
    if (!isRefused || !transaction.purpose.startsWith(VOLUNTARY)) return false;
    await this.#cancel(transaction, head);
    return true;
  }

  async #cancel(newest: Purposeful, head: Head): Promise<void> {
    await this.#replace(newest, await this.#chain.cancel(newest.raw), head, CANCEL + newest.purpose);
  }

  async #replace(
    old: SignedTransaction,
    replacement: SignedTransaction,
    head: Head,
    purpose: string,
    lastBlock?: number,
  ): Promise<void> {
    this.#journal.recordTransaction(purpose, replacement, head.number, lastBlock);
    this.#answers.delete(old.hash);
    this.#logger.warn({ purpose, hash: replacement.hash, nonce: replacement.nonce }, 'transaction replaced');
    await this.#broadcast(replacement, head);
  }

  async #broadcast(transaction: SignedTransaction, head: Head): Promise<void> {
    const { hash } = transaction;
    const before = this.#answers.get(hash);
    try {
      await this.#chain.broadcast(transaction);
      if (typeof before !== 'number') this.#answers.set(hash, head.number);
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      // It may be in a block for all that; the next look will tell.
      const { message } = error as Error;
      if (typeof before !== 'string') this.#logger.warn({ hash, reason: message }, 'not taken');
      this.#answers.set(hash, message);
    }
  }
}

/** Whether what has no deadline holds up, by its nonce, something that has one. */
function isInTheWay(
  { nonce, purpose, lastBlock }: JournaledTransaction,
  open: readonly JournaledTransaction[],
  head: Head,
) {
  if (lastBlock !== undefined || purpose.startsWith(CANCEL)) return false;
  return open.some((other) => other.nonce > nonce && other.lastBlock !== undefined && head.number < other.lastBlock);
}
