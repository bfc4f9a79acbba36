import { Transaction, type TransactionLike, Wallet } from 'ethers';
import type { Nonces } from '../chain/chain.ts';
import type { Escrow } from './escrow.ts';
import { seatAt } from './escrow.ts';
import type { ContractCall } from '../chain/contract-client.ts';
import type { IncentiveGap, Request, RequestFacts, RequestTerms } from './escrow-types.ts';
import type { Head } from '../chain/event-index.ts';
import { GasTooDear, raised, raisedToCancel } from '../chain/fees.ts';
import type { Keys } from '../keys.ts';

/** Of the estimate: what others do in between may make a call dearer. */
const GAS_PERCENT = 130n;
const PLAIN_TRANSFER_GAS = 21_000n;

/** A transaction that can be sent any number of times and counts once. */
export interface SignedTransaction {
  readonly hash: string;
  readonly nonce: number;
  /** In hexadecimal. */
  readonly raw: string;
}

/** The escrow as one prover's account uses it: all that its daemon needs of the chain. */
export class ProverAccount {
  readonly address: string;
  readonly #escrow: Escrow;
  readonly #wallet: Wallet;

  constructor(escrow: Escrow, keys: Keys) {
    this.address = keys.account;
    this.#escrow = escrow;
    this.#wallet = new Wallet(keys.signingKey);
  }

  identity(): Promise<{ chainId: bigint; contract: string }> {
    return this.#escrow.identity();
  }

  head(): Promise<Head> {
    return this.#escrow.head();
  }

  requests(): Promise<readonly RequestFacts[]> {
    return this.#escrow.requests();
  }

  placeIn(request: Request): number | undefined {
    return this.#escrow.placeOf(this.address, request);
  }

  seedOf(facts: RequestFacts): Promise<bigint | undefined> {
    return this.#escrow.seedOf(facts);
  }

  seedExpiresAt(facts: RequestFacts): Promise<number> {
    return this.#escrow.seedExpiresAt(facts);
  }

  seatAt(request: Request, seed: bigint, place: number): number | undefined {
    return seatAt(request, seed, place);
  }

  incentiveGap(terms: RequestTerms): Promise<IncentiveGap> {
    return this.#escrow.incentiveGap(terms);
  }

  /** The account's part of the pool, in wei and of one, and what the escrow and the chain hold for it. */
  async holdings() {
    const [position, { shares }, balance, funds] = await Promise.all([
      this.#escrow.positionOf(this.address),
      this.#escrow.accounts(),
      this.#escrow.balanceOf(this.address),
      this.#escrow.chain.balance(this.address),
    ]);
    return { ...position, poolShares: shares, balance, funds };
  }

  /** Wei a gas unit, at most, if it were sent now. */
  async gasPrice(): Promise<bigint> {
    return (await this.#escrow.chain.fees()).maxFeePerGas;
  }

  /** Gas to allow for a call. @throws ContractRefusal when it would be refused now. */
  async estimate(call: ContractCall): Promise<bigint> {
    return ((await this.#escrow.estimate(this.address, call)) * GAS_PERCENT) / 100n;
  }

  nonces(): Promise<Nonces> {
    return this.#escrow.chain.nonces(this.address);
  }

  /**
   * Signs, at what the market asks now, and does not send.
   * @param worth wei that it may cost in fees, if that has an end.
   * @throws GasTooDear when it could cost more.
   */
  async sign(
    { data, value }: ContractCall,
    nonce: number,
    gasLimit: bigint,
    worth?: bigint,
  ): Promise<SignedTransaction> {
    const { openedOn: chainId } = this.#escrow.chain;
    const fees = await this.#escrow.chain.fees();
    const cost = gasLimit * fees.maxFeePerGas;
    if (worth !== undefined && cost > worth) {
      throw new GasTooDear(cost, worth);
    }
    return this.#seal({ type: 2, to: this.#escrow.address, data, value, nonce, gasLimit, chainId, ...fees });
  }

  /**
   * The same transaction for more: one of the two will be mined.
   * @param worth wei that it may cost in fees, if that has an end.
   * @returns undefined when more would be above the cap, or above what the account has.
   */
  async outbid(raw: string, worth?: bigint): Promise<SignedTransaction | undefined> {
    const { to, data, value, gasLimit, chainId, nonce, ...old } = parsed(raw);
    const funds = (await this.#escrow.chain.balance(this.address)) - value;
    const most = (worth !== undefined && worth < funds ? worth : funds) / gasLimit;
    const fees = raised(old, await this.#escrow.chain.fees(), most);
    return fees && this.#seal({ type: 2, to, data, value, gasLimit, chainId, nonce, ...fees });
  }

  /** A transaction that does nothing, in place of another one: one of the two will be mined. */
  async cancel(raw: string): Promise<SignedTransaction> {
    const { chainId, nonce, ...old } = parsed(raw);
    const nothing = { to: this.address, data: '0x', value: 0n, gasLimit: PLAIN_TRANSFER_GAS };
    return this.#seal({ type: 2, ...nothing, chainId, nonce, ...raisedToCancel(old, await this.#escrow.chain.fees()) });
  }

  /** Hands a signed transaction to the node, any number of times: see `Chain.broadcast`. */
  broadcast({ raw }: SignedTransaction): Promise<void> {
    return this.#escrow.broadcast(raw);
  }

  /** What became of a transaction; undefined while it is in no block. */
  outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined> {
    return this.#escrow.chain.outcome(hash);
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
