import { Command } from 'commander';
import { formatId } from '@smartcast/client';
import { loadKeys, usingMarket } from '../identity.ts';
import { address, id, type KeyFlags, type MarketFlags, withKeystore, withMarket } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { ether, print } from '../output.ts';

type Flags = MarketFlags & KeyFlags & { worker: bigint; to?: string; json?: boolean };

/** `smartcast worker claim`: pays out rewards and collateral of one registration. */
export function claimCommand(): Command {
  const command = new Command('claim')
    .description('pay out the rewards and the collateral of a registration')
    .requiredOption('--worker <id>', 'the registration', id)
    .option('--to <address>', 'where the money goes (default: the account)', address);
  return withJson(withKeystore(withMarket(command))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const shown = await usingMarket(flags, keys, async (market) => {
      const owed = await market.claimable(flags.worker);
      const { hash } = await market.claim(flags.worker, flags.to ?? keys.account);
      return { worker: formatId(flags.worker), ...owed, transaction: hash };
    });
    print(flags.json, shown, () => `paid ${ether(shown.reward)} reward and ${ether(shown.collateral)} collateral`);
  });
}
