import { fromHex } from '@smartcast/protocol';
import { marketInterface } from '../chain/abi.ts';
import type { Chain } from '../chain/chain.ts';
import {
  ContractClient,
  type ContractOptions,
  type Identity,
  type MinedCall,
  type Receipt,
} from '../chain/contract-client.ts';
import type { ISmartCastMarket } from '../contracts/ISmartCastMarket.ts';
import { SmartCastError } from '../errors.ts';
import { Beacon, type Bringing } from '../randomness/beacon.ts';
import { formatId, unpackId } from './ids.ts';
import {
  claimCall,
  createPoolCall,
  finalizeCall,
  refundCall,
  registerTaskCall,
  registerWorkerCall,
  reportCall,
  sweepCall,
} from './market-calls.ts';
import { Membership } from './membership.ts';
import { requireRunnable } from './pool-terms.ts';
import type { Assignment, Committee, Draw, PoolConfig, PoolState, Task, Worker } from './types.ts';

/** The market contract, of which committees are hired. See `ContractClient` for what its methods throw. */
export class Market extends ContractClient<ISmartCastMarket> {
  readonly #membership: Membership;
  #beacon: Beacon | undefined;

  private constructor(chain: Chain, options: ContractOptions, identity: Identity) {
    super({ name: 'market', abi: marketInterface }, chain, options, identity);
    this.#membership = new Membership(this.index);
  }

  /**
   * @param identity who sends transactions; nobody for reading only.
   * @throws WrongContract when there is no market at the address.
   */
  static open(options: ContractOptions, identity?: Identity): Promise<Market> {
    return ContractClient.opened(options.url, (chain) => new Market(chain, options, identity));
  }

  /** What signatures of this market's sessions are bound to, asked from the chain at every call. */
  async identity(): Promise<{ chainId: bigint; contract: Uint8Array }> {
    const chainId = await this.chain.id();
    await this.requireContract();
    return { chainId, contract: fromHex(this.address) };
  }

  /** The beacon that epochs are drawn by. */
  async beacon(): Promise<Beacon> {
    this.#beacon ??= new Beacon(this.chain, await this.ask(() => this.contract.beacon()));
    return this.#beacon;
  }

  /** Brings a random value to the beacon. */
  bring({ call }: Bringing): Promise<Receipt> {
    return this.send(call);
  }

  /** How many pools there are; they are numbered from 1. */
  pools(): Promise<number> {
    return this.#read((membership) => membership.pools());
  }

  poolConfig(pool: number): Promise<PoolConfig> {
    return this.#read((membership) => membership.poolConfig(pool));
  }

