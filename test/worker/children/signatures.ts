import type { JournalStore } from '../../../packages/hosting/src/store.ts';
import { Journal } from '../../../packages/worker/src/journal.ts';
import { Signer } from '../../../packages/worker/src/signer.ts';
import { ed25519PrivateKey } from '../../../packages/protocol/src/crypto/key-objects.ts';

/**
 * Asks for signatures of every kind in a few slots, for values that differ from run to run. It tells each that it gets, as
 * `signed kind slot value`, since a peer could have seen it.
 */
export async function askForSignatures(store: JournalStore, run: number, tell: (line: string) => void): Promise<void> {
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
        if (signer.sign({ kind, slot }, Buffer.from(message)) instanceof Uint8Array) tell(`signed ${message}`);
        await Promise.resolve();
      }
    }
  }
  store.close();
}
