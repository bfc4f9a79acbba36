import { Contract, type ContractTransactionReceipt, type JsonRpcProvider, type Signer, Wallet } from 'ethers';
import type { ISmartCastMarket } from '../../../types/ethers-contracts/contracts/smartcast/ISmartCastMarket.ts';
import { marketInterface } from './abi.ts';
import { classify, ContractRefusal } from './errors.ts';
import { EventIndex, type Head, type ContractEvent } from './event-index.ts';
import type { Keys } from './keystore.ts';
import { Membership } from './membership.ts';
import { connect } from './provider.ts';
import { requireContract } from './require-contract.ts';
import type { Assignment, Committee, Draw, PoolConfig, Receipt, Worker } from './types.ts';

/** How long a transaction may stay pending before its sender is told, in ms. */
const RECEIPT_TIMEOUT = 120_000;

export interface MarketOptions {
  /** JSON-RPC endpoint. */
  readonly url: string;
  /** Address of the SmartCastMarket. */
  readonly address: string;
  /** Block of its deployment, where the events begin. */
  readonly fromBlock?: number;
}

/**
 * The market contract: the only way from the product to the chain.
 * Every method throws `ChainUnreachable` when the node does not answer (try again) and `ContractRefusal` when the
 * contract says no; sending throws `InsufficientFunds` when the account cannot pay. Money is in wei.
 */
export class Market {
  readonly provider: JsonRpcProvider;
  readonly address: string;
  readonly #contract: ISmartCastMarket;
  readonly #index: EventIndex;
  readonly #membership: Membership;

  private constructor(provider: JsonRpcProvider, options: MarketOptions, signer?: Signer) {
    this.provider = provider;
    this.address = options.address;
    this.#contract = new Contract(options.address, marketInterface, signer ?? provider) as unknown as ISmartCastMarket;
    this.#index = new EventIndex(provider, marketInterface, options.address, options.fromBlock ?? 0);
    this.#membership = new Membership(this.#index);
  }

  /**
   * @param identity who sends transactions: a worker's keys, any signer, or nobody for reading only.
   * @throws WrongContract when there is no market at the address.
   */
  static async open(options: MarketOptions, identity?: Keys | Signer): Promise<Market> {
    const provider = await connect(options.url);
    const signer = identity && 'signingKey' in identity ? new Wallet(identity.signingKey, provider) : identity;
    const market = new Market(provider, options, signer);
    await market.#requireContract();
    return market;
  }

  /** Stops all background activity of the connection. */
  close(): void {
    this.provider.destroy();
  }

  /** What signatures of this market's sessions are bound to, asked from the chain at every call. */
  async identity(): Promise<{ chainId: bigint; contract: Uint8Array }> {
    const chainId = await this.#ask(() => this.provider.send('eth_chainId', []));
    await this.#requireContract();
    return { chainId: BigInt(chainId), contract: Buffer.from(this.address.slice(2), 'hex') };
  }

  head(): Promise<Head> {
    return this.#ask(() => this.#index.update());
  }

  poolConfig(pool: number): Promise<PoolConfig> {
    return this.#read((membership) => membership.poolConfig(pool));
  }

  /** The pool's open epoch; registration closes after block `closesAt` (0: nobody has registered yet). */
  async poolState(pool: number): Promise<{ epoch: number; workers: number; tasks: number; closesAt: number }> {
    const state = await this.#ask(() => this.#contract.poolState(pool));
    return {
      epoch: Number(state.epoch),
      workers: Number(state.workers),
      tasks: Number(state.tasks),
      closesAt: Number(state.closesAt),
    };
  }

  draw(pool: number, epoch: number): Promise<Draw | undefined> {
    return this.#read((membership) => membership.draw(pool, epoch));
  }

  /** Registrations of `account` in `pool`, oldest first, whatever became of them. */
  registrations(pool: number, account: string): Promise<Worker[]> {
    return this.#read((membership) => membership.registrations(pool, account));
  }

  /** What became of a registration, derived from events alone: membership is never taken from a peer. */
  assignment(worker: bigint): Promise<Assignment> {
    return this.#read((membership) => membership.assignment(worker));
  }

  /** Registrations of an epoch, in the order of their index. */
  workers(pool: number, epoch: number): Promise<Worker[]> {
    return this.#read((membership) => membership.workers(pool, epoch));
  }

  hasReported(worker: bigint): Promise<boolean> {
    return this.#read((membership) => membership.hasReported(worker));
  }

  /** All committees of a drawn epoch, in the order of their positions. */
  committees(pool: number, epoch: number): Promise<Committee[]> {
    return this.#read((membership) => membership.committees(pool, epoch));
  }

  /** The committee of a task; undefined while it is not drawn or when it got none. */
  committeeOf(task: bigint): Promise<Committee | undefined> {
    return this.#read((membership) => membership.committeeOf(task));
  }

