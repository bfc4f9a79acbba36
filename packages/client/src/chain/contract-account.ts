import { Transaction, type TransactionLike, Wallet } from 'ethers';
import type { Keys } from '../keys.ts';
import type { Chain, Nonces } from './chain.ts';
import type { ContractCall } from './contract-client.ts';
import type { Head } from './event-index.ts';
import { GasTooDear, raised, raisedToCancel } from './fees.ts';

/** Percentage of the estimate to allow: what others do in between may make a call dearer. */
const GAS_PERCENT = 130n;
const PLAIN_TRANSFER_GAS = 21_000n;

/** A transaction that can be sent any number of times and counts once. */
export interface SignedTransaction {
  readonly hash: string;
  readonly nonce: number;
  /** In hexadecimal. */
  readonly raw: string;
}

/** What an account needs of a client to send transactions to its contract. */
interface Client {
  readonly address: string;
  readonly chain: Chain;
  head(): Promise<Head>;
  estimate(from: string, call: ContractCall): Promise<bigint>;
  broadcast(raw: string): Promise<void>;
}

/** The transactions of one account to one contract, signed here: a daemon writes each down before it is sent. */
export class ContractAccount {
  readonly address: string;
  readonly #client: Client;
  readonly #wallet: Wallet;

  constructor(client: Client, keys: Keys) {
    this.address = keys.account;
    this.#client = client;
    this.#wallet = new Wallet(keys.signingKey);
  }

  head(): Promise<Head> {
    return this.#client.head();
  }

  /** Most wei per unit of gas that a transaction would pay if it were sent now. */
  async gasPrice(): Promise<bigint> {
    return (await this.#client.chain.fees()).maxFeePerGas;
  }

  /** Gas to allow for a call. @throws ContractRefusal when it would be refused now. */
  async estimate(call: ContractCall): Promise<bigint> {
    return ((await this.#client.estimate(this.address, call)) * GAS_PERCENT) / 100n;
  }

  nonces(): Promise<Nonces> {
    return this.#client.chain.nonces(this.address);
  }

  /**
   * Signs a call at the present price of gas, and does not send it.
   * @param worth most wei that it may cost in fees; without it, there is no limit.
   * @throws GasTooDear when it could cost more.
   */
  async sign(
    { to = this.#client.address, data, value }: ContractCall,
    nonce: number,
    gasLimit: bigint,
    worth?: bigint,
  ): Promise<SignedTransaction> {
    const { openedOn: chainId } = this.#client.chain;
    const fees = await this.#client.chain.fees();
    const cost = gasLimit * fees.maxFeePerGas;
    if (worth !== undefined && cost > worth) {
      throw new GasTooDear(cost, worth);
    }
    return this.#seal({ type: 2, to, data, value, nonce, gasLimit, chainId, ...fees });
  }

  /**
   * Signs the same transaction with a higher fee: one of the two will be mined.
   * @param worth most wei that it may cost in fees; without it, there is no limit.
   * @returns undefined when more would be above the cap, or above what the account has.
   */
  async outbid(raw: string, worth?: bigint): Promise<SignedTransaction | undefined> {
    const { to, data, value, gasLimit, chainId, nonce, ...old } = parsed(raw);
    const funds = (await this.#client.chain.balance(this.address)) - value;
    const most = (worth !== undefined && worth < funds ? worth : funds) / gasLimit;
    const fees = raised(old, await this.#client.chain.fees(), most);
    return fees && this.#seal({ type: 2, to, data, value, gasLimit, chainId, nonce, ...fees });
  }

  /** A transaction that does nothing, in place of another one: one of the two will be mined. */
  async cancel(raw: string): Promise<SignedTransaction> {
    const { nonce, ...old } = parsed(raw);
    return this.#nothing({ nonce, ...raisedToCancel(old, await this.#client.chain.fees()) });
  }

  /** A transaction that does nothing, under a nonce that no other has: those after it wait for it. */
  async fill(nonce: number): Promise<SignedTransaction> {
    return this.#nothing({ nonce, ...(await this.#client.chain.fees()) });
  }

  /** Hands a signed transaction to the node, any number of times: see `Chain.broadcast`. */
  broadcast({ raw }: SignedTransaction): Promise<void> {
    return this.#client.broadcast(raw);
  }

  /** What became of a transaction; undefined while it is in no block. */
  outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined> {
    return this.#client.chain.outcome(hash);
  }

  #nothing(rest: TransactionLike): Promise<SignedTransaction> {
    const { openedOn: chainId } = this.#client.chain;
    const nothing = { to: this.address, data: '0x', value: 0n, gasLimit: PLAIN_TRANSFER_GAS, chainId };
    return this.#seal({ type: 2, ...nothing, ...rest });
  }

  async #seal(transaction: TransactionLike): Promise<SignedTransaction> {
    const raw = await this.#wallet.signTransaction(transaction);
    return { hash: Transaction.from(raw).hash!, nonce: transaction.nonce!, raw };
  }
}

function parsed(raw: string) {
  const { to, data, value, gasLimit, chainId, nonce, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
  const fees = { maxFeePerGas: maxFeePerGas ?? 0n, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n };
  return { to, data, value, gasLimit, chainId, nonce, ...fees };
}
