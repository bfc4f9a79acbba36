import { Transaction, Wallet } from 'ethers';
import { InsufficientFunds, insufficientFunds } from './insufficient-funds.ts';
import { type Chain, providerOf } from './chain.ts';
import { answerOf } from './answer.ts';
import type { Keys } from '../keys.ts';
import type { Rpc } from './rpc.ts';

/** What nodes answer to a transaction that they have already: it was sent, then, and its hash is known. */
const KNOWN = /already known|known transaction|already imported/i;

/** What nodes answer to an estimate for an account that can buy no such amount of gas. */
const NO_ALLOWANCE = /exceeds (gas )?allowance/i;

/** What `eth_sendTransaction` takes: quantities in hexadecimal. */
interface TransactionRequest {
  readonly from?: string;
  readonly to?: string;
  readonly data?: string;
  readonly value?: string;
  readonly nonce?: string;
  readonly gas?: string;
  readonly gasPrice?: string;
  readonly maxFeePerGas?: string;
  readonly maxPriorityFeePerGas?: string;
}

/**
 * JSON-RPC to a node as if it held the key of one account: it has that account and no other, and transactions are signed
 * here, so that any node will do. What is left out of a transaction (nonce, gas, fees) is asked from the node.
 *
 * A node that does not answer is `ChainUnreachable`, an account without money `InsufficientFunds`. Other errors come as
 * the node gave them, since tools read reasons of reverts from them.
 */
export function signingRpc(chain: Chain, keys: Keys): Rpc {
  const provider = providerOf(chain);
  const wallet = new Wallet(keys.signingKey, provider);

  const sign = async ({ from = keys.account, gas, nonce, ...call }: TransactionRequest): Promise<string> => {
    if (from.toLowerCase() !== keys.account.toLowerCase())
      throw new TypeError(`there is no key of account ${from} here, only that of ${keys.account}`);
    return wallet.signTransaction(
      await wallet.populateTransaction({
        ...call,
        // Chains that want it have no other kind of fee.
        ...(call.gasPrice === undefined ? {} : { type: 0 }),
        ...(gas === undefined ? {} : { gasLimit: gas }),
        ...(nonce === undefined ? {} : { nonce: Number(nonce) }),
        chainId: chain.openedOn,
      }),
    );
  };

  const submit = async (raw: string): Promise<string> => {
    try {
      return (await provider.send('eth_sendRawTransaction', [raw])) as string;
    } catch (error) {
      if (KNOWN.test(answerOf(error) ?? '')) return Transaction.from(raw).hash!;
      throw error;
    }
  };

  const send: Rpc['send'] = async (method, params) => {
    if (method === 'eth_accounts') return [keys.account];
    if (method === 'eth_sendTransaction') return submit(await sign(params[0] as TransactionRequest));
    return provider.send(method, params);
  };
  return { send: (method, params) => kindly(chain, () => send(method, params)) };
}

/** A node's answer, or what is wrong with the node or the account; reverts are left as they came. */
async function kindly<T>(chain: Chain, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (NO_ALLOWANCE.test(answerOf(error) ?? '')) throw await insufficientFunds(error, providerOf(chain));
    const kind = await chain.ask(() => Promise.reject(error)).catch((sorted: unknown) => sorted);
    const isOurs = kind instanceof InsufficientFunds || (kind as { code?: unknown }).code === 'ChainUnreachable';
    throw isOurs ? kind : error;
  }
}
