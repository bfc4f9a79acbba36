import { readFile } from 'node:fs/promises';
import {
  type Artifact,
  deploy,
  type DeploymentParameters,
  DeploymentResultType,
  type IgnitionModule,
} from '@nomicfoundation/ignition-core';
import ledgerProofsModule from './modules/LedgerProofs.ts';
import procurementModule from './modules/Procurement.ts';
import smartCastModule from './modules/SmartCast.ts';
import type { InsuredRequester, PoolLimits, Rpc } from '@smartcast/client';

export interface Deployment {
  /** The SmartCastMarket. */
  readonly market: string;
  /** Block in which, or before which, it was deployed. */
  readonly fromBlock: number;
}

export interface ProcurementDeployment {
  /** The ProverEscrow. */
  readonly escrow: string;
  /** The LedgerTransitionProofs of the committed circuit. */
  readonly verifier: string;
  readonly fromBlock: number;
}

/**
 * Deploys beacon and market by their Ignition module, from an account that the node holds the key of.
 * On a chain where it does not, run the module with `npx hardhat ignition deploy`.
 * @throws Error with the failed steps when the deployment does not succeed.
 */
export async function deployMarket(rpc: Rpc, sender: string): Promise<Deployment> {
  const fromBlock = await height(rpc);
  const addresses = await deployModule(rpc, sender, smartCastModule);
  return { market: addressOf(addresses, 'SmartCastMarket'), fromBlock };
}

/**
 * Deploys the verifier of the committed circuit and an escrow that insures `requester` for it from the start. Like
 * `deployMarket`.
 */
export async function deployProcurement(
  rpc: Rpc,
  sender: string,
  limits: PoolLimits,
  insured: Omit<InsuredRequester, 'verifier'>,
): Promise<ProcurementDeployment> {
  const fromBlock = await height(rpc);
  const verifier = addressOf(await deployModule(rpc, sender, ledgerProofsModule), 'LedgerTransitionProofs');
  const addresses = await deployModule(rpc, sender, procurementModule, {
    Procurement: { limits: { ...limits }, insured: [{ ...insured, verifier }] },
  });
  return { escrow: addressOf(addresses, 'ProverEscrow'), verifier, fromBlock };
}

/** @returns the address of each contract of the module, by its name. */
async function deployModule(
  rpc: Rpc,
  sender: string,
  module: unknown,
  deploymentParameters: DeploymentParameters = {},
): Promise<ReadonlyMap<string, string>> {
  const result = await deploy({
    ignitionModule: module as IgnitionModule<string, string, Record<string, never>>,
    provider: { request: ({ method, params }) => rpc.send(method, [...((params ?? []) as unknown[])]) },
    artifactResolver: { loadArtifact, getBuildInfo: async () => undefined },
    accounts: [sender],
    defaultSender: sender,
    deploymentParameters,
    config: { requiredConfirmations: 1, blockPollingInterval: 100 },
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new Error(`the deployment failed (${result.type}): ${JSON.stringify(result, undefined, 2)}`);
  }
  return new Map(Object.values(result.contracts).map(({ contractName, address }) => [contractName, address]));
}

async function height(rpc: Rpc): Promise<number> {
  return Number(await rpc.send('eth_blockNumber', []));
}

function addressOf(addresses: ReadonlyMap<string, string>, name: string): string {
  const address = addresses.get(name);
  if (address === undefined) throw new Error(`the deployment module deployed no ${name}`);
  return address;
}

/** Where each contract of the modules is in the source tree. */
const FOLDERS: Readonly<Record<string, string>> = {
  SmartCastMarket: 'contracts/smartcast',
  FutureBlockBeacon: 'contracts/randomness',
  ProverEscrow: 'contracts/procurement',
  LedgerTransitionProofs: 'contracts/procurement',
  LedgerTransitionVerifier: 'circuits/small',
};

async function loadArtifact(name: string): Promise<Artifact> {
  const path = `../artifacts/${FOLDERS[name]}/${name}.sol/${name}.json`;
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as Artifact;
}
