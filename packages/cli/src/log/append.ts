import { sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import type { Committee, Market } from '@smartcast/client';
import { type Entry, entryMessage, rawPublicKey } from '@smartcast/protocol';
import { postEntries } from '../api-client.ts';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, wholeNumber, withJson, withMarket } from '../options.ts';
import { print } from '../output.ts';
import { committeeOf, findLog } from './check.ts';
import { readClientKey } from './client-key.ts';

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
    .option('--copies <n>', 'members to hand the entries to (default: b + 1)', wholeNumber(1, 64));
  return withJson(withMarket(command)).action(async (flags: Flags) => {
    const key = await readClientKey(flags.clientKey);
    const client = rawPublicKey(key)!;
    const lines = (await readInput(flags.input)).split(/\r?\n/).filter((line) => line !== '');
    if (lines.length === 0) throw new UsageError('the input has no lines: give at least one entry');
    const shown = await usingMarket(flags, undefined, async (market) => {
      const committee = await committeeOf(market, flags.task);
      const first = BigInt(flags.sequence ?? (await nextSequence(market, committee, client)));
      const entries = lines.map((line, i) => {
        const unsigned = { client, sequence: first + BigInt(i), payload: Buffer.from(line) };
        return { ...unsigned, signature: sign(null, entryMessage(committee.task.ledger, unsigned), key) };
      });
      const seats = await offer(committee, entries, flags.copies ?? committee.config.faults + 1);
      return { task: flags.task, entries: entries.length, firstSequence: first, seats };
    });
    print(
      flags.json,
      shown,
      () => `handed ${shown.entries} entries, from sequence ${shown.firstSequence}, to seats ${shown.seats.join(', ')}`,
    );
  });
}

/** Hands the entries to `copies` members, going on to the next when one does not take them. @returns their seats. */
async function offer({ task, members }: Committee, entries: readonly Entry[], copies: number): Promise<number[]> {
  const seats: number[] = [];
  const failures: string[] = [];
  for (const [seat, { endpoint }] of members.entries()) {
    if (seats.length === copies) break;
    try {
      const answers = await postEntries(endpoint, task.id, entries);
      const refused = answers.findIndex(({ accepted }) => !accepted);
      if (refused < 0) seats.push(seat);
      else
        failures.push(
          `seat ${seat} refused line ${refused + 1}: ${answers[refused]!.error}: ${answers[refused]!.reason}`,
        );
    } catch (error) {
      failures.push(`seat ${seat}: ${(error as Error).message}`);
    }
  }
  if (seats.length < copies) {
    throw new UsageError(`only ${seats.length} of ${copies} members took the entries: ${failures.join('; ')}`);
  }
  return seats;
}

/** After the client's last committed entry; 1 as long as there is no valid log. */
async function nextSequence(market: Market, committee: Committee, client: Uint8Array): Promise<bigint> {
  const found = await findLog(market, committee).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  const own = found?.log.entries.filter((entry) => Buffer.from(entry.client).equals(client)) ?? [];
  return own.reduce((last, { sequence }) => (sequence > last ? sequence : last), 0n) + 1n;
}

async function readInput(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new UsageError(`cannot read --input: ${cause.message}`, { cause });
  });
}
