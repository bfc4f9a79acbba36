import { setTimeout as sleep } from 'node:timers/promises';
import {
  deploy,
  type DeploymentParameters,
  type DeploymentResult,
  DeploymentResultType,
  type ExecutionEventListener,
  ExecutionEventResultType,
  ExecutionEventType,
  type IgnitionModule,
  wipe,
} from '@nomicfoundation/ignition-core';
import { type Rpc, SmartCastError } from '@smartcast/client';
import { artifacts } from './artifacts.ts';
import { DeploymentError } from './error.ts';

/** How long other transactions of the account are waited for, in ms. */
const SETTLING_MS = 10 * 60_000;
const SETTLING_PAUSE_MS = 2_000;

/** Where and how modules are deployed. */
export interface Site {
  readonly rpc: Rpc;
  /** Account that `rpc` signs for. */
  readonly sender: string;
  /** Folder of the journal, with which an unfinished deployment is finished; without it, nothing is kept. */
  readonly folder?: string;
  /** Blocks, its own included, after which a transaction counts; 1 by default. */
  readonly confirmations?: number;
  /** Told what happens, for people. */
  readonly onProgress?: (sentence: string) => void;
}

/** Addresses of contracts by `Module#Contract`. */
export type Addresses = ReadonlyMap<string, string>;

/**
 * Deploys what of a module is not deployed yet.
 * @returns every contract that the journal knows, those of other modules included.
 * @throws DeploymentError; ChainUnreachable and InsufficientFunds as `rpc` throws them.
 */
export async function runModule(
  site: Site,
  module: unknown,
  parameters: DeploymentParameters = {},
): Promise<Addresses> {
  let result = await attemptWhenSettled(site, module, parameters);
  const failed = site.folder === undefined ? [] : failedBefore(result);
  if (failed.length > 0) {
    for (const id of failed) await wipe(site.folder!, artifacts, id);
    site.onProgress?.(`trying again what failed in an earlier run: ${failed.join(', ')}`);
    result = await attempt(site, module, parameters);
  }
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw failureOf(result);
  return new Map(Object.values(result.contracts).map(({ id, address }) => [id, address]));
}

function failedBefore(result: DeploymentResult): string[] {
  return result.type === DeploymentResultType.PREVIOUS_RUN_ERROR ? Object.keys(result.errors) : [];
}

/** Waits for the account's other transactions: with them under way, Ignition does not begin. */
async function attemptWhenSettled(
  site: Site,
  module: unknown,
  parameters: DeploymentParameters,
): Promise<DeploymentResult> {
  const until = Date.now() + SETTLING_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await attempt(site, module, parameters);
    } catch (error) {
      const isUnsettled = error instanceof DeploymentError && error.failure === 'Unsettled';
      if (!isUnsettled || Date.now() > until) throw error;
      if (isFirst) site.onProgress?.(`waiting until other transactions of ${site.sender} are deep enough in the chain`);
      await sleep(SETTLING_PAUSE_MS);
    }
  }
}

async function attempt(site: Site, module: unknown, parameters: DeploymentParameters): Promise<DeploymentResult> {
  const { rpc, sender, folder, confirmations = 1, onProgress } = site;
  // Ignition wraps what a request threw into errors of its own, which say less.
  const troubles: SmartCastError[] = [];
  const request = async (method: string, params: unknown): Promise<unknown> => {
    try {
      return await rpc.send(method, [...((params ?? []) as unknown[])]);
    } catch (error) {
      if (error instanceof SmartCastError) troubles.push(error);
      throw error;
    }
  };
  try {
    return await deploy({
      ignitionModule: module as IgnitionModule<string, string, Record<string, never>>,
      provider: { request: ({ method, params }) => request(method, params) },
      artifactResolver: artifacts,
      accounts: [sender],
      defaultSender: sender,
      deploymentParameters: parameters,
      config: { requiredConfirmations: confirmations, blockPollingInterval: confirmations === 1 ? 100 : 1_000 },
      ...(folder === undefined ? {} : { deploymentDir: folder }),
      ...(onProgress === undefined ? {} : { executionEventListener: listener(onProgress) }),
    });
  } catch (error) {
    const { message } = error as Error;
    const trouble = troubles.findLast((one) => message.includes(one.message));
    if (trouble !== undefined) throw trouble;
    if ((error as Error).name !== 'HardhatError') throw error;
    const isUnsettled = /wait(ing)? (until|for)|confirmations/i.test(message);
    throw new DeploymentError(isUnsettled ? 'Unsettled' : 'Failed', message, { cause: error });
  }
}

function failureOf(result: Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>): Error {
  if (result.type === DeploymentResultType.EXECUTION_ERROR) {
    const failed = result.failed.map(({ futureId, error }) => `${futureId}: ${error}`);
    const timedOut = result.timedOut.map(({ futureId }) => `${futureId}: its transaction is in no block yet`);
    const started = result.started.map((id) => `${id} was begun by an earlier run, which asked for more than this one`);
    return new DeploymentError('Failed', `the deployment failed: ${[...failed, ...timedOut, ...started].join('; ')}`);
  }
  const errors = Object.entries(result.errors).map(([id, reasons]) => `${id}: ${reasons.join(', ')}`);
  if (result.type === DeploymentResultType.RECONCILIATION_ERROR) {
    const advice = 'ask for what was asked for then, or give --reset for a new deployment beside the old one';
    return new DeploymentError(
      'Changed',
      `this is not the deployment that was begun: ${errors.join('; ')}. Either ${advice}`,
    );
  }
  return new DeploymentError('Failed', `the deployment failed: ${errors.join('; ')}`);
}

/** Ignition calls a method for every kind of event; people want to hear of few. */
function listener(onProgress: (sentence: string) => void): ExecutionEventListener {
  const silent = Object.values(ExecutionEventType).map((type) => [camelCase(type), async () => undefined] as const);
  const told: Partial<ExecutionEventListener> = {
    transactionSend: async ({ futureId, hash }) => onProgress(`${futureId}: sent ${hash}`),
    onchainInteractionBumpFees: async ({ futureId }) => onProgress(`${futureId}: offers more for its place in a block`),
    onchainInteractionDropped: async ({ futureId }) => onProgress(`${futureId}: the node lost it, sending it again`),
    deploymentExecutionStateComplete: async ({ futureId, result }) => {
      if (result.type === ExecutionEventResultType.SUCCESS) onProgress(`${futureId}: deployed at ${result.result}`);
    },
  };
  return { ...Object.fromEntries(silent), ...told } as ExecutionEventListener;
}

/** `TRANSACTION_SEND` as `transactionSend`. */
function camelCase(type: string): string {
  return type.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
