import type { JsonRpcProvider, JsonRpcSigner } from 'ethers';
import { deployMarket, deployProcurement } from '../../../deploy/deploy.ts';
import { Escrow, type EscrowOptions } from './escrow.ts';
import type { InsuredRequester, PoolLimits } from './escrow-types.ts';
import { Market, type MarketOptions } from './market.ts';
import { connect } from './provider.ts';

/** The accounts that a development node signs for: rich, and for nothing but trying things out. */
export class UnlockedAccounts {
  readonly #url: string;
  readonly #provider: JsonRpcProvider;
  readonly #signers: readonly JsonRpcSigner[];

  private constructor(url: string, provider: JsonRpcProvider, signers: readonly JsonRpcSigner[]) {
    this.#url = url;
    this.#provider = provider;
    this.#signers = signers;
  }

  static async open(url: string): Promise<UnlockedAccounts> {
    const provider = await connect(url);
    return new UnlockedAccounts(url, provider, await provider.listAccounts());
  }

  get count(): number {
    return this.#signers.length;
  }

  async chainId(): Promise<bigint> {
    return (await this.#provider.getNetwork()).chainId;
  }

  /** Deploys a market from the first account. */
  async deployMarket(): Promise<MarketOptions> {
    const { market: address, fromBlock } = await deployMarket(this.#provider, this.#signers[0]!.address);
    return { url: this.#url, address, fromBlock };
  }

  /** The market, used by account `index` (counted around). */
  openMarket(options: MarketOptions, index: number): Promise<Market> {
    return Market.open(options, this.#signers[index % this.count]);
  }

  /**
   * Deploys an escrow from the first account, its steward, and the verifier of the committed circuit. It insures account
   * `requester` (counted around), up to `budget` wei.
   */
  async deployEscrow(
    limits: PoolLimits,
    requester: number,
    { leastPay, budget }: Pick<InsuredRequester, 'leastPay' | 'budget'>,
  ) {
    const insured = { requester: this.address(requester), leastPay, budget };
    const deployed = await deployProcurement(this.#provider, this.address(0), limits, insured);
    const { escrow: address, verifier, fromBlock } = deployed;
    return { options: { url: this.#url, address, fromBlock }, verifier };
  }

  /** The escrow, used by account `index` (counted around). */
  openEscrow(options: EscrowOptions, index: number): Promise<Escrow> {
    return Escrow.open(options, this.#signers[index % this.count]);
  }

  address(index: number): string {
    return this.#signers[index % this.count]!.address;
  }

  /** Sends wei from the first account and waits until it has arrived. A transfer also makes a block on an idle chain. */
  async send(to: string, value: bigint): Promise<void> {
    await (await this.#signers[0]!.sendTransaction({ to, value })).wait();
  }

  /** Wei a gas unit, as the node suggests it. */
  async gasPrice(): Promise<bigint> {
    const { maxFeePerGas, gasPrice } = await this.#provider.getFeeData();
    return maxFeePerGas ?? gasPrice ?? 10n ** 9n;
  }

  close(): void {
    this.#provider.destroy();
  }
}
