import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { encodeLog, findLog, formatId } from '@smartcast/client';
import { toHex } from '@smartcast/protocol';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withMarket } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { noteShortLog } from './short-log.ts';

/** `smartcast log read`: the entries of a log whose certificate has been checked. */
export function readCommand(): Command {
  const command = new Command('read')
    .description('print the entries of a log up to its last certificate, once that has been checked')
    .requiredOption('--task <id>', 'the task', id)
    .option('--save <file>', 'also keep the log with its certificate, for `smartcast log verify --file`');
  return withJson(withMarket(command)).action(
    async (flags: MarketFlags & { task: bigint; save?: string; json?: boolean }) => {
      const { log, served, planned } = await usingMarket(flags, undefined, async (market) => {
        const committee = await market.requireCommittee(flags.task);
        return { ...(await findLog(market, committee)), planned: committee.config.slots };
      });
      if (flags.save !== undefined) {
        await writeFile(flags.save, encodeLog(flags.task, log, served)).catch((cause: Error) => {
          throw new UsageError(`cannot write --save ${flags.save}: ${cause.message}`, { cause });
        });
      }
      const entries = log.entries.map(({ client, sequence, payload }) => ({
        client: toHex(client),
        sequence,
        payload: Buffer.from(payload).toString(),
      }));
      const counts = { slots: log.slots, served: served.length, planned };
      const shown = { task: formatId(flags.task), root: toHex(log.root), ...counts, entries };
      noteShortLog(counts);
      print(flags.json, shown, () =>
        entries.map(({ client, sequence, payload }) => `${client.slice(0, 8)} ${sequence} ${payload}`).join('\n'),
      );
    },
  );
}
