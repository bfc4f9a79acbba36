import { Command } from 'commander';
import type { Committee, Market } from '@smartcast/client';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withJson, withMarket } from '../options.ts';
import { print } from '../output.ts';
import { type CheckedLog, checkLog, committeeOf, findLog } from './check.ts';
import { readSavedLog } from './saved.ts';

/** `smartcast log verify`: accepts a log only with b + 1 members' signatures on its root. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('check a log: b + 1 members’ signatures on its root, the membership recomputed from the chain')
    .requiredOption('--task <id>', 'the task', id)
    .option('--file <file>', 'a log kept by `smartcast log read --save` (default: ask the members)');
  return withJson(withMarket(command)).action(
    async (flags: MarketFlags & { task: bigint; file?: string; json?: boolean }) => {
      const log = await usingMarket(flags, undefined, async (market) => {
        const committee = await committeeOf(market, flags.task);
        return flags.file === undefined
          ? (await findLog(market, committee)).log
          : checkFile(market, committee, flags.file);
      });
      const root = Buffer.from(log.root).toString('hex');
      const shown = { task: flags.task, valid: true, root, slots: log.slots, entries: log.entries.length };
      print(flags.json, shown, () => `valid: ${shown.entries} entries in ${shown.slots} slots, root ${root}`);
    },
  );
}

async function checkFile(market: Market, committee: Committee, path: string): Promise<CheckedLog> {
  const log = await checkLog(market, committee, await readSavedLog(path, committee.task.id));
  if ('reason' in log) throw new UsageError(`${path} is not the committee’s log: ${log.reason}`);
  return log;
}
