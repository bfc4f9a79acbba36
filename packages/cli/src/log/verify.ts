import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import {
  checkLog,
  type Committee,
  decodeLog,
  findLog,
  formatId,
  type FoundLog,
  type Market,
  SmartCastError,
} from '@smartcast/client';
import { toHex } from '@smartcast/protocol';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withMarket } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { numbered, print } from '../output.ts';
import { shortLog } from './short-log.ts';

/** `smartcast log verify`: accepts a log only with b + 1 members' signatures on its root. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('check a log: b + 1 members’ signatures on its root, the membership recomputed from the chain')
    .requiredOption('--task <id>', 'the task', id)
    .option('--file <file>', 'a log kept by `smartcast log read --save` (default: ask the members)');
  return withJson(withMarket(command)).action(
    async (flags: MarketFlags & { task: bigint; file?: string; json?: boolean }) => {
      const { log, served, planned } = await usingMarket(flags, undefined, async (market) => {
        const committee = await market.requireCommittee(flags.task);
        const found =
          flags.file === undefined ? await findLog(market, committee) : await checkFile(market, committee, flags.file);
        return { ...found, planned: committee.config.slots };
      });
      const root = toHex(log.root);
      const counts = { slots: log.slots, served: served.length, planned };
      const shown = { task: formatId(flags.task), valid: true, root, ...counts, entries: log.entries.length };
      print(flags.json, shown, () => {
        const short = shortLog(counts);
        const size = `${numbered(shown.entries, 'entry', 'entries')} in ${numbered(shown.slots, 'slot')}`;
        return `valid: ${size}, root ${root}${short ? `\n${short}` : ''}`;
      });
    },
  );
}

async function checkFile(
  market: Market,
  committee: Committee,
  path: string,
): Promise<Pick<FoundLog, 'log' | 'served'>> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`cannot read --file: ${cause.message}`, { cause });
  });
  const served = decodeLog(committee.task.id, text);
  const checked = await checkLog(market, committee, served);
  if (checked.ok) return { log: checked.value, served };
  throw new SmartCastError('NotCertified', `${path} is not the committee’s log: ${checked.reason}`, { path });
}
