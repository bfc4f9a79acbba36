import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { Command } from 'commander';
import { POOL_LIMITS } from '@smartcast/mechanism/committee/limits';
import { deliverEntries, formatId, nextSequence } from '@smartcast/client';
import { signEntry } from '@smartcast/protocol';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withMarket } from '../chain-options.ts';
import { wholeNumber, withJson } from '../options.ts';
import { numbered, print } from '../output.ts';
import { readClientKey } from './client-key.ts';

const text = new TextEncoder();

interface Flags extends MarketFlags {
  readonly task: bigint;
  readonly clientKey: string;
  readonly input: string;
  readonly sequence?: number;
  readonly copies?: number;
  readonly json?: boolean;
}

/** `smartcast log append`: signs entries and hands them to members. */
export function appendCommand(): Command {
  const command = new Command('append')
    .description('sign entries, one a line, and hand them to b + 1 members, so that an honest one has them')
    .requiredOption('--task <id>', 'the task', id)
    .requiredOption('--client-key <file>', 'Ed25519 private key, PEM (see `smartcast log key`)')
    .option('--input <file>', 'entries, one a line; - for standard input', '-')
    .option(
      '--sequence <n>',
      'number of the first entry (default: after the last in the log)',
      wholeNumber(0, 2 ** 53 - 1),
    )
    .option(
      '--copies <n>',
      'members to hand the entries to (default: b + 1)',
      wholeNumber(1, POOL_LIMITS.members.most),
    );
  return withJson(withMarket(command)).action(async (flags: Flags) => {
    const signer = await readClientKey(flags.clientKey);
    const lines = (await readInput(flags.input)).split(/\r?\n/).filter((line) => line !== '');
    if (lines.length === 0) throw new UsageError('the input has no lines: give at least one entry');
    const { copies, sequence, task } = flags;
    const shown = await usingMarket(flags, undefined, async (market) => {
      const committee = await market.requireCommittee(task);
      const first = BigInt(sequence ?? (await nextSequence(market, committee, signer.publicKey)));
      const entries = lines.map((line, i) =>
        signEntry(committee.task.ledger, signer, { sequence: first + BigInt(i), payload: text.encode(line) }),
      );
      const seats = await deliverEntries(committee, entries, copies === undefined ? {} : { copies });
      return { task: formatId(task), entries: entries.length, firstSequence: first, seats };
    });
    print(
      flags.json,
      shown,
      () =>
        `handed ${numbered(shown.entries, 'entry', 'entries')}, from sequence ${shown.firstSequence}, to seats ${shown.seats.join(', ')}`,
    );
  });
}

async function readInput(path: string): Promise<string> {
  if (path === '-') return readText(process.stdin);
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`cannot read --input: ${cause.message}`, { cause });
  });
}
