import { Command } from 'commander';
import { generateKeys, readKeystore, writeKeystore } from '@smartcast/client/keystore';
import { UsageError } from '../errors.ts';
import { readPassword } from '../identity.ts';
import { type KeyFlags, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';

/** `smartcast worker keys`: makes a keystore, or shows the public half of one. */
export function keysCommand(): Command {
  const command = new Command('keys').description('show the public keys of a keystore, or make a new one with --new');
  command.option('--new', 'make a new key; an existing file is never overwritten');
  return withJson(withKeystore(command)).action(async (flags: KeyFlags & { new?: boolean; json?: boolean }) => {
    if (flags.keystore === undefined) throw new UsageError('name the keystore file with --keystore');
    const password = await readPassword(flags);
    if (flags.new) await writeKeystore(flags.keystore, generateKeys(), password);
    const keys = await readKeystore(flags.keystore, password);
    const shown = { account: keys.account, transportKey: `0x${Buffer.from(keys.transportKey).toString('hex')}` };
    print(flags.json, shown, () => `account       ${shown.account}\ntransport key ${shown.transportKey}`);
  });
}
