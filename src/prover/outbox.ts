/**
 * The prover's transactions. Each is signed once for its purpose, written down, and then sent, again and again in the
 * same bytes, until it is in a block or another one has used its nonce: a lost answer cannot make it happen twice. One that
 * nobody takes is replaced under the same nonce, by the same for more money, or by nothing once it is of no use.
 */
import type { Logger } from 'pino';
import type { EscrowCall } from '../chain/escrow-calls.ts';
import { type Head, type ProverPort, refusalOf, type SignedTransaction } from './chain-port.ts';
import type { Fate, JournaledTransaction, ProverJournal } from './journal.ts';

/** Blocks after which a transaction that is in none of them is offered for more. */
const STUCK_BLOCKS = 5;
const CANCEL = 'cancel ';

export interface Order {
  /** One transaction a purpose at a time. */
  readonly purpose: string;
  readonly call: EscrowCall;
  /** Last block in which it is of use, if that ends. */
  readonly lastBlock?: number;
}

export interface Outcome {
  readonly purpose: string;
  readonly hash: string;
  readonly fate: Fate;
}

export class Outbox {
  readonly #chain: ProverPort;
  readonly #journal: ProverJournal;
  readonly #logger: Logger;
  #trouble: string | undefined;

  constructor(chain: ProverPort, journal: ProverJournal, logger: Logger) {
    this.#chain = chain;
    this.#journal = journal;
    this.#logger = logger;
  }

  /** Why the node does not take a transaction; undefined while it takes them. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * Sends an order, unless one for its purpose is on its way.
   * @throws the contract's refusal if the call is refused when it is tried; then nothing is signed.
   */
  async submit({ purpose, call, lastBlock }: Order, head: Head): Promise<void> {
    const last = this.#journal.transaction(purpose);
    if (last !== undefined && last.fate === undefined) return;
    const { mined, pending } = await this.#chain.nonces();
    if (last !== undefined && last.nonce >= mined) {
      // A reorganisation took back what was in a block.
      this.#journal.recordFate(last.position, undefined);
      await this.#broadcast(last);
      return;
    }
    const gas = await this.#chain.estimate(call);
    const nonces = this.#journal.openTransactions().map(({ nonce }) => nonce + 1);
    const signed = await this.#chain.sign(call, Math.max(pending, ...nonces), gas);
    this.#journal.recordTransaction(purpose, signed, head.number, lastBlock);
    this.#logger.info({ purpose, hash: signed.hash, nonce: signed.nonce }, 'transaction signed');
    await this.#broadcast(signed);
  }

  /** Looks after all that is on its way. @returns what has ended. */
  async tend(head: Head): Promise<Outcome[]> {
    const open = this.#journal.openTransactions();
    if (open.length === 0) return [];
    const { mined } = await this.#chain.nonces();
    const outcomes: Outcome[] = [];
    for (const [nonce, rivals] of Map.groupBy(open, (transaction) => transaction.nonce)) {
      if (nonce < mined) outcomes.push(...(await this.#conclude(rivals)));
      else await this.#push(rivals.at(-1)!, head);
    }
    return outcomes;
  }

  /** One of the rivals, or a transaction that we do not know, has used their nonce. */
  async #conclude(rivals: readonly JournaledTransaction[]): Promise<Outcome[]> {
    const ended: Outcome[] = [];
    for (const { position, purpose, hash } of rivals) {
      const fate = (await this.#chain.outcome(hash)) ?? 'lost';
      this.#journal.recordFate(position, fate);
      this.#logger.info({ purpose, hash, fate }, 'transaction ended');
      ended.push({ purpose, hash, fate });
    }
    const byItself = ended.filter(({ fate }) => fate !== 'lost');
    return (byItself.length > 0 ? byItself : ended.slice(-1)).filter(({ purpose }) => !purpose.startsWith(CANCEL));
  }

  async #push(newest: JournaledTransaction, head: Head): Promise<void> {
    const isUseless = newest.lastBlock !== undefined && head.number >= newest.lastBlock;
    if (!isUseless && head.number < newest.sentAt + STUCK_BLOCKS) return this.#broadcast(newest);
    const replacement = await this.#chain.outbid(newest.raw, isUseless);
    const purpose = isUseless ? CANCEL + newest.purpose : newest.purpose;
    this.#journal.recordTransaction(purpose, replacement, head.number, isUseless ? undefined : newest.lastBlock);
    this.#logger.warn({ purpose, hash: replacement.hash, nonce: newest.nonce }, 'transaction replaced');
    return this.#broadcast(replacement);
  }

  async #broadcast(transaction: SignedTransaction): Promise<void> {
    try {
      await this.#chain.broadcast(transaction);
      this.#trouble = undefined;
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      // It may be in a block for all that; the next look will tell.
      const { message } = error as Error;
      if (this.#trouble === undefined) this.#logger.warn({ hash: transaction.hash, reason: message }, 'not taken');
      this.#trouble = `the node does not take a transaction: ${message}`;
    }
  }
}
