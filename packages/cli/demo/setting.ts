import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ContractOptions,
  finalizeWhenClosed,
  type Market,
  type PoolConfig,
  UnlockedAccounts,
} from '@smartcast/client';
import type { Fault, Judgement } from '@smartcast/protocol/simulation';
import { deployMarket } from '../../../deploy/deploy.ts';
import { UsageError } from '../src/errors.ts';
import { type DemoBeacon, startBeacon } from './beacon.ts';
import { type DemoSetting, REMOVAL } from './cleanup.ts';
import { type DaemonProcess, requireRunning } from './daemon-process.ts';
import { localHosts, startDevnet } from './devnet.ts';
import type { ProcessHost } from './host.ts';
import { divide, type Ledger } from './input.ts';
import type { Progress } from '../src/progress.ts';
import { waitForAll } from './patience.ts';
import type { DemoSize } from './size.ts';
import { poolTerms } from './terms.ts';
import type { Windows } from './windows.ts';
import { createWorker } from './worker-process.ts';

/** What a worker gets for gas, beyond its collateral: 1 ETH of the devnet. */
const GAS_MONEY = 10n ** 18n;

/** Time between looks at the chain, and between blocks that are made on an idle one; ms. */
const POLL_MS = 250;
const BLOCK_MS = 500;

export interface DemoChain extends DemoBeacon {
  readonly accounts: UnlockedAccounts;
  readonly options: ContractOptions;
  /** Used by the first account, which opens the pool and draws the epoch. */
  readonly market: Market;
}

/** Starts a chain, or connects to one that runs, for the accounts that it signs for. */
export async function openAccounts(
  { progress, cleanups }: DemoSetting,
  rpcUrl: string | undefined,
): Promise<UnlockedAccounts> {
  progress.step(rpcUrl === undefined ? 'starting a local chain' : `connecting to the chain at ${rpcUrl}`);
  let url = rpcUrl;
  if (url === undefined) {
    const devnet = await startDevnet();
    cleanups.push(() => devnet.stop());
    url = devnet.url;
  }
  const accounts = await UnlockedAccounts.open(url);
  cleanups.push(() => accounts.close());
  if (accounts.count === 0) {
    throw new UsageError(
      `the chain at ${url} signs for no account: the demo needs a development node (hardhat node, anvil)`,
    );
  }
  return accounts;
}

/**
 * Starts a chain or connects to one, and deploys a market on it.
 * @param beacon by which it draws; by default that of a drand network of its own.
 */
export async function openChain(
  setting: DemoSetting,
  rpcUrl: string | undefined,
  beacon?: DemoBeacon,
): Promise<DemoChain> {
  const accounts = await openAccounts(setting, rpcUrl);
  const network = beacon ?? (await startBeacon(setting));
  setting.progress.step('deploying the market, and the beacon by which it draws');
  const deployed = await deployMarket(accounts.rpc, accounts.address(0), network.beacon);
  const options = { url: accounts.url, address: deployed.market, fromBlock: deployed.fromBlock };
  const market = await accounts.openMarket(options, 0);
  setting.cleanups.push(() => market.close());
  return { accounts, endpoints: network.endpoints, beacon: { beacon: deployed.beacon }, options, market };
}

/** Opens the demo's pool. */
export async function openPool(
  chain: DemoChain,
  size: DemoSize,
  windows: Windows,
): Promise<{ pool: number; terms: PoolConfig }> {
  const terms = poolTerms(size, await chain.accounts.gasPrice(), windows);
  const { pool } = await chain.market.createPool(terms);
  return { pool, terms };
}

