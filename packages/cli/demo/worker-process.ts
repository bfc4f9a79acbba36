import type { ContractOptions } from '@smartcast/client';
import { DaemonProcess } from './daemon-process.ts';

export interface WorkerProcessOptions {
  readonly folder: string;
  readonly market: ContractOptions;
  readonly pool: number;
  readonly endpoint: string;
  /** `ProcessHost.prefix`; this machine by default. */
  readonly prefix?: readonly string[];
  /** More arguments of `smartcast worker run`. */
  readonly extra: readonly string[];
}

/** One worker, to be started. */
export function createWorker({ market, pool, ...options }: WorkerProcessOptions): Promise<DaemonProcess> {
  const flags = {
    'rpc-url': market.url,
    market: market.address,
    'from-block': String(market.fromBlock ?? 0),
    pool: String(pool),
    endpoint: options.endpoint,
  };
  return DaemonProcess.create({ ...options, command: ['worker', 'run'], flags });
}
