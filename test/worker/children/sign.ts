/**
 * Asks for signatures of every kind in a few slots, for values that differ from run to run. It prints each signature that it
 * gets, since a peer could have seen it.
 * Arguments: journal, number of the run, write to die at, before or after, `late` or nothing.
 */
import { writeSync } from 'node:fs';
import { Journal, openStore } from '../../../packages/worker/src/journal.ts';
import { Signer } from '../../../packages/worker/src/signer.ts';
import { ed25519PrivateKey } from '../../../packages/protocol/src/crypto/key-objects.ts';
import { killingStore } from '../../killing-store.ts';

const [path = '', run = '', killAt = '', when = '', mode = ''] = process.argv.slice(2);
const store = killingStore(openStore(path), Number(killAt), when as 'before' | 'after', mode === 'late');
const transport = ed25519PrivateKey(Buffer.alloc(32, 1));
const signer = new Signer(new Journal(store), Buffer.from('session'), { transport, signRoot: (digest) => digest });

for (const slot of [0, 1]) {
  for (const [kind, values] of [
    ['lead', 1],
    ['relay', 2],
    ['root', 1],
  ] as const) {
    for (let value = 0; value < values; value++) {
      const message = `${kind} ${slot} value ${value} of run ${run}`;
      if (signer.sign({ kind, slot }, Buffer.from(message)) instanceof Uint8Array) writeSync(1, `${message}\n`);
      await Promise.resolve();
    }
  }
}
store.close();
