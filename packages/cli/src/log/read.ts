import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withJson, withMarket } from '../options.ts';
import { print } from '../output.ts';
import { committeeOf, findLog } from './check.ts';
import { savedLog } from './saved.ts';

/** `smartcast log read`: the entries of a log whose certificate has been checked. */
export function readCommand(): Command {
  const command = new Command('read')
    .description('print the entries of a log, once its certificate has been checked')
    .requiredOption('--task <id>', 'the task', id)
    .option('--save <file>', 'also keep the log with its certificate, for `smartcast log verify --file`');
  return withJson(withMarket(command)).action(
    async (flags: MarketFlags & { task: bigint; save?: string; json?: boolean }) => {
      const { log, served } = await usingMarket(flags, undefined, async (market) =>
        findLog(market, await committeeOf(market, flags.task)),
      );
      if (flags.save !== undefined) await writeFile(flags.save, `${JSON.stringify(savedLog(flags.task, served))}\n`);
      const entries = log.entries.map(({ client, sequence, payload }) => ({
        client: Buffer.from(client).toString('hex'),
        sequence,
        payload: Buffer.from(payload).toString(),
      }));
      const shown = { task: flags.task, root: Buffer.from(log.root).toString('hex'), slots: log.slots, entries };
      print(flags.json, shown, () =>
        entries.map(({ client, sequence, payload }) => `${client.slice(0, 8)} ${sequence} ${payload}`).join('\n'),
      );
    },
  );
}
