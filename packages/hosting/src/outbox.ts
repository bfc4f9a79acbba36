/**
 * The transactions of one account. Each is signed once for its purpose, written down, and then sent, again and again in the
 * same bytes, until it is in a block or another one has used its nonce: a lost answer cannot make it happen twice. One that
 * the node has taken and no block takes is replaced under the same nonce by the same for more money, up to a cap; one that
 * is of no use, or in the way of what has a deadline, by nothing.
 */
import { type ContractCall, type Head, refusalOf, type SignedTransaction } from '@smartcast/client';
import type { Logger } from 'pino';
import type { AccountJournal, Expiry, Fate, JournaledTransaction } from './account-journal.ts';

/** Blocks without it after which a transaction that the node has taken is offered for more. */
const STUCK_BLOCKS = 5;
/** Blocks after which people should know that a transaction waits. */
const LONG_BLOCKS = 25;
const CANCEL = 'cancel ';

/** What an outbox needs of the chain, for one account. What it throws is either a refusal (`refusalOf`) or the transport's. */
export interface TransactionPort {
  /** Gas to allow for a call, which is tried without a transaction. @throws a refusal. */
  estimate(call: ContractCall): Promise<bigint>;
  /** Transactions of the account: those in the chain, and those with what the node has waiting without a gap. */
  nonces(): Promise<{ readonly mined: number; readonly pending: number }>;
  /** @param worth wei that it may cost in fees, if that has an end. @throws a refusal if it could cost more. */
  sign(call: ContractCall, nonce: number, gasLimit: bigint, worth?: bigint): Promise<SignedTransaction>;
  /** The same under the same nonce for more money; undefined if more is too much. */
  outbid(raw: string, worth?: bigint): Promise<SignedTransaction | undefined>;
  /** Nothing under the same nonce for more money. */
  cancel(raw: string): Promise<SignedTransaction>;
  /** Nothing under a nonce that no transaction has. */
  fill(nonce: number): Promise<SignedTransaction>;
  broadcast(transaction: SignedTransaction): Promise<void>;
  /** Undefined while it is in no block. */
  outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined>;
}

export interface TransactionOrder extends Expiry {
  /** One transaction a purpose at a time. */
  readonly purpose: string;
  readonly call: ContractCall;
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
  readonly #chain: TransactionPort;
  readonly #journal: AccountJournal;
  readonly #logger: Logger;
  readonly #isVoluntary: (purpose: string) => boolean;
  /** By hash: the block at which the node first took a transaction, or why it does not. */
  readonly #answers = new Map<string, number | Error>();
  /** By purpose. Orders are given again after a restart, before anything has waited long enough to be raised. */
  readonly #worths = new Map<string, bigint | undefined>();
  /** What the last look found amiss that only the next one can confirm: a nonce used by others, or one that nothing uses. */
  #doubts: ReadonlySet<string> = new Set();
  #waiting: string | undefined;
  /** What was asked for last; the next waits for it, so that no two get the same nonce. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param isVoluntary whether nobody is bound to it: what the node refuses of that is taken back at once and holds up no nonce. */
  constructor(
    chain: TransactionPort,
    journal: AccountJournal,
    logger: Logger,
    isVoluntary: (purpose: string) => boolean = () => false,
  ) {
    this.#chain = chain;
    this.#journal = journal;
    this.#logger = logger;
    this.#isVoluntary = isVoluntary;
  }

