import {
  type BaseContract,
  Contract,
  type Interface,
  isError,
  type Signer,
  type TransactionReceipt,
  Wallet,
} from 'ethers';
import type { Keys } from '../keys.ts';
import { type Call, Chain, notMined, providerOf } from './chain.ts';
import { type ContractEvent, EventIndex, type Head } from './event-index.ts';
import { requireContract } from './require-contract.ts';

/** How long a transaction may stay pending before its sender is told, in ms. */
const RECEIPT_TIMEOUT = 120_000;

export interface ContractOptions {
  /** JSON-RPC endpoint. */
  readonly url: string;
  readonly address: string;
  /** Block of its deployment, where the events begin. */
  readonly fromBlock?: number;
}

/** Who sends transactions: keys, any ethers signer (a wallet in a browser), or nobody for reading only. */
export type Identity = Keys | Signer | undefined;

export interface Receipt {
  readonly hash: string;
  readonly gasUsed: bigint;
  readonly blockNumber: number;
}

/** A transaction to the contract before anybody has signed it. */
export interface ContractCall extends Omit<Call, 'to'> {
  /** The function's name. */
  readonly name: string;
  /** Address of another contract that it goes to, such as the beacon. */
  readonly to?: string;
}

/** The name and the interface of a kind of contract. */
export interface ContractKind {
  readonly name: 'market' | 'escrow';
  readonly abi: Interface;
}

/**
 * One contract on a chain: its events, its functions, and who calls them. Every method of a client throws
 * `ChainUnreachable` when the node does not answer (try again) and `ContractRefusal` when the contract says no; sending
 * throws `InsufficientFunds` when the account cannot pay, and `NotMined`. Money is in wei.
 */
export abstract class ContractClient<Functions extends BaseContract> {
  readonly chain: Chain;
  readonly address: string;
  /** For reading. */
  protected readonly contract: Functions;
  protected readonly index: EventIndex;
  readonly #kind: ContractKind;
  readonly #signer: Signer | undefined;

  protected constructor(kind: ContractKind, chain: Chain, options: ContractOptions, identity: Identity) {
    const { address, fromBlock = 0 } = options;
    const provider = providerOf(chain);
    this.#kind = kind;
    this.chain = chain;
    this.address = address;
    this.contract = new Contract(address, kind.abi, provider) as unknown as Functions;
    this.index = new EventIndex(provider, kind.abi, address, fromBlock);
    this.#signer = identity && 'signingKey' in identity ? new Wallet(identity.signingKey, provider) : identity;
  }

  /** A call that this kind of contract always answers, and no other known kind does. */
  protected abstract question(): Promise<unknown>;

  /** Connects, and makes sure that the right contract is there. */
  protected static async opened<Client extends ContractClient<BaseContract>>(
    url: string,
    create: (chain: Chain) => Client,
  ): Promise<Client> {
    const chain = await Chain.open(url);
    try {
      const client = create(chain);
      await client.requireContract();
      return client;
    } catch (error) {
      chain.close();
      throw error;
    }
  }

  /** Stops all background activity of the connection. */
  close(): void {
    this.chain.close();
  }

  head(): Promise<Head> {
    return this.ask(() => this.index.update());
  }

  /** Every event of the contract so far, oldest first. */
  async history(): Promise<readonly ContractEvent[]> {
    await this.head();
    return this.index.events;
  }

  /** All that the contract holds. */
  balance(): Promise<bigint> {
    return this.chain.balance(this.address);
  }

  /** Gas that a call would use. @throws ContractRefusal when it would be refused. */
  estimate(from: string, { to = this.address, data, value }: ContractCall): Promise<bigint> {
    return this.chain.estimate(from, { to, data, value }, this.#kind.abi);
  }

  /** Hands a signed transaction to the node: see `Chain.broadcast`. */
  broadcast(raw: string): Promise<void> {
    return this.chain.broadcast(raw, this.#kind.abi);
  }

  /**
   * Makes sure that the right contract is at the address, or at least one that answers the same.
   * @throws WrongContract when there is no contract, or it does not answer.
   */
  protected requireContract(): Promise<void> {
    const question = () => this.question();
    return this.ask(() => requireContract(providerOf(this.chain), this.address, this.#kind.name, question));
  }

  /** Sends a transaction and waits until it is mined. */
  protected async send({ to = this.address, data, value }: ContractCall): Promise<MinedCall> {
    const signer = this.#signer;
    if (signer === undefined) throw new TypeError(`the ${this.#kind.name} was opened for reading only`);
    const receipt = await this.ask(async () => {
      const sent = await signer.sendTransaction({ to, data, value });
      return sent.wait(1, RECEIPT_TIMEOUT).catch((error: unknown) => {
        if (isError(error, 'TIMEOUT')) return null;
        throw error;
      });
    });
    if (receipt === null) throw notMined(RECEIPT_TIMEOUT);
    return new MinedCall(receipt, this.#kind.abi);
  }

  /** What `call` throws, sorted into the kinds that callers can act on. */
  protected ask<T>(call: () => Promise<T>): Promise<T> {
    return this.chain.ask(call, this.#kind.abi);
  }
}

/** A call that was mined. */
export class MinedCall implements Receipt {
  readonly hash: string;
  readonly gasUsed: bigint;
  readonly blockNumber: number;
  readonly #receipt: TransactionReceipt;
  readonly #abi: Interface;

  constructor(receipt: TransactionReceipt, abi: Interface) {
    this.hash = receipt.hash;
    this.gasUsed = receipt.gasUsed;
    this.blockNumber = receipt.blockNumber;
    this.#receipt = receipt;
    this.#abi = abi;
  }

  /** The named argument of the first event of that name. */
  argument(event: string, name: string): unknown {
    const log = this.#receipt.logs.map((entry) => this.#abi.parseLog(entry)).find((parsed) => parsed?.name === event);
    if (!log) throw new Error(`transaction ${this.hash} has no ${event} event`);
    return log.args.getValue(name);
  }
}
