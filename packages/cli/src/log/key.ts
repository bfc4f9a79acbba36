import { Command } from 'commander';
import { toHex } from '@smartcast/protocol';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { readClientKey, writeClientKey } from './client-key.ts';

/** `smartcast log key`: the public key by which a task's creator approves a client. */
export function keyCommand(): Command {
  const command = new Command('key')
    .description('show the public key of a client, or make a new key with --new')
    .requiredOption('--client-key <file>', 'Ed25519 private key, PEM')
    .option('--new', 'make a new key; an existing file is never overwritten');
  return withJson(command).action(async (flags: { clientKey: string; new?: boolean; json?: boolean }) => {
    if (flags.new) await writeClientKey(flags.clientKey);
    const client = toHex((await readClientKey(flags.clientKey)).publicKey);
    print(flags.json, { client }, () => client);
  });
}
