import { Command } from 'commander';
import { formatId, parseEndpoint } from '@smartcast/client';
import { UsageError } from '../errors.ts';
import { loadKeys, usingMarket } from '../identity.ts';
import { type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';

type Flags = MarketFlags & KeyFlags & { pool: number; endpoint: string; json?: boolean };

/** `smartcast worker register`: enters the pool's open epoch and locks the collateral. */
export function registerCommand(): Command {
  const command = new Command('register')
    .description('register for the open epoch of a pool; locks its collateral')
    .requiredOption('--endpoint <host:port>', 'where peers and clients will reach the worker');
  return withJson(withKeystore(withPool(withMarket(command)))).action(async (flags: Flags) => {
    const parsed = parseEndpoint(flags.endpoint);
    if ('reason' in parsed) throw new UsageError(`--endpoint: ${parsed.reason}`);
    const keys = await loadKeys(flags);
    const receipt = await usingMarket(flags, keys, (market) =>
      market.registerWorker(flags.pool, keys.transportKey, flags.endpoint),
    );
    const shown = {
      worker: formatId(receipt.worker),
      account: keys.account,
      transaction: receipt.hash,
      gasUsed: receipt.gasUsed,
    };
    print(
      flags.json,
      shown,
      () => `registered as worker ${shown.worker} (account ${keys.account}, ${receipt.gasUsed} gas)`,
    );
  });
}
