import { scrypt as nativeScrypt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { decryptKeystoreJson, encryptKeystoreJson, scrypt } from 'ethers';
import { fromHex } from '@smartcast/protocol';
import { SmartCastError } from './errors.ts';
import { type Keys, keysOf } from './keys.ts';

export { generateKeys, type Keys, keysOf } from './keys.ts';

/** A keystore could not be used; the message names the file and the cause. */
export class KeystoreError extends SmartCastError {
  override name = 'KeystoreError';

  constructor(message: string, path: string, options?: ErrorOptions) {
    super('KeystoreUnusable', message, { path }, options);
  }
}

// The same function in native code: a password costs 0.3 s instead of several.
scrypt.register(
  (password, salt, N, r, p, length) =>
    new Promise((resolve, reject) => {
      nativeScrypt(password, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) + 2 ** 20 }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    }),
);

/**
 * Writes `keys` as an encrypted Web3 secret storage (version 3) file that only its owner can read.
 * @param scryptCost work factor N; the default makes a guess cost about 0.3 s.
 * @throws KeystoreError when the file exists: a key is never overwritten.
 */
export async function writeKeystore(path: string, keys: Keys, password: string, scryptCost = 1 << 17): Promise<void> {
  const account = { address: keys.account, privateKey: keys.signingKey.privateKey };
  const json = await encryptKeystoreJson(account, password, { scrypt: { N: scryptCost } });
  try {
    await writeFile(path, `${json}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'it exists already' : (cause as Error).message;
    throw new KeystoreError(`cannot write keystore ${path}: ${reason}`, path, { cause });
  }
}

/** @throws KeystoreError when the file cannot be read, is no keystore, or the password is wrong. */
export async function readKeystore(path: string, password: string): Promise<Keys> {
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (cause) {
    throw new KeystoreError(`cannot read keystore ${path}: ${(cause as Error).message}`, path, { cause });
  }
  return decryptKeystore(json, password, path);
}

/**
 * The keys of a Web3 secret storage (version 3) text, of whatever tool.
 * @param path where it comes from, for messages.
 * @throws KeystoreError when it is no keystore, or the password is wrong.
 */
export async function decryptKeystore(json: string, password: string, path: string): Promise<Keys> {
  try {
    const { privateKey } = await decryptKeystoreJson(json, password);
    return keysOf(fromHex(privateKey));
  } catch (cause) {
    const reason = /password/.test((cause as Error).message) ? 'wrong password' : 'not a version 3 keystore';
    throw new KeystoreError(`cannot open keystore ${path}: ${reason}`, path, { cause });
  }
}
