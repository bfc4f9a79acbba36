import { expect } from 'chai';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  generateKeys,
  KeystoreError,
  keysOf,
  readKeystore,
  writeKeystore,
} from '../../packages/client/src/keystore.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Least work, so that the tests are quick; the format is the same. */
const CHEAP = 2;

describe('keystore', () => {
  const folder = temporaryFolder();

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'nothing',
      (error: unknown) => (error instanceof KeystoreError ? error.message : String(error)),
    );

  it('gives back both keys, encrypted and for the owner’s eyes only', async () => {
    const path = join(folder, 'key.json');
    const keys = generateKeys();
    await writeKeystore(path, keys, 'correct horse', CHEAP);
    const content = await readFile(path, 'utf8');
    expect(content).not.to.contain(keys.signingKey.privateKey.slice(2));
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    const read = await readKeystore(path, 'correct horse');
    expect(read.account).to.equal(keys.account);
    expect(Buffer.from(read.transportKey).equals(Buffer.from(keys.transportKey))).to.equal(true);
  });

  it('never overwrites a key', async () => {
    const path = join(folder, 'once.json');
    await writeKeystore(path, generateKeys(), 'a', CHEAP);
    expect(await refusal(writeKeystore(path, generateKeys(), 'a', CHEAP))).to.match(/exists already/);
  });

  it('says what is wrong: password, format, file', async () => {
    const path = join(folder, 'wrong.json');
    await writeKeystore(path, generateKeys(), 'right', CHEAP);
    expect(await refusal(readKeystore(path, 'left'))).to.match(/wrong password/);
    await writeFile(join(folder, 'rubbish.json'), '{"version":3}');
    expect(await refusal(readKeystore(join(folder, 'rubbish.json'), 'x'))).to.match(/not a version 3 keystore/);
    expect(await refusal(readKeystore(join(folder, 'none.json'), 'x'))).to.match(/cannot read keystore/);
  });

  it('derives the transport key from the secret alone', () => {
    const secret = Buffer.alloc(32, 3);
    expect(Buffer.from(keysOf(secret).transportKey)).to.deep.equal(Buffer.from(keysOf(secret).transportKey));
    expect(Buffer.from(keysOf(secret).transportSeed).equals(secret)).to.equal(false);
  });
});
