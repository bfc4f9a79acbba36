import { hkdfSync, randomBytes, scrypt as nativeScrypt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { decryptKeystoreJson, encryptKeystoreJson, scrypt, SigningKey, computeAddress } from 'ethers';
import { ed25519PrivateKey, rawPublicKey } from '@smartcast/protocol';

/** What a worker holds: one secret, from which both of its keys come. */
export interface Keys {
  readonly account: string;
  readonly signingKey: SigningKey;
  /** Ed25519 seed, 32 bytes: relay signatures and the TLS identity. */
  readonly transportSeed: Uint8Array;
  /** Ed25519 public key, 32 bytes: what `registerWorker` registers. */
  readonly transportKey: Uint8Array;
}

/** A keystore could not be used; the message names the file and the cause. */
export class KeystoreError extends Error {
  override name = 'KeystoreError';
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

/** Both keys of a 32-byte secret. The transport key is derived, so that one keystore file is all a worker has to back up. */
export function keysOf(secret: Uint8Array): Keys {
  const signingKey = new SigningKey(secret);
  const transportSeed = new Uint8Array(hkdfSync('sha256', secret, '', 'smartcast/transport/v1', 32));
  return {
    account: computeAddress(signingKey.publicKey),
    signingKey,
    transportSeed,
    transportKey: rawPublicKey(ed25519PrivateKey(transportSeed))!,
  };
}

export function generateKeys(): Keys {
  return keysOf(randomBytes(32));
}

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
    throw new KeystoreError(`cannot write keystore ${path}: ${reason}`, { cause });
  }
}

/** @throws KeystoreError when the file cannot be read, is no keystore, or the password is wrong. */
export async function readKeystore(path: string, password: string): Promise<Keys> {
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (cause) {
    throw new KeystoreError(`cannot read keystore ${path}: ${(cause as Error).message}`, { cause });
  }
  try {
    const { privateKey } = await decryptKeystoreJson(json, password);
    return keysOf(Buffer.from(privateKey.slice(2), 'hex'));
  } catch (cause) {
    const reason = /password/.test((cause as Error).message) ? 'wrong password' : 'not a version 3 keystore';
    throw new KeystoreError(`cannot open keystore ${path}: ${reason}`, { cause });
  }
}
