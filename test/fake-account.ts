/** An account on a node in memory, with nonces and a mempool, and every way to misbehave that a node has. */
import { id as keccakOf } from 'ethers';
import type { SignedTransaction } from '../packages/client/src/chain/contract-account.ts';
import type { ContractCall } from '../packages/client/src/chain/contract-client.ts';
import { ContractRefusal } from '../packages/client/src/errors.ts';
import type { TransactionPort } from '../packages/hosting/src/outbox.ts';

export interface FakeTransaction {
  readonly name: string;
  readonly data: string;
  /** Wei, in decimal: JSON knows no bigint. */
  readonly value: string;
  readonly nonce: number;
  readonly fee: number;
  /** Makes transactions differ that are signed at different times, as fees and gas do. */
  readonly signature: number;
}

export interface MinedTransaction extends FakeTransaction {
  readonly block: number;
  readonly ok: boolean;
  readonly hash: string;
}

export abstract class FakeAccount implements Omit<TransactionPort, 'estimate'> {
  /** Wei per unit of gas. */
  price = 1n;
  /** The node takes transactions, and the answer gets lost. */
  dropsAnswers = false;
  /** The node loses transactions. */
  loses = false;
  /** Names of calls that the node does not take, when they are handed in. */
  readonly rejected = new Set<string>();
  /** Least fee that a block takes. */
  leastFee = 0;
  /** Transactions that the node counts and that do not exist. */
  jump = 0;
  /** Every transaction that was handed in. */
  readonly received: SignedTransaction[] = [];
  /** Transactions that are in a block. */
  readonly mined: MinedTransaction[] = [];
  #mempool: SignedTransaction[] = [];
  #signatures = 0;

  /** Number of the latest block. */
  protected abstract height(): number;
  /** Gives the node's answer, or throws when the connection fails. */
  protected abstract ask<T>(answer: () => T): Promise<T>;
  /** Executes a transaction in a block. @returns whether it succeeds. */
  protected abstract execute(transaction: FakeTransaction): boolean;

  /** Transactions handed in for a call, as distinct bytes. */
  signedFor(name: string): FakeTransaction[] {
    const raws = [...new Set(this.received.map(({ raw }) => raw))];
    return raws.map((raw) => JSON.parse(raw) as FakeTransaction).filter((transaction) => transaction.name === name);
  }

  minedFor(name: string): number {
    return this.mined.filter((transaction) => transaction.name === name && transaction.ok).length;
  }

  /** A block takes all that waits, the best fee of each nonce. */
  mineWaiting(): void {
    const byFee = this.#mempool.filter((one) => feeOf(one) >= this.leastFee).toSorted((a, b) => feeOf(b) - feeOf(a));
    const next = () => byFee.find(({ nonce }) => nonce === this.mined.length);
    for (let one = next(); one !== undefined; one = next()) {
      const transaction = JSON.parse(one.raw) as FakeTransaction;
      const ok = this.execute(transaction);
      this.mined.push({ ...transaction, block: this.height(), ok, hash: one.hash });
    }
    this.#mempool = this.#mempool.filter(({ nonce }) => nonce >= this.mined.length);
  }

  /** The node forgets what waits. */
  dropWaiting(): void {
    this.#mempool = [];
  }

  /** Somebody else uses the account. */
  useNonce(): void {
    const other = { name: 'other', data: '0x', value: '0', nonce: this.mined.length, fee: 1, signature: 0 };
    this.mined.push({ ...other, block: this.height(), ok: true, hash: '' });
  }

  nonces() {
    return this.ask(() => {
      const mined = this.mined.length + this.jump;
      let pending = mined;
      while (this.#mempool.some(({ nonce }) => nonce === pending)) pending++;
      return { mined, pending };
    });
  }

  async sign(
    { name, data, value }: ContractCall,
    nonce: number,
    gas: bigint,
    worth?: bigint,
  ): Promise<SignedTransaction> {
    if (worth !== undefined && gas * this.price > worth) throw new ContractRefusal('GasTooDear', {});
    return sealed({ name, data, value: `${value}`, nonce, fee: 1, signature: ++this.#signatures });
  }

  async outbid(raw: string): Promise<SignedTransaction | undefined> {
    const old = JSON.parse(raw) as FakeTransaction;
    return sealed({ ...old, fee: old.fee + 1 });
  }

  async cancel(raw: string): Promise<SignedTransaction> {
    const old = JSON.parse(raw) as FakeTransaction;
    return sealed({ ...old, name: 'nothing', data: '0x', value: '0', fee: old.fee + 1 });
  }

  async fill(nonce: number): Promise<SignedTransaction> {
    return sealed({ name: 'nothing', data: '0x', value: '0', nonce, fee: 1, signature: ++this.#signatures });
  }

  broadcast(transaction: SignedTransaction): Promise<void> {
    return this.ask(() => {
      const { name } = JSON.parse(transaction.raw) as FakeTransaction;
      if (this.rejected.has(name)) throw new ContractRefusal('the node has its reasons', {});
      this.received.push(transaction);
      const isKnown = this.#mempool.some(({ hash }) => hash === transaction.hash);
      if (!this.loses && !isKnown && transaction.nonce >= this.mined.length) this.#mempool.push(transaction);
      if (this.dropsAnswers) throw new Error('the connection was reset');
    });
  }

  outcome(hash: string) {
    return this.ask(() => {
      const found = this.mined.find((transaction) => transaction.hash === hash);
      return found && (found.ok ? ('succeeded' as const) : ('reverted' as const));
    });
  }
}

function sealed(transaction: FakeTransaction): SignedTransaction {
  const raw = JSON.stringify(transaction);
  return { hash: keccakOf(raw), nonce: transaction.nonce, raw };
}

function feeOf({ raw }: SignedTransaction): number {
  return (JSON.parse(raw) as FakeTransaction).fee;
}
