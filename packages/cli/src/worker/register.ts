import { Command } from 'commander';
import { ensureRegistered, formatId, parseEndpoint, SmartCastError } from '@smartcast/client';
import { UsageError } from '../errors.ts';
import { loadKeys, usingMarket } from '../identity.ts';
import { type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';

type Flags = MarketFlags & KeyFlags & { pool: number; endpoint: string; json?: boolean };

const UNSETTLED =
  'a transaction of the account is in no block yet, and may be its registration: wait for it, and look at `smartcast worker status`';

/** `smartcast worker register`: enters the pool's open epoch, unless the account is in it, and locks the collateral. */
export function registerCommand(): Command {
  const command = new Command('register')
    .description('register for the open epoch of a pool; locks its collateral')
    .requiredOption('--endpoint <host:port>', 'where peers and clients will reach the worker');
  return withJson(withKeystore(withPool(withMarket(command)))).action(async (flags: Flags) => {
    const parsed = parseEndpoint(flags.endpoint);
    if ('reason' in parsed) throw new UsageError(`--endpoint: ${parsed.reason}`);
    const keys = await loadKeys(flags);
    const shown = await usingMarket(flags, keys, async (market) => {
      const outcome = await ensureRegistered(market, keys, { ...flags, always: true });
      if (outcome.kind === 'isUnsettled') throw new SmartCastError('NotMined', UNSETTLED);
      const { account } = keys;
      if ('worker' in outcome) {
        const { hash = null, gasUsed = null } = outcome.kind === 'registered' ? outcome.receipt : {};
        return { worker: formatId(outcome.worker), account, transaction: hash, gasUsed };
      }
      // The contract says why not.
      const { worker, hash, gasUsed } = await market.registerWorker(flags.pool, keys.transportKey, flags.endpoint);
      return { worker: formatId(worker), account, transaction: hash, gasUsed };
    });
    const { worker, account, gasUsed } = shown;
    print(flags.json, shown, () =>
      gasUsed === null
        ? `registered already, as worker ${worker} (account ${account})`
        : `registered as worker ${worker} (account ${account}, ${gasUsed} gas)`,
    );
  });
}
