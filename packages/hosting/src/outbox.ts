/**
 * The transactions of one account. Each is signed once for its purpose, journaled, and then sent in the same bytes until it
 * is in a block or another transaction has used its nonce: a lost answer cannot make it happen twice. A transaction that
 * the node has but no block takes is replaced under its nonce by the same call with a higher fee, up to a cap. One that is
 * of no use, or holds up one with a deadline, is replaced by an empty transaction.
 */
import { type ContractCall, type Head, refusalOf, type SignedTransaction } from '@smartcast/client';
import type { Logger } from 'pino';
import type { AccountJournal, Expiry, Fate, JournaledTransaction } from './account-journal.ts';

/** Blocks after which the fee of a transaction is raised that the node has and no block takes. */
const STUCK_BLOCKS = 5;
/** Blocks after which health reports a waiting transaction. */
const LONG_BLOCKS = 25;
const CANCEL = 'cancel ';

/** The part of the chain that an outbox needs, for one account. Calls throw refusals (`refusalOf`) or transport errors. */
export interface TransactionPort {
  /** Gas limit for a call, which is tried without a transaction. @throws a refusal. */
  estimate(call: ContractCall): Promise<bigint>;
  /** Counts of the account's transactions: in the chain, and with those that wait at the node without a gap. */
  nonces(): Promise<{ readonly mined: number; readonly pending: number }>;
  /** @param worth most wei that it may cost in fees, if there is a limit. @throws a refusal if it could cost more. */
  sign(call: ContractCall, nonce: number, gasLimit: bigint, worth?: bigint): Promise<SignedTransaction>;
  /** Signs the same call under the same nonce with a higher fee; undefined if that is too high. */
  outbid(raw: string, worth?: bigint): Promise<SignedTransaction | undefined>;
  /** Signs an empty transaction under the same nonce with a higher fee. */
  cancel(raw: string): Promise<SignedTransaction>;
  /** Signs an empty transaction under a nonce that no transaction has. */
  fill(nonce: number): Promise<SignedTransaction>;
  broadcast(transaction: SignedTransaction): Promise<void>;
  /** Undefined while the transaction is in no block. */
  outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined>;
}

export interface TransactionOrder extends Expiry {
  /** Name of what it is for; one transaction for each purpose at a time. */
  readonly purpose: string;
  readonly call: ContractCall;
  /** Wei that it gains or saves: the most that it may cost in fees. Without it only the market sets a limit. */
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
  /** The block at which the node first took a transaction, or the reason why it does not, by hash. */
  readonly #answers = new Map<string, number | Error>();
  /** Worth by purpose. After a restart orders are given again before any fee is raised. */
  readonly #worths = new Map<string, bigint | undefined>();
  /** Doubts of the last look, which the next one confirms: a nonce used by others, or one that nothing uses. */
  #doubts: ReadonlySet<string> = new Set();
  #waiting: string | undefined;
  /** The latest call; the next waits for it, so that no two get the same nonce. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param isVoluntary whether nobody is bound to a purpose: if the node refuses its transaction, that is taken back at once. */
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

  /** A sentence about transactions that no block takes; undefined while none waits long. */
  get waiting(): string | undefined {
    return this.#waiting;
  }

  /**
   * Sends an order, unless one for its purpose is on its way.
   * @returns why the node refused it, if it was taken back for that.
   * @throws the contract's refusal if the call is refused when it is tried, or a refusal if gas costs more than the call
   * is worth; then nothing is signed.
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

  /** Purposes with this beginning of transactions that are on their way and not withdrawn. */
  underWay(beginning: string): string[] {
    const newest = new Map(this.#journal.openTransactions().map(({ nonce, purpose }) => [nonce, purpose]));
    return [...newest.values()].filter((purpose) => purpose.startsWith(beginning));
  }

  /** Replaces the transaction on its way for a purpose, which is of no use any more, by an empty one. */
  withdraw(purpose: string, head: Head): Promise<void> {
    return this.#inTurn(() => this.#withdraw(purpose, head));
  }

  async #withdraw(purpose: string, head: Head): Promise<void> {
    const newest = this.#journal.transaction(purpose);
    if (newest !== undefined && this.underWay(purpose).includes(purpose)) await this.#cancel(newest, head);
  }

  /** Looks after all transactions that are on their way. @returns those that have ended. */
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
    /** Whether the last look found the same. */
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
   * Ends rivals whose nonce one of them, or an unknown transaction, has used. A node may count too far for a moment:
   * the outbox signs anew only if two looks in a row find the nonce used by others.
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

  /** Fills a gap in the nonces, which a node that counted too far has caused: later nonces wait for it. */
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
      // It may be in a block all the same; the next look tells.
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

/** Whether a transaction without a deadline holds up, by its nonce, one that has a deadline. */
function isInTheWay(transaction: JournaledTransaction, open: readonly JournaledTransaction[], head: Head): boolean {
  if (hasDeadline(transaction) || transaction.purpose.startsWith(CANCEL)) return false;
  return open.some((other) => other.nonce > transaction.nonce && hasDeadline(other) && !isExpired(other, head));
}

function hasDeadline({ lastBlock, lastTime }: Expiry): boolean {
  return lastBlock !== undefined || lastTime !== undefined;
}
