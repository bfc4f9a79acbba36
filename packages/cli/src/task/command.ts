import { createHash } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { formatId } from '@smartcast/client';
import { loadKeys, usingMarket } from '../identity.ts';
import { address, id, type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { statusCommand } from './status.ts';

type Flags = MarketFlags & KeyFlags & { json?: boolean };

/** `smartcast task …`: hire a committee, see what became of it, get the money back if there was none. */
export function build(): Command {
  return new Command('task').addCommand(createCommand()).addCommand(statusCommand()).addCommand(refundCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description('register a task in the open epoch of a pool; pays its whole endowment')
    .requiredOption('--ledger <name>', 'name of the ledger; clients sign their entries for it')
    .requiredOption('--client <key...>', 'Ed25519 public keys, in hexadecimal, that may append', clientKey);
  return withJson(withKeystore(withPool(withMarket(command)))).action(
    async (flags: Flags & { pool: number; ledger: string; client: Uint8Array[] }) => {
      const keys = await loadKeys(flags);
      const { task, hash, gasUsed } = await usingMarket(flags, keys, (market) =>
        market.registerTask(flags.pool, ledgerId(flags.ledger), flags.client),
      );
      print(
        flags.json,
        { task: formatId(task), transaction: hash, gasUsed },
        () => `registered task ${formatId(task)} (${gasUsed} gas)`,
      );
    },
  );
}

function refundCommand(): Command {
  const command = new Command('refund')
    .description('take back the endowment of a task that got no committee')
    .requiredOption('--task <id>', 'the task', id)
    .option('--to <address>', 'where the money goes (default: the account)', address);
  return withJson(withKeystore(withMarket(command))).action(async (flags: Flags & { task: bigint; to?: string }) => {
    const keys = await loadKeys(flags);
    const { hash } = await usingMarket(flags, keys, (market) => market.refund(flags.task, flags.to ?? keys.account));
    print(
      flags.json,
      { task: formatId(flags.task), transaction: hash },
      () => `refunded task ${formatId(flags.task)} in ${hash}`,
    );
  });
}

/** A ledger's 32-byte id: the SHA-256 of its name, or the id itself in hexadecimal. */
export function ledgerId(name: string): Uint8Array {
  return /^(0x)?[0-9a-f]{64}$/i.test(name)
    ? Buffer.from(name.slice(-64), 'hex')
    : createHash('sha256').update(name).digest();
}

function clientKey(text: string, previous: Uint8Array[] | undefined): Uint8Array[] {
  if (!/^(0x)?[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('It must be 32 bytes in hexadecimal.');
  return [...(previous ?? []), Buffer.from(text.slice(-64), 'hex')];
}