/** Starts the worker processes, each with its own keys, money and folder, and waits until all have registered. */
export async function startWorkers(
  { progress, cleanups }: DemoSetting,
  { accounts, options, market }: DemoChain,
  { pool, terms }: { pool: number; terms: Pick<PoolConfig, 'collateral'> },
  {
    workers: count,
    fault: faults = [],
    judgement = 'lenient',
    keep,
    hosts,
  }: {
    workers: number;
    fault?: readonly Fault[];
    judgement?: Judgement;
    keep?: boolean;
    hosts?: readonly ProcessHost[];
  },
): Promise<DaemonProcess[]> {
  progress.step(`starting ${count} workers, each a process of its own`);
  const folder = await mkdtemp(join(tmpdir(), 'smartcast-demo-'));
  if (keep) progress.warn(`journals and logs of the workers are in ${folder}`);
  else cleanups.push(() => rm(folder, REMOVAL));
  const extra = [
    '--register',
    // Only the demo draws, so that it can account for every wei.
    '--finalize',
    'never',
    '--judgement',
    judgement,
    ...faults.flatMap((fault) => ['--fault', `${fault.kind}:${fault.count}`]),
  ];
  const places = hosts ?? (await localHosts(count));
  const workers = await Promise.all(
    places.map(({ address, port, prefix }, i) =>
      createWorker({
        folder: join(folder, `worker-${i}`),
        market: options,
        pool,
        endpoint: `${address}:${port}`,
        prefix,
        extra,
      }),
    ),
  );
  cleanups.push(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  for (const { keys } of workers) await accounts.send(keys.account, terms.collateral + GAS_MONEY);
  for (const worker of workers) worker.start();
  await waitForWorkers(progress, market, pool, workers);
  return workers;
}

async function waitForWorkers(
  progress: Progress,
  market: Market,
  pool: number,
  workers: readonly DaemonProcess[],
): Promise<void> {
  const registered = await waitForAll({
    count: async () => {
      const { closesAt, workers: count } = await market.poolState(pool);
      const isClosed = closesAt !== 0 && (await market.head()).timestamp > closesAt;
      if (!isClosed || count === workers.length) return count;
      throw new Error(
        `registration closed when ${count} of ${workers.length} workers had registered: this machine is busy`,
      );
    },
    of: workers.length,
    show: (count) => progress.update(`${count} of ${workers.length} workers registered`),
    check: () => requireRunning(workers),
  });
  if (registered < workers.length) throw new Error(`only ${registered} of ${workers.length} workers have registered`);
}

/** A task of the run: who pays for it, and the entries that its committee shall commit. */
export interface OrderedTask {
  readonly id: bigint;
  /** The market, used by the creator's account. */
  readonly market: Market;
  readonly creator: string;
  readonly clients: Ledger['clients'];
  /** Balances of the clients' accounts before the first entry. */
  readonly opening: Ledger['opening'];
  readonly entries: Ledger['entries'];
}

/** Registers the tasks, each paid for by another account, and divides the ledger among them. */
export async function registerTasks(
  { progress, cleanups }: DemoSetting,
  { accounts, options }: DemoChain,
  pool: number,
  ledger: Ledger,
  count: number,
): Promise<OrderedTask[]> {
  progress.step(`registering ${count} tasks`);
  const tasks: OrderedTask[] = [];
  for (const [i, { clients, opening, entries }] of divide(ledger, count).entries()) {
    const market = await accounts.openMarket(options, 1 + i);
    cleanups.push(() => market.close());
    const { task: id } = await market.registerTask(pool, ledger.id, clients);
    tasks.push({ id, market, creator: accounts.address(1 + i), clients, opening, entries });
  }
  return tasks;
}

/** Lets registration close, and draws the committees by the round that decides. */
export async function drawCommittees(
  { progress }: DemoSetting,
  { accounts, endpoints, market }: DemoChain,
  pool: number,
): Promise<void> {
  progress.step('closing registration, fetching the round that decides, and drawing the committees');
  const onProgress = (sentence: string) => progress.update(sentence);
  await makingBlocks(accounts, () => finalizeWhenClosed(market, pool, { endpoints, pollMs: POLL_MS, onProgress }));
}

/** Makes blocks while something waits for time to pass: an idle development chain makes none. */
export async function makingBlocks<T>(accounts: UnlockedAccounts, wait: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const waiting = wait().finally(() => over.abort());
  const { signal } = over;
  while (!signal.aborted) {
    const { timestamp } = (await accounts.rpc.send('eth_getBlockByNumber', ['latest', false])) as { timestamp: string };
    // A transfer to oneself makes one. Some nodes let a second pass with each, so that the chain's clock would run ahead.
    if (Number(timestamp) + 1 < Date.now() / 1000) await accounts.send(accounts.address(0), 0n);
    await sleep(BLOCK_MS, undefined, { signal }).catch(() => undefined);
  }
  return waiting;
}
