import { Command } from 'commander';
import { formatId, type Market, type Worker } from '@smartcast/client';
import { loadKeys, usingMarket } from '../identity.ts';
import { address, type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { ether, numbered, print } from '../output.ts';

type Flags = MarketFlags & KeyFlags & { pool: number; account?: string; json?: boolean };

/** `smartcast worker status`: what the chain knows of an account's registrations. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('show the registrations of an account and what they are owed')
    .option('--account <address>', 'the account (default: the keystore’s)', address);
  return withJson(withKeystore(withPool(withMarket(command)))).action(async (flags: Flags) => {
    const account = flags.account ?? (await loadKeys(flags)).account;
    const shown = await usingMarket(flags, undefined, async (market) => {
      const registrations = await market.registrations(flags.pool, account);
      return { account, registrations: await Promise.all(registrations.map((worker) => describe(market, worker))) };
    });
    print(flags.json, shown, () => {
      const lines = shown.registrations.map(
        ({ worker, status, task, seat, reported, reward, collateral }) =>
          `worker ${worker}: ${status}${status === 'member' ? ` of task ${task}, seat ${seat}, ${reported ? 'reported' : 'not reported'}` : ''}` +
          `, owed ${ether(reward)} reward and ${ether(collateral)} collateral`,
      );
      return [`account ${account}: ${numbered(lines.length, 'registration')} in pool ${flags.pool}`, ...lines].join(
        '\n',
      );
    });
  });
}

async function describe(market: Market, { id, endpoint }: Worker) {
  const assignment = await market.assignment(id);
  // Before the draw there is nothing to claim.
  const owed = assignment.status === 'pending' ? { reward: 0n, collateral: 0n } : await market.claimable(id);
  const place =
    assignment.status === 'member' ? { task: formatId(assignment.committee.task.id), seat: assignment.seat } : {};
  return {
    worker: formatId(id),
    endpoint,
    status: assignment.status,
    reported: await market.hasReported(id),
    task: null,
    seat: null,
    ...place,
    ...owed,
  };
}
