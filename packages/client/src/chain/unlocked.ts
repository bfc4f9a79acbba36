import type { JsonRpcProvider, JsonRpcSigner } from 'ethers';
import { Escrow } from '../escrow/escrow.ts';
import { Market } from '../market/market.ts';
import type { ContractOptions } from './contract-client.ts';
import { connect } from './provider.ts';
import type { Rpc } from './rpc.ts';

/** The accounts that a development node signs for: rich, and for nothing but trying things out. */
export class UnlockedAccounts {
  readonly url: string;
  readonly #provider: JsonRpcProvider;
  readonly #signers: readonly JsonRpcSigner[];

  private constructor(url: string, provider: JsonRpcProvider, signers: readonly JsonRpcSigner[]) {
    this.url = url;
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

  /** JSON-RPC requests to the node, for which it signs itself. */
  get rpc(): Rpc {
    return this.#provider;
  }

  /** The market, used by account `index` (counted around). */
  openMarket(options: ContractOptions, index: number): Promise<Market> {
    return Market.open(options, this.#signers[index % this.count]);
  }

  /** The escrow, used by account `index` (counted around). */
  openEscrow(options: ContractOptions, index: number): Promise<Escrow> {
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
