import { isError, type JsonRpcProvider, type JsonRpcSigner } from 'ethers';
import { Escrow } from '../escrow/escrow.ts';
import { Market } from '../market/market.ts';
import type { ContractOptions } from './contract-client.ts';
import { connect } from './provider.ts';
import type { Rpc } from './rpc.ts';

/** Blocks asked for at a time: some nodes take milliseconds for each. */
const MOST_MINED = 250;

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

  /**
   * Makes blocks until one of that number is there: without a transaction each where the node can, and all with the
   * present time, so that the chain's clock does not run ahead.
   */
  async mineTo(height: number): Promise<void> {
    for (;;) {
      const missing = height - (await this.#provider.getBlockNumber());
      if (missing <= 0) return;
      const some = Math.min(missing, MOST_MINED);
      try {
        await this.#provider.send('hardhat_mine', [`0x${some.toString(16)}`, '0x0']);
      } catch (error) {
        if (!isError(error, 'UNSUPPORTED_OPERATION') && !isUnknownMethod(error)) throw error;
        await this.send(this.address(0), 0n);
      }
    }
  }

  /** Wei per unit of gas, as the node suggests it. */
  async gasPrice(): Promise<bigint> {
    const { maxFeePerGas, gasPrice } = await this.#provider.getFeeData();
    return maxFeePerGas ?? gasPrice ?? 10n ** 9n;
  }

  close(): void {
    this.#provider.destroy();
  }
}

/** Whether a node has answered that it does not know the method (JSON-RPC code -32601, or its own beside a sentence). */
function isUnknownMethod(error: unknown): boolean {
  const { error: answer } = error as { error?: { code?: number; message?: string } };
  return answer?.code === -32601 || /not (supported|found|available|exist)/i.test(answer?.message ?? '');
}
