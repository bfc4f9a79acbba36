/**
 * Writes examples/food-bank-exchange.jsonl: a synthetic ledger of transfers among food banks that trade goods for
 * shares, in two regions. The first line names the ledger, its clients and their opening balances; every other line is
 * one entry, signed by the client that pays. The keys are derived from the clients' names, so they protect nothing.
 *
 * An entry is a transfer as packages/client/src/transfers/transfer.ts reads it. Accounts are numbered within a region, since each region is
 * a task in the demo: its clients are those of every other line of the list.
 */
import { createHash, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { ed25519PrivateKey, rawPublicKey } from '../packages/protocol/src/crypto/key-objects.ts';
import { entryMessage } from '../packages/protocol/src/entry.ts';
import { encodeTransfer } from '../packages/client/src/transfers/transfer.ts';

const CLIENTS = 12;
const REGIONS = 2;
const ENTRIES = 240;
const OPENING_SHARES = 10_000;
const GOODS = [
  'rice',
  'lentils',
  'oats',
  'apples',
  'potatoes',
  'carrots',
  'milk',
  'canned fish',
  'pasta',
  'cooking oil',
];

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Deterministic stream of whole numbers below a bound. */
function randomNumbers(seed: string): (bound: number) => number {
  let drawn = 0;
  return (bound) => sha256(`${seed}/${drawn++}`).readUInt32BE() % bound;
}

const names = Array.from({ length: CLIENTS }, (_, i) => `food-bank-${String(i + 1).padStart(2, '0')}`);
const clients = names.map((name) => {
  const seed = sha256(`smartcast/example/${name}`);
  const signingKey = ed25519PrivateKey(seed);
  return {
    name,
    key: Buffer.from(rawPublicKey(signingKey)!),
    signingKey,
    sequence: 0n,
  };
});
const ledger = sha256('food-bank-exchange');
const random = randomNumbers('food-bank-exchange');

const header = {
  ledger: ledger.toString('hex'),
  description:
    'Synthetic exchange of goods for shares among twelve food banks, the odd ones in one region, the even ones in another; ' +
    'accounts are numbered within a region; the keys are derived from the names.',
  clients: clients.map(({ name, key }) => ({ name, key: key.toString('hex'), shares: OPENING_SHARES })),
};
const lines = [JSON.stringify(header)];
for (let i = 0; i < ENTRIES; i++) {
  const payer = clients[random(CLIENTS)]!;
  const region = clients.filter((_, place) => place % REGIONS === clients.indexOf(payer) % REGIONS);
  const others = region.filter((client) => client !== payer);
  const to = region.indexOf(others[random(others.length)]!);
  const amount = BigInt(5 + random(200));
  const goods = `for ${50 + 10 * random(120)} kg of ${GOODS[random(GOODS.length)]}`;
  payer.sequence += 1n;
  const payload = encodeTransfer({ to, amount }, goods);
  const unsigned = { client: payer.key, sequence: payer.sequence, payload };
  const signature = sign(null, entryMessage(ledger, unsigned), payer.signingKey);
  lines.push(
    JSON.stringify({
      client: payer.key.toString('hex'),
      sequence: Number(payer.sequence),
      payload: Buffer.from(payload).toString(),
      signature: signature.toString('hex'),
    }),
  );
}
writeFileSync(new URL('../examples/food-bank-exchange.jsonl', import.meta.url), `${lines.join('\n')}\n`);
