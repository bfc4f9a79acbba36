import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Ed25519Signer } from '@smartcast/protocol';
import { rawPublicKey } from '@smartcast/protocol/key-objects';
import { UsageError } from '../errors.ts';

/** @throws UsageError unless the file holds an Ed25519 private key in PEM. */
export async function readClientKey(path: string): Promise<Ed25519Signer> {
  try {
    const key = createPrivateKey(await readFile(path));
    const publicKey = rawPublicKey(key);
    if (publicKey === undefined) throw new Error(`it is a key of type ${key.asymmetricKeyType}`);
    return { publicKey, sign: (message) => new Uint8Array(sign(null, message, key)) };
  } catch (cause) {
    throw new UsageError(`--client-key ${path} is no Ed25519 private key: ${(cause as Error).message}`, { cause });
  }
}

/** Writes a new key that only its owner can read. @throws UsageError when the file exists: a key is never overwritten. */
export async function writeClientKey(path: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new UsageError(`cannot write --client-key: ${(cause as Error).message}`, { cause });
  }
}