  /** The pool's open epoch. */
  poolState(pool: number): Promise<PoolState> {
    return this.ask(async () => {
      const { epoch, workers, tasks, closesAt } = await this.contract.poolState(pool);
      const readyAt = closesAt === 0n ? 0 : await (await this.beacon()).readyAt(Number(closesAt));
      return {
        epoch: Number(epoch),
        workers: Number(workers),
        tasks: Number(tasks),
        closesAt: Number(closesAt),
        readyAt,
      };
    });
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

  /** A task as registered. @throws SmartCastError `UnknownTask` or `UnknownPool`. */
  task(task: bigint): Promise<Task> {
    return this.#read((membership) => membership.task(task));
  }

  /** The committee of a task. @throws SmartCastError like `task`, `NotDrawn` while its epoch is open, or `NoCommittee`. */
  requireCommittee(task: bigint): Promise<Committee> {
    return this.#read((membership) => {
      const committee = membership.committeeOf(task);
      if (committee !== undefined) return committee;
      const { id } = membership.task(task);
      const { pool, epoch } = unpackId(id);
      const isDrawn = membership.draw(pool, epoch) !== undefined;
      const reason = isDrawn ? 'got no committee: its endowment can be refunded' : 'waits for the draw of its epoch';
      throw new SmartCastError(isDrawn ? 'NoCommittee' : 'NotDrawn', `task ${formatId(id)} ${reason}`, {
        task: formatId(id),
      });
    });
  }

  /** Who sits where, asked from the contract; `committeeOf` derives the same. */
  memberAt(committee: bigint, seat: number): Promise<bigint> {
    return this.ask(() => this.contract.memberAt(committee, seat));
  }

  /** rows[q][p]: seat q called seat p a friend; rows[q][q]: seat q has reported. */
  async reports(committee: bigint, members: number): Promise<boolean[][]> {
    const rows = await this.ask(() => this.contract.reportsOf(committee));
    return rows.map((row) => Array.from({ length: members }, (_, p) => ((row >> BigInt(p)) & 1n) === 1n));
  }

  /** What `claim` pays now or, for members, after the deadline. */
  async claimable(worker: bigint): Promise<{ reward: bigint; collateral: bigint }> {
    const { reward, collateral } = await this.ask(() => this.contract.claimable(worker));
    return { reward, collateral };
  }

  /** Opens a pool, whose terms never change. @throws SmartCastError `InvalidTerms` when no session could run in it. */
  async createPool(config: PoolConfig): Promise<Receipt & { pool: number }> {
    requireRunnable(config);
    const mined = await this.send(createPoolCall(config));
    return { ...receiptOf(mined), pool: Number(mined.argument('PoolCreated', 'pool')) };
  }

  /**
   * Enters a worker into the open epoch of a pool; sends its collateral along.
   * @param transportKey Ed25519 public key, 32 bytes. @param endpoint `host:port`.
   * @throws SmartCastError `InvalidTerms` when no session can run in the pool: the collateral would be forfeited.
   */
  async registerWorker(
    pool: number,
    transportKey: Uint8Array,
    endpoint: string,
  ): Promise<Receipt & { worker: bigint }> {
    const config = await this.poolConfig(pool);
    requireRunnable(config);
    const { collateral } = config;
    const mined = await this.send(registerWorkerCall(pool, transportKey, endpoint, collateral));
    return { ...receiptOf(mined), worker: mined.argument('WorkerRegistered', 'worker') as bigint };
  }

  /**
   * Registers a task and pays its endowment N(N-1)θ.
   * @param ledger 32 bytes. @param clients Ed25519 public keys, 32 bytes each, that may append.
   */
  async registerTask(
    pool: number,
    ledger: Uint8Array,
    clients: readonly Uint8Array[],
  ): Promise<Receipt & { task: bigint }> {
    const endowment = await this.ask(() => this.contract.endowment(pool));
    const mined = await this.send(registerTaskCall(pool, ledger, clients, endowment));
    return { ...receiptOf(mined), task: mined.argument('TaskRegistered', 'task') as bigint };
  }

  /** Draws the committees of the open epoch, once registration has closed and the beacon answers. Anyone may. */
  finalize(pool: number): Promise<Receipt> {
    return this.send(finalizeCall(pool));
  }

  /** See `reportCall`. */
  report(worker: bigint, friends: readonly boolean[], seed: bigint): Promise<Receipt> {
    return this.send(reportCall(worker, friends, seed));
  }

  /** Pays out the rewards and the collateral of a registration. */
  claim(worker: bigint, to: string): Promise<Receipt> {
    return this.send(claimCall(worker, to));
  }

  /** Gives back the endowment of a task that got no committee. */
  refund(task: bigint, to: string): Promise<Receipt> {
    return this.send(refundCall(task, to));
  }

  /** Sends what a task's members forfeited to the market's sink. Anyone may, after the deadline of the reports. */
  sweep(task: bigint): Promise<Receipt> {
    return this.send(sweepCall(task));
  }

  protected question(): Promise<unknown> {
    return this.contract.sink();
  }

  async #read<T>(derive: (membership: Membership) => T): Promise<T> {
    await this.head();
    return derive(this.#membership);
  }
}

function receiptOf({ hash, gasUsed, blockNumber }: MinedCall): Receipt {
  return { hash, gasUsed, blockNumber };
}
