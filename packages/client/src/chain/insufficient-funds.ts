import { formatEther, getAddress, type JsonRpcProvider, Transaction } from 'ethers';
import { SmartCastError, type Facts } from '../errors.ts';
import { answerOf } from './answer.ts';

/**
 * What nodes answer for lack of funds: Hardhat; Geth, Erigon, Reth, anvil; Nethermind; Besu. Ethers has no code for it, or
 * the same as for a fee that is too low.
 */
const LACK_OF_FUNDS = /doesn't have enough funds|insufficient ?funds|upfront cost exceeds/i;

/** What a transaction costs, as far as is known. */
interface Bill {
  readonly account: string;
  /** Wei, without gas. */
  readonly value: bigint;
  /** Wei at most, gas included; undefined while the gas is unknown. */
  readonly total: bigint | undefined;
}

/** The account of a transaction cannot pay for it. A refusal: once there is money, it works. */
export class InsufficientFunds extends SmartCastError {
  override name = 'InsufficientFunds';
  override readonly refusal = 'InsufficientFunds';

  constructor(message: string, facts: Facts = {}, options?: ErrorOptions) {
    super('InsufficientFunds', message, facts, options);
  }
}

/** Whether `error` says that a node did not take a transaction for lack of funds. */
export function lacksFunds(error: unknown): boolean {
  return LACK_OF_FUNDS.test(answerOf(error) ?? '');
}

/** Says who has how much and what it takes, as far as the error and the node tell. */
export async function insufficientFunds(error: unknown, provider: JsonRpcProvider): Promise<InsufficientFunds> {
  const bill = billOf(error);
  const funds = bill && (await provider.getBalance(bill.account).catch(() => undefined));
  return new InsufficientFunds(describe(bill, funds), factsOf(bill, funds), { cause: error });
}

/** The cost of the transaction that a node refused. Ethers has it signed, or as it was to be sent or estimated. */
function billOf(error: unknown): Bill | undefined {
  const { transaction, payload, info } = error as Record<'transaction' | 'payload' | 'info', any>;
  const sent: unknown = (payload ?? info?.payload)?.params?.[0] ?? transaction;
  if (typeof sent === 'string') {
    const { from, value, gasLimit, maxFeePerGas, gasPrice } = Transaction.from(sent);
    if (from === null) return undefined;
    return { account: from, value, total: value + gasLimit * (maxFeePerGas ?? gasPrice ?? 0n) };
  }
  const { from, value } = (sent ?? {}) as { from?: string; value?: string };
  return from === undefined ? undefined : { account: getAddress(from), value: BigInt(value ?? 0), total: undefined };
}

function describe(bill: Bill | undefined, funds: bigint | undefined): string {
  if (bill === undefined || funds === undefined)
    return 'the account has too little money for the transaction and its gas';
  const { account, value, total } = bill;
  const unknown = value === 0n ? 'gas' : `${ether(value)} and gas`;
  const needed = total === undefined ? unknown : `up to ${ether(total)} with gas`;
  return `${account} has ${ether(funds)}, but the transaction takes ${needed}: send it more`;
}

function factsOf(bill: Bill | undefined, funds: bigint | undefined): Facts {
  if (bill === undefined || funds === undefined) return {};
  const { account, value, total } = bill;
  return { account, funds, value, ...(total === undefined ? {} : { total }) };
}

function ether(wei: bigint): string {
  return `${formatEther(wei).replace(/\.0$/, '')} ETH`;
}
