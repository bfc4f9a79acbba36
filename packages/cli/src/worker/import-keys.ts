import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { decryptKeystore, type Keys } from '@smartcast/client/keystore';
import { UsageError } from '../errors.ts';
import { keysOfHex } from '../identity.ts';
import { requirePrivate } from '../private-file.ts';

/**
 * A key that exists already.
 * @param source a file, `-` for standard input, or undefined for SMARTCAST_PRIVATE_KEY.
 * @param password of a keystore, asked for when the source is one.
 * @throws UsageError for what is neither a key nor a keystore, KeystoreError for one that does not open.
 */
export async function importKeys(source: string | undefined, password: () => Promise<string>): Promise<Keys> {
  const name = nameOf(source);
  const content = (await read(source)).trim();
  if (content.startsWith('{')) return decryptKeystore(content, await password(), name);
  return keysOfHex(content, name);
}

function nameOf(source: string | undefined): string {
  if (source === undefined) return 'SMARTCAST_PRIVATE_KEY';
  return source === '-' ? 'standard input' : source;
}

async function read(source: string | undefined): Promise<string> {
  if (source === undefined) {
    const key = process.env['SMARTCAST_PRIVATE_KEY'];
    if (key !== undefined) return key;
    throw new UsageError('--import: name a file, or - for standard input, or set SMARTCAST_PRIVATE_KEY');
  }
  if (source === '-') return text(process.stdin);
  await requirePrivate('the key file', source);
  try {
    return await readFile(source, 'utf8');
  } catch (cause) {
    throw new UsageError(`--import: ${(cause as Error).message}`, { cause });
  }
}