  /** Why the node does not take a transaction; undefined while it takes them. */
  get trouble(): string | undefined {
    const refusal = [...this.#answers.values()].find((answer) => typeof answer !== 'number');
    return refusal && `the node does not take a transaction: ${refusal.message}`;
  }

  /** What no block takes, for people; undefined while nothing waits long. */
  get waiting(): string | undefined {
    return this.#waiting;
  }

  /**
   * Sends an order, unless one for its purpose is on its way.
   * @returns why the node refused it, if it was taken back for that.
   * @throws the contract's refusal if the call is refused when it is tried, or one that gas costs more than the call is
   * worth; then nothing is signed.
   */
  submit(order: TransactionOrder, head: Head): Promise<Error | undefined> {
    return this.#inTurn(() => this.#submit(order, head));
  }

  async #submit({ purpose, call, worth, ...expiry }: TransactionOrder, head: Head): Promise<Error | undefined> {
    const last = this.#journal.transaction(purpose);
    if (last !== undefined && last.fate === undefined) {
      this.#worths.set(purpose, worth);
      return undefined;
    }
    const { mined, pending } = await this.#chain.nonces();
    if (last !== undefined && last.nonce >= mined) {
      // A reorganisation took back what was in a block.
      this.#journal.recordFate(last.position, undefined);
      await this.#broadcast(last, head);
      return undefined;
    }
    const gas = await this.#chain.estimate(call);
    const nonces = this.#journal.openTransactions().map(({ nonce }) => nonce + 1);
    const signed = await this.#chain.sign(call, Math.max(pending, ...nonces), gas, worth);
    this.#journal.recordTransaction(purpose, signed, head.number, expiry);
    this.#worths.set(purpose, worth);
    this.#logger.info({ purpose, hash: signed.hash, nonce: signed.nonce }, 'transaction signed');
    return this.#offer({ ...signed, purpose }, head);
  }

  /** Purposes that begin like this of what is on its way and not withdrawn. */
  underWay(beginning: string): string[] {
    const newest = new Map(this.#journal.openTransactions().map(({ nonce, purpose }) => [nonce, purpose]));
    return [...newest.values()].filter((purpose) => purpose.startsWith(beginning));
  }

  /** Replaces what is on its way for a purpose by nothing: it is of no use any more. */
  withdraw(purpose: string, head: Head): Promise<void> {
    return this.#inTurn(() => this.#withdraw(purpose, head));
  }

  async #withdraw(purpose: string, head: Head): Promise<void> {
    const newest = this.#journal.transaction(purpose);
    if (newest !== undefined && this.underWay(purpose).includes(purpose)) await this.#cancel(newest, head);
  }

