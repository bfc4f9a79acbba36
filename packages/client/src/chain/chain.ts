import type { Interface, JsonRpcProvider } from 'ethers';
import { ContractRefusal, SmartCastError } from '../errors.ts';
import { answerOf } from './answer.ts';
import { classify } from './classify.ts';
import type { Fees } from './fees.ts';
import { lacksFunds } from './insufficient-funds.ts';
import { connect } from './provider.ts';

/** What nodes answer to a transaction that they have, or that was mined already. */
const KNOWN = /already known|known transaction|already imported|nonce (is )?too low/i;
/** What nodes answer to a fee that is too low. A higher one is the remedy, just as for a transaction that waits at the node. */
const CHEAP = /underpriced|fee ?too ?low|(fee|price).*(too low|less than|below)/i;

/** Numbers of an account's transactions: those in the chain, and those with the ones that wait at the node. */
export interface Nonces {
  readonly mined: number;
  readonly pending: number;
}

/** A call to a contract that nobody has signed yet. */
export interface Call {
  readonly to: string;
  /** In hexadecimal. */
  readonly data: string;
  /** Wei. */
  readonly value: bigint;
}

let providerInside: (chain: Chain) => JsonRpcProvider;

/**
 * A chain behind a JSON-RPC node. Every method throws `ChainUnreachable` when the node does not answer (try again).
 * Money is in wei.
 */
export class Chain {
  readonly url: string;
  /** Chain id when the connection was opened: transactions are signed for that chain, whatever the node says later. */
  readonly openedOn: bigint;
  readonly #provider: JsonRpcProvider;

  static {
    providerInside = (chain) => chain.#provider;
  }

  /** @param openedOn the provider's chain id. */
  constructor(url: string, openedOn: bigint, provider: JsonRpcProvider) {
    this.url = url;
    this.openedOn = openedOn;
    this.#provider = provider;
  }

  /** @throws ChainUnreachable when no chain answers at the URL. */
  static async open(url: string): Promise<Chain> {
    const provider = await connect(url);
    return new Chain(url, (await provider.getNetwork()).chainId, provider);
  }

  /** Chain id, asked from the node at every call: another node may have come behind the same URL. */
  async id(): Promise<bigint> {
    return BigInt((await this.ask(() => this.#provider.send('eth_chainId', []))) as string);
  }

  balance(account: string): Promise<bigint> {
    return this.ask(() => this.#provider.getBalance(account));
  }

  /** The code at an address, in hexadecimal; `0x` when there is none. */
  code(address: string): Promise<string> {
    return this.ask(() => this.#provider.getCode(address));
  }

  /** What a mined transaction paid and used. @throws RangeError when the chain has no such transaction. */
  transaction(hash: string): Promise<{ hash: string; value: bigint; gasUsed: bigint }> {
    return this.ask(async () => {
      const [sent, receipt] = await Promise.all([
        this.#provider.getTransaction(hash),
        this.#provider.getTransactionReceipt(hash),
      ]);
      if (sent === null || receipt === null) throw new RangeError(`the chain has no transaction ${hash}`);
      return { hash, value: sent.value, gasUsed: receipt.gasUsed };
    });
  }

  /** What became of a transaction; undefined while it is in no block. */
  async outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined> {
    const receipt = await this.ask(() => this.#provider.getTransactionReceipt(hash));
    if (receipt === null) return undefined;
    return receipt.status === 1 ? 'succeeded' : 'reverted';
  }

  nonces(account: string): Promise<Nonces> {
    return this.ask(async () => {
      const [mined, pending] = await Promise.all([
        this.#provider.getTransactionCount(account, 'latest'),
        this.#provider.getTransactionCount(account, 'pending'),
      ]);
      return { mined, pending };
    });
  }

  /** Whether the node has transactions of the account that are in no block yet. */
  async hasUnmined(account: string): Promise<boolean> {
    const { mined, pending } = await this.nonces(account);
    return pending > mined;
  }

  /** The present price of gas. */
  async fees(): Promise<Fees> {
    const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await this.ask(() => this.#provider.getFeeData());
    const most = maxFeePerGas ?? gasPrice ?? 0n;
    return { maxFeePerGas: most, maxPriorityFeePerGas: maxPriorityFeePerGas ?? most };
  }

  /** Gas that a call would use. @throws ContractRefusal when it would be refused, InsufficientFunds. */
  estimate(from: string, { to, data, value }: Call, contract?: Interface): Promise<bigint> {
    return this.ask(() => this.#provider.estimateGas({ from, to, data, value }), contract);
  }

  /**
   * Hands a signed transaction to the node, any number of times. One whose fee is too low counts as taken: it waits.
   * @param raw in hexadecimal.
   * @throws ContractRefusal or InsufficientFunds when the node will not have it; it may be mined all the same if it was sent before.
   */
  broadcast(raw: string, contract?: Interface): Promise<void> {
    return this.ask(async () => {
      try {
        await this.#provider.send('eth_sendRawTransaction', [raw]);
      } catch (error) {
        const answer = answerOf(error);
        if (answer === undefined || lacksFunds(error)) throw error;
        if (!KNOWN.test(answer) && !CHEAP.test(answer)) throw new ContractRefusal(answer, {}, { cause: error });
      }
    }, contract);
  }

  /** What `call` throws, sorted into the kinds that callers can act on. @param contract whose refusals it may name. */
  async ask<T>(call: () => Promise<T>, contract?: Interface): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw await classify(error, this.#provider, contract);
    }
  }

  /** Stops all background activity of the connection. */
  close(): void {
    this.#provider.destroy();
  }
}

/** For the clients of this package alone. */
export function providerOf(chain: Chain): JsonRpcProvider {
  return providerInside(chain);
}

/** The transaction is in no block yet, though it may still come into one. */
export function notMined(waitedMs: number): SmartCastError {
  return new SmartCastError('NotMined', `the transaction was not mined within ${waitedMs} ms; it may still be`, {
    waitedMs,
  });
}
