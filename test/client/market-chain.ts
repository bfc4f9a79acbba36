/** A market on a development node, and its owner. */
import type { JsonRpcProvider } from 'ethers';
import { deployMarket } from '../../deploy/deploy.ts';
import { deployContract } from '../escrow-chain.ts';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import type { ContractOptions } from '../../packages/client/src/chain/contract-client.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import type { PoolConfig } from '../../packages/client/src/market/types.ts';

export const TERMS: PoolConfig = {
  theta: 1_000n,
  members: 4,
  faults: 1,
  slots: 2,
  batchBytes: 1024,
  roundMs: 100,
  registrationSeconds: 30,
  collateral: 5_000n,
  leadSeconds: 0,
  sessionSeconds: 1,
  reportSeconds: 1,
};

export interface MarketChain {
  readonly node: Devnet;
  readonly provider: JsonRpcProvider;
  readonly options: ContractOptions;
  readonly owner: Market;
  stop(): Promise<void>;
}

export async function startMarket(startNode: () => Promise<Devnet> = startDevnet): Promise<MarketChain> {
  const node = await startNode();
  const provider = await connect(node.url);
  const signer = await provider.getSigner(0);
  const beacon = await deployContract(signer, 'contracts/mocks/ClockBeacon.sol/ClockBeacon');
  const { market: address, fromBlock } = await deployMarket(provider, signer.address, { beacon });
  const options = { url: node.url, address, fromBlock };
  const owner = await Market.open(options, signer);
  const stop = async () => {
    owner.close();
    provider.destroy();
    await node.stop();
  };
  return { node, provider, options, owner, stop };
}
