import { Transaction, type TransactionLike, Wallet } from 'ethers';
import { answerOf } from './answer.ts';
import { ContractRefusal } from './errors.ts';
import type { Escrow } from './escrow.ts';
import { seatAt } from './escrow.ts';
import type { EscrowCall } from './escrow-calls.ts';
import type { IncentiveGap, Request, RequestFacts, RequestTerms } from './escrow-types.ts';
import type { Head } from './event-index.ts';
import { type Fees, GasTooDear, raised, raisedToCancel } from './fees.ts';
import { isPoverty } from './insufficient-funds.ts';
import type { Keys } from './keystore.ts';

/** Of the estimate: what others do in between may make a call dearer. */
const GAS_PERCENT = 130n;
const PLAIN_TRANSFER_GAS = 21_000n;

/** What nodes answer to a transaction that they have, or that was mined already. */
const KNOWN = /already known|known transaction|already imported|nonce (is )?too low/i;
/** What nodes answer to an offer that is too low: all it needs is a higher one, just as one that waits at the node. */
const CHEAP = /underpriced|fee ?too ?low|(fee|price).*(too low|less than|below)/i;

/** A transaction that can be sent any number of times and counts once. */
export interface SignedTransaction {
  readonly hash: string;
  readonly nonce: number;
  /** In hexadecimal. */
  readonly raw: string;
}

/** Transactions of the account: those in the chain, and those with what the node has waiting. */
export interface Nonces {
  readonly mined: number;
  readonly pending: number;
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
      this.#escrow.ask(() => this.#escrow.provider.getBalance(this.address)),
    ]);
    return { ...position, poolShares: shares, balance, funds };
  }

  /** Wei a gas unit, at most, if it were sent now. */
  async gasPrice(): Promise<bigint> {
    return (await this.#fees()).maxFeePerGas;
  }

  /** Gas to allow for a call. @throws ContractRefusal when it would be refused now. */
  async estimate(call: EscrowCall): Promise<bigint> {
    return ((await this.#escrow.estimate(this.address, call)) * GAS_PERCENT) / 100n;
  }

  async nonces(): Promise<Nonces> {
    const { ask, provider } = this.#bound();
    const [mined, pending] = await ask(() =>
      Promise.all([
        provider.getTransactionCount(this.address, 'latest'),
        provider.getTransactionCount(this.address, 'pending'),
      ]),
    );
    return { mined, pending };
  }

  /**
   * Signs, at what the market asks now, and does not send.
   * @param worth wei that it may cost in fees, if that has an end.
   * @throws GasTooDear when it could cost more.
   */
  async sign({ data, value }: EscrowCall, nonce: number, gasLimit: bigint, worth?: bigint): Promise<SignedTransaction> {
    const { chainId } = await this.#escrow.ask(() => this.#escrow.provider.getNetwork());
    const fees = await this.#fees();
    const cost = gasLimit * fees.maxFeePerGas;
    if (worth !== undefined && cost > worth) {
      throw new GasTooDear(`the gas may cost ${cost} wei, and the call brings ${worth} wei`);
    }
    return this.#seal({ type: 2, to: this.#escrow.address, data, value, nonce, gasLimit, chainId, ...fees });
  }

  /**
   * The same transaction for more: one of the two will be mined.
   * @param worth wei that it may cost in fees, if that has an end.
   * @returns undefined when more would be above the cap, or above what the account has.
   */
  async outbid(raw: string, worth?: bigint): Promise<SignedTransaction | undefined> {
    const { ask, provider } = this.#bound();
    const { to, data, value, gasLimit, chainId, nonce, ...old } = parsed(raw);
    const funds = (await ask(() => provider.getBalance(this.address))) - value;
    const most = (worth !== undefined && worth < funds ? worth : funds) / gasLimit;
    const fees = raised(old, await this.#fees(), most);
    return fees && this.#seal({ type: 2, to, data, value, gasLimit, chainId, nonce, ...fees });
  }

  /** A transaction that does nothing, in place of another one: one of the two will be mined. */
  async cancel(raw: string): Promise<SignedTransaction> {
    const { chainId, nonce, ...old } = parsed(raw);
    const nothing = { to: this.address, data: '0x', value: 0n, gasLimit: PLAIN_TRANSFER_GAS };
    return this.#seal({ type: 2, ...nothing, chainId, nonce, ...raisedToCancel(old, await this.#fees()) });
  }

  /**
   * Hands a signed transaction to the node, any number of times. One that offers too little counts as taken: it waits.
   * @throws ContractRefusal or InsufficientFunds when the node will not have it; it may be mined all the same if it was sent before.
   */
  broadcast({ raw }: SignedTransaction): Promise<void> {
    const { ask, provider } = this.#bound();
    return ask(async () => {
      try {
        await provider.send('eth_sendRawTransaction', [raw]);
      } catch (error) {
        const answer = answerOf(error);
        if (answer === undefined || isPoverty(error)) throw error;
        if (!KNOWN.test(answer) && !CHEAP.test(answer)) throw new ContractRefusal(answer, {}, { cause: error });
      }
    });
  }

  /** What became of a transaction; undefined while it is in no block. */
  async outcome(hash: string): Promise<'succeeded' | 'reverted' | undefined> {
    const { ask, provider } = this.#bound();
    const receipt = await ask(() => provider.getTransactionReceipt(hash));
    if (receipt === null) return undefined;
    return receipt.status === 1 ? 'succeeded' : 'reverted';
  }

  async #seal(transaction: TransactionLike): Promise<SignedTransaction> {
    const raw = await this.#wallet.signTransaction(transaction);
    return { hash: Transaction.from(raw).hash!, nonce: transaction.nonce!, raw };
  }

  /** What the market asks now. */
  async #fees(): Promise<Fees> {
    const { ask, provider } = this.#bound();
    const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await ask(() => provider.getFeeData());
    const most = maxFeePerGas ?? gasPrice ?? 0n;
    return { maxFeePerGas: most, maxPriorityFeePerGas: maxPriorityFeePerGas ?? most };
  }

  #bound() {
    const { provider } = this.#escrow;
    return { provider, ask: <T>(call: () => Promise<T>) => this.#escrow.ask(call) };
  }
}

function parsed(raw: string) {
  const { to, data, value, gasLimit, chainId, nonce, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
  const fees = { maxFeePerGas: maxFeePerGas ?? 0n, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n };
  return { to, data, value, gasLimit, chainId, nonce, ...fees };
}
