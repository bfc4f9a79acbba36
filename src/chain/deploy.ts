import { readFile } from 'node:fs/promises';
import { type Artifact, deploy, DeploymentResultType, type IgnitionModule } from '@nomicfoundation/ignition-core';
import type { JsonRpcProvider } from 'ethers';
import smartCastModule from '../../deploy/modules/SmartCast.ts';

export interface Deployment {
  /** The SmartCastMarket. */
  readonly market: string;
  /** Block in which, or before which, it was deployed. */
  readonly fromBlock: number;
}

/**
 * Deploys beacon and market by their Ignition module, from an account that the node holds the key of.
 * On a chain where it does not, run the module with `npx hardhat ignition deploy`.
 * @throws Error with the failed steps when the deployment does not succeed.
 */
export async function deployMarket(provider: JsonRpcProvider, sender: string): Promise<Deployment> {
  const fromBlock = await provider.getBlockNumber();
  const result = await deploy({
    ignitionModule: smartCastModule as unknown as IgnitionModule<string, string, Record<string, never>>,
    provider: { request: ({ method, params }) => provider.send(method, (params ?? []) as unknown[]) },
    artifactResolver: { loadArtifact, getBuildInfo: async () => undefined },
    accounts: [sender],
    defaultSender: sender,
    deploymentParameters: {},
    config: { requiredConfirmations: 1, blockPollingInterval: 100 },
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new Error(`the deployment failed (${result.type}): ${JSON.stringify(result, undefined, 2)}`);
  }
  const market = Object.values(result.contracts).find((contract) => contract.contractName === 'SmartCastMarket');
  if (!market) throw new Error('the deployment module deployed no SmartCastMarket');
  return { market: market.address, fromBlock };
}

/** Where each contract of the module is in the source tree. */
const FOLDERS: Readonly<Record<string, string>> = { SmartCastMarket: 'smartcast', FutureBlockBeacon: 'randomness' };

async function loadArtifact(name: string): Promise<Artifact> {
  const path = `../../artifacts/contracts/${FOLDERS[name]}/${name}.sol/${name}.json`;
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as Artifact;
}
