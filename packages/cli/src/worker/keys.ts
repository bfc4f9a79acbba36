import { Command } from 'commander';
import { generateKeys, readKeystore, writeKeystore } from '@smartcast/client/keystore';
import { UsageError } from '../errors.ts';
import { readPassword } from '../identity.ts';
import { type KeyFlags, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { requirePrivate } from '../private-file.ts';
import { importKeys } from './import-keys.ts';

interface Flags extends KeyFlags {
  readonly new?: boolean;
  readonly import?: string | true;
  readonly importPasswordFile?: string;
  readonly json?: boolean;
}

/** `smartcast worker keys`: makes a keystore, or shows the public half of one. */
export function keysCommand(): Command {
  const command = new Command('keys').description(
    'show the public keys of a keystore, or make one: with a new key (--new) or one that you have (--import)',
  );
  command
    .option('--new', 'make a new key; an existing file is never overwritten')
    .option(
      '--import [file]',
      'make a keystore of this key: hexadecimal, or the keystore of another tool; - for standard input (default: SMARTCAST_PRIVATE_KEY)',
    )
    .option('--import-password-file <file>', 'password of the keystore to import, if it is another one');
  return withJson(withKeystore(command)).action(async (flags: Flags) => {
    if (flags.keystore === undefined) throw new UsageError('name the keystore file with --keystore');
    if (flags.new && flags.import !== undefined) throw new UsageError('--new and --import: a key is one or the other');
    const password = await readPassword(flags);
    if (flags.new) await writeKeystore(flags.keystore, generateKeys(), password);
    if (flags.import !== undefined) {
      const source = flags.import === true ? undefined : flags.import;
      const imported = flags.importPasswordFile ?? flags.passwordFile;
      const keys = await importKeys(source, () =>
        readPassword({ ...flags, ...(imported && { passwordFile: imported }) }),
      );
      await writeKeystore(flags.keystore, keys, password);
    }
    await requirePrivate('the keystore', flags.keystore);
    const keys = await readKeystore(flags.keystore, password);
    const shown = { account: keys.account, transportKey: `0x${Buffer.from(keys.transportKey).toString('hex')}` };
    print(flags.json, shown, () => `account       ${shown.account}\ntransport key ${shown.transportKey}`);
  });
}
