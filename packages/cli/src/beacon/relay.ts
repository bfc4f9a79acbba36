import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import { awaitedEpochs, awaitedRequests, BeaconUnreachable, ContractAccount, Escrow, Market } from '@smartcast/client';
import type { Keys } from '@smartcast/client/keystore';
import { BeaconRelay, type RelayedDraws, runUntilSignal } from '@smartcast/hosting';
import { address, type KeyFlags, withKeystore } from '../chain-options.ts';
import { openDataDir } from '../data-dir.ts';
import { UsageError } from '../errors.ts';
import { loadKeys } from '../identity.ts';
import { rpcUrl, wei, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { withProfile } from '../profile.ts';
import { type DrandFlags, withDrand } from './drand-option.ts';

const ONCE_POLL_MS = 1_000;

interface Flags extends KeyFlags, DrandFlags {
  readonly rpcUrl: string;
  readonly market?: string;
  readonly escrow?: string;
  readonly fromBlock: number;
  readonly pool?: readonly number[];
  readonly mostCost?: bigint;
  readonly once?: boolean;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly json?: boolean;
}

const HELP = `
It is trusted with nothing: a beacon verifies what it is brought, and anybody may bring the same. Without --once it runs until
SIGTERM or SIGINT, and says what it does on stdout, a line of JSON each. What it has sent is in its journal: killed and started
again, it sends nothing twice.`;

/** `smartcast beacon relay`: brings random values to the beacons of a market and an escrow. */
export function relayCommand(): Command {
  const command = new Command('relay')
    .description('bring random values to the chain when a draw waits for one')
    .addOption(rpcUrl().default('http://127.0.0.1:8545'))
    .addOption(
      new Option('--market <address>', 'market whose epochs are served').env('SMARTCAST_MARKET').argParser(address),
    )
    .addOption(
      new Option('--escrow <address>', 'prover escrow whose requests are served')
        .env('SMARTCAST_ESCROW')
        .argParser(address),
    )
    .addOption(
      new Option('--from-block <number>', 'block of their deployment')
        .env('SMARTCAST_FROM_BLOCK')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(0),
    )
    .option('--pool <number>', 'serve this pool of the market alone; may be repeated', poolNumbers)
    .option('--most-cost <amount>', 'most that one random value may cost in fees', wei)
    .option('--once', 'end when no draw waits any more for what can be known')
    .option('--data-dir <folder>', 'folder of the journal; no other daemon may use it', '.smartcast')
    .addOption(
      new Option('--log-level <level>', 'least level of log lines')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addHelpText('after', HELP);
  withDrand(command, 'asked in turn; needed unless the beacon is prev-randao');
  return withJson(withKeystore(withProfile(command))).action(async (flags: Flags) => {
    if (flags.market === undefined && flags.escrow === undefined)
      throw new UsageError('nothing to serve: name a --market, an --escrow, or both');
    const keys = await loadKeys(flags);
    await openDataDir(flags.dataDir);
    const { clients, draws } = await openDraws(flags, keys);
    try {
      await serve(flags, keys, clients, draws);
    } finally {
      for (const client of clients) client.close();
    }
  });
}

function poolNumbers(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(1, 2 ** 32 - 1)(text)];
}

async function openDraws(
  { rpcUrl: url, market: marketAt, escrow: escrowAt, fromBlock, pool }: Flags,
  keys: Keys,
): Promise<{ clients: (Market | Escrow)[]; draws: RelayedDraws[] }> {
  const clients: (Market | Escrow)[] = [];
  const draws: RelayedDraws[] = [];
  if (marketAt !== undefined) {
    const market = await Market.open({ url, address: marketAt, fromBlock }, keys);
    clients.push(market);
    draws.push({ beacon: () => market.beacon(), awaited: () => awaitedEpochs(market, pool) });
  }
  if (escrowAt !== undefined) {
    const escrow = await Escrow.open({ url, address: escrowAt, fromBlock }, keys);
    clients.push(escrow);
    draws.push({ beacon: () => escrow.beacon(), awaited: () => awaitedRequests(escrow) });
  }
  return { clients, draws };
}

async function serve(flags: Flags, keys: Keys, clients: (Market | Escrow)[], draws: RelayedDraws[]): Promise<void> {
  const client = clients[0]!;
  const { dataDir, drand: endpoints = [], json, logLevel, mostCost, once } = flags;
  const beacons = await Promise.all(clients.map((one) => one.beacon()));
  const needing = await Promise.all(beacons.map((beacon) => beacon.needsEndpoint()));
  if (endpoints.length === 0 && needing.includes(true)) {
    throw new UsageError('the beacon takes rounds of a drand network: name an endpoint with --drand, or several');
  }
  // With --once the result is on stdout, and the log is not.
  const logger = pino({ level: logLevel }, pino.destination(once ? 2 : 1));
  const relay = new BeaconRelay({
    account: new ContractAccount(client, keys),
    chainId: () => client.chain.id(),
    draws,
    endpoints,
    journal: join(dataDir, 'relay.sqlite'),
    logger,
    mostCost,
  });
  if (!once) {
    logger.info({ account: keys.account, endpoints }, 'relaying');
    relay.start();
    return runUntilSignal(relay, logger);
  }
  try {
    for (let look = await relay.look(); look.waiting > 0; look = await relay.look()) {
      if (look.failures.length > 0) throw new BeaconUnreachable(look.failures);
      await sleep(ONCE_POLL_MS);
    }
    print(json, { waiting: 0 }, () => 'no draw waits for a random value that can be known');
  } finally {
    await relay.stop();
  }
}
