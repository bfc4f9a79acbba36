/** Tosses the coins of three requests and prints them, unless it is killed at a write: `flip.ts journal side killAt when`. */
import { writeSync } from 'node:fs';
import { Coins } from '../../../packages/prover/src/coin.ts';
import { openStore, ProverJournal } from '../../../packages/prover/src/journal.ts';
import { killingStore } from '../../killing-store.ts';

const [path = '', side = '', killAt = '', when = ''] = process.argv.slice(2);
const store = killingStore(openStore(path), Number(killAt), when as 'before' | 'after');
const word = side === 'heads' ? 0n : 10n ** 18n - 1n;
const coins = new Coins(new ProverJournal(store), () => word);
for (const request of ['a', 'b', 'c']) writeSync(1, `${request} ${coins.isHeads(request, 5n * 10n ** 17n)}\n`);
store.close();