  /** Looks after all that is on its way. @returns what has ended. */
  tend(head: Head): Promise<Outcome[]> {
    return this.#inTurn(() => this.#tend(head));
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #tend(head: Head): Promise<Outcome[]> {
    const open = this.#journal.openTransactions();
    const old = open.find(({ sentAt }) => head.number >= sentAt + LONG_BLOCKS);
    this.#waiting = old && `since block ${old.sentAt} no block takes a transaction: ${old.purpose}`;
    if (open.length === 0) return [];
    const { mined, pending } = await this.#chain.nonces();
    const known = this.#doubts;
    const doubts = new Set<string>();
    /** Whether the look before has found the same. */
    const isConfirmed = (doubt: string): boolean => doubts.add(doubt) && known.has(doubt);
    const outcomes: Outcome[] = [];
    for (const [nonce, rivals] of Map.groupBy(open, (transaction) => transaction.nonce)) {
      if (nonce < mined) outcomes.push(...(await this.#conclude(rivals, isConfirmed)));
      else await this.#push(rivals.at(-1)!, open, head);
    }
    if (open.every(({ nonce }) => nonce > pending) && isConfirmed(`gap ${pending}`)) await this.#fill(pending, head);
    this.#doubts = doubts;
    return outcomes;
  }

  /**
   * One of the rivals, or a transaction that we do not know, has used their nonce. A node that counts too far for a moment
   * does not make us sign anew: that others have used a nonce is what two looks in a row must find.
   */
  async #conclude(
    rivals: readonly JournaledTransaction[],
    isConfirmed: (doubt: string) => boolean,
  ): Promise<Outcome[]> {
    const fates = await Promise.all(rivals.map(({ hash }) => this.#chain.outcome(hash)));
    const isDoubtful = fates.every((fate) => fate === undefined);
    if (isDoubtful && !isConfirmed(`nonce ${rivals[0]!.nonce} used`)) return [];
    const ended: Outcome[] = [];
    for (const [index, { position, purpose, hash }] of rivals.entries()) {
      const fate = fates[index] ?? 'lost';
      this.#journal.recordFate(position, fate);
      this.#answers.delete(hash);
      this.#worths.delete(purpose);
      this.#logger[fate === 'reverted' ? 'warn' : 'info']({ purpose, hash, fate }, 'transaction ended');
      ended.push({ purpose, hash, fate });
    }
    const byItself = ended.filter(({ fate }) => fate !== 'lost');
    return (byItself.length > 0 ? byItself : ended.slice(-1)).filter(({ purpose }) => !purpose.startsWith(CANCEL));
  }

  async #push(newest: JournaledTransaction, open: readonly JournaledTransaction[], head: Head): Promise<void> {
    if (isExpired(newest, head)) return this.#cancel(newest, head);
    if ((await this.#offer(newest, head)) !== undefined) return;
    const answer = this.#answers.get(newest.hash);
    const isTaken = typeof answer === 'number';
    if (head.number < (isTaken ? answer : newest.sentAt) + STUCK_BLOCKS) return;
    const { raw, purpose } = newest;
    const dearer = isTaken ? await this.#chain.outbid(raw, this.#worths.get(purpose)) : undefined;
    if (dearer !== undefined) return this.#replace(newest, dearer, head, purpose, newest);
    if (isInTheWay(newest, open, head)) await this.#cancel(newest, head);
  }

  /** @returns why the node refused it, if it was taken back for that. */
  async #offer(transaction: Purposeful, head: Head): Promise<Error | undefined> {
    await this.#broadcast(transaction, head);
    const answer = this.#answers.get(transaction.hash);
    const isRefused = answer instanceof Error;
    if (!isRefused || !this.#isVoluntary(transaction.purpose)) return undefined;
    await this.#cancel(transaction, head);
    return answer;
  }

  async #cancel(newest: Purposeful, head: Head): Promise<void> {
    await this.#replace(newest, await this.#chain.cancel(newest.raw), head, CANCEL + newest.purpose);
  }

  async #replace(
    old: SignedTransaction,
    replacement: SignedTransaction,
    head: Head,
    purpose: string,
    expiry: Expiry = {},
  ): Promise<void> {
    this.#journal.recordTransaction(purpose, replacement, head.number, expiry);
    this.#answers.delete(old.hash);
    this.#logger.warn({ purpose, hash: replacement.hash, nonce: replacement.nonce }, 'transaction replaced');
    await this.#broadcast(replacement, head);
  }

  /** A node counted too far when ours were signed: what has a nonce after the gap waits until something fills it. */
  async #fill(nonce: number, head: Head): Promise<void> {
    const nothing = await this.#chain.fill(nonce);
    this.#journal.recordTransaction(`${CANCEL}gap ${nonce}`, nothing, head.number);
    this.#logger.warn({ nonce, hash: nothing.hash }, 'filled a gap of nonces');
    await this.#broadcast(nothing, head);
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
      const refusal = error as Error;
      if (!(before instanceof Error)) this.#logger.warn({ hash, reason: refusal.message }, 'not taken');
      this.#answers.set(hash, refusal);
    }
  }
}

/** Whether a transaction in the next block would be of no use. */
function isExpired({ lastBlock = Infinity, lastTime = Infinity }: Expiry, head: Head): boolean {
  return head.number >= lastBlock || head.timestamp >= lastTime;
}

/** Whether what has no deadline holds up, by its nonce, something that has one. */
function isInTheWay(transaction: JournaledTransaction, open: readonly JournaledTransaction[], head: Head): boolean {
  if (hasDeadline(transaction) || transaction.purpose.startsWith(CANCEL)) return false;
  return open.some((other) => other.nonce > transaction.nonce && hasDeadline(other) && !isExpired(other, head));
}

function hasDeadline({ lastBlock, lastTime }: Expiry): boolean {
  return lastBlock !== undefined || lastTime !== undefined;
}
