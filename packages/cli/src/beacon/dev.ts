import { join } from 'node:path';
import { Command } from 'commander';
import { pino } from 'pino';
import { parseEndpoint } from '@smartcast/client';
import { runUntilSignal } from '@smartcast/hosting';
import { openDataDir } from '../data-dir.ts';
import { UsageError } from '../errors.ts';
import { wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { DevNetwork, openDevNetwork } from './dev-network.ts';

interface Flags {
  readonly dataDir: string;
  readonly listen: string;
  readonly period: number;
  readonly json?: boolean;
}

/** `smartcast beacon dev`: a drand network for development chains. */
export function devCommand(): Command {
  const command = new Command('dev')
    .description('serve drand’s HTTP API with a key of its own, for chains on which nothing is at stake')
    .option('--data-dir <folder>', 'folder with the network’s key', '.smartcast')
    .option('--listen <host:port>', 'where the HTTP API listens', '127.0.0.1:8660')
    .option('--period <seconds>', 'seconds from one round to the next, of a new network', wholeNumber(1, 3600), 3);
  return withJson(command).action(async ({ dataDir, listen, period, json }: Flags) => {
    const parsed = parseEndpoint(listen);
    if ('reason' in parsed) throw new UsageError(`--listen: ${parsed.reason}`);
    await openDataDir(dataDir);
    const server = new DevNetwork(await openDevNetwork(join(dataDir, 'beacon.json'), period));
    const port = await server.listen(parsed.host, parsed.port);
    const { network, chainHash } = server;
    const shown = { url: `http://${parsed.host}:${port}/${chainHash}`, chainHash, ...network };
    print(json, shown, () => `serving a round each ${network.period} s at ${shown.url}`);
    await runUntilSignal({ stop: () => server.close() }, pino({ level: 'warn' }));
  });
}