  /** Who sits where, asked from the contract; `committeeOf` derives the same. */
  memberAt(committee: bigint, seat: number): Promise<bigint> {
    return this.#ask(() => this.#contract.memberAt(committee, seat));
  }

  /** rows[q][p]: seat q called seat p a friend; rows[q][q]: seat q has reported. */
  async reports(committee: bigint, members: number): Promise<boolean[][]> {
    const rows = await this.#ask(() => this.#contract.reportsOf(committee));
    return rows.map((row) => Array.from({ length: members }, (_, p) => ((row >> BigInt(p)) & 1n) === 1n));
  }

  /** What `claim` pays now or, for members, after the deadline. */
  async claimable(worker: bigint): Promise<{ reward: bigint; collateral: bigint }> {
    const { reward, collateral } = await this.#ask(() => this.#contract.claimable(worker));
    return { reward, collateral };
  }

  /** Every event of the market so far, oldest first. */
  history(): Promise<readonly ContractEvent[]> {
    return this.#ask(async () => {
      await this.#index.update();
      return this.#index.events;
    });
  }

  /** What a mined transaction paid and used. */
  transaction(hash: string): Promise<{ hash: string; value: bigint; gasUsed: bigint }> {
    return this.#ask(async () => {
      const [sent, receipt] = await Promise.all([
        this.provider.getTransaction(hash),
        this.provider.getTransactionReceipt(hash),
      ]);
      if (sent === null || receipt === null) throw new RangeError(`the chain has no transaction ${hash}`);
      return { hash, value: sent.value, gasUsed: receipt.gasUsed };
    });
  }

  balance(account: string): Promise<bigint> {
    return this.#ask(() => this.provider.getBalance(account));
  }

  async createPool(config: PoolConfig): Promise<Receipt & { pool: number }> {
    const receipt = await this.#send(() => this.#contract.createPool(config));
    return { ...receipt, pool: Number(receipt.argument('PoolCreated', 'pool')) };
  }

  async registerWorker(
    pool: number,
    transportKey: Uint8Array,
    endpoint: string,
  ): Promise<Receipt & { worker: bigint }> {
    const { collateral } = await this.poolConfig(pool);
    const receipt = await this.#send(() =>
      this.#contract.registerWorker(pool, transportKey, endpoint, { value: collateral }),
    );
    return { ...receipt, worker: receipt.argument('WorkerRegistered', 'worker') };
  }

  /** Registers a task and pays its endowment N(N-1)θ. */
  async registerTask(pool: number, ledger: Uint8Array, clients: Uint8Array[]): Promise<Receipt & { task: bigint }> {
    const value = await this.#ask(() => this.#contract.endowment(pool));
    const receipt = await this.#send(() => this.#contract.registerTask(pool, ledger, clients, { value }));
    return { ...receipt, task: receipt.argument('TaskRegistered', 'task') };
  }

  finalize(pool: number): Promise<Receipt> {
    return this.#send(() => this.#contract.finalize(pool));
  }

  report(worker: bigint, friends: readonly boolean[]): Promise<Receipt> {
    return this.#send(() => this.#contract.report(worker, bitmap(friends)));
  }

  claim(worker: bigint, to: string): Promise<Receipt> {
    return this.#send(() => this.#contract.claim(worker, to));
  }

  refund(task: bigint, to: string): Promise<Receipt> {
    return this.#send(() => this.#contract.refund(task, to));
  }

  sweep(task: bigint): Promise<Receipt> {
    return this.#send(() => this.#contract.sweep(task));
  }

  #requireContract(): Promise<void> {
    const question = () => this.#contract.sink();
    return this.#ask(() => requireContract(this.provider, this.address, 'market', question));
  }

  async #read<T>(derive: (membership: Membership) => T): Promise<T> {
    await this.head();
    return derive(this.#membership);
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw await classify(error, marketInterface, this.provider);
    }
  }

  async #send(
    call: () => Promise<{ wait(confirmations: number, timeout: number): Promise<ContractTransactionReceipt | null> }>,
  ) {
    const receipt = await this.#ask(async () => (await call()).wait(1, RECEIPT_TIMEOUT));
    if (receipt === null)
      throw new ContractRefusal('the transaction was not mined', { waitedMs: String(RECEIPT_TIMEOUT) });
    return {
      hash: receipt.hash,
      gasUsed: receipt.gasUsed,
      blockNumber: receipt.blockNumber,
      /** The named argument of the first event of that name. */
      argument(event: string, name: string): bigint {
        const log = receipt.logs
          .map((entry) => marketInterface.parseLog(entry))
          .find((parsed) => parsed?.name === event);
        if (!log) throw new Error(`transaction ${receipt.hash} has no ${event} event`);
        return log.args.getValue(name) as bigint;
      },
    };
  }
}

/** Bit q of the result: seat q is a friend. */
function bitmap(friends: readonly boolean[]): bigint {
  return friends.reduce((bits, friend, seat) => (friend ? bits | (1n << BigInt(seat)) : bits), 0n);
}
