/**
 * Writes examples/food-bank-exchange.jsonl: a synthetic ledger of transfers among food banks that trade goods for
 * shares. The first line names the ledger, its clients and their opening balances; every other line is one entry,
 * signed by the client that gives. The keys are derived from the clients' names, so they protect nothing.
 */
import { createHash, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { ed25519PrivateKey, rawPublicKey } from '../src/protocol/ed25519.ts';
import { entryMessage } from '../src/protocol/entry.ts';

const CLIENTS = 12;
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
  description: 'Synthetic exchange of goods for shares among twelve food banks; the keys are derived from the names.',
  clients: clients.map(({ name, key }) => ({ name, key: key.toString('hex'), shares: OPENING_SHARES })),
};
const lines = [JSON.stringify(header)];
for (let i = 0; i < ENTRIES; i++) {
  const giver = clients[random(CLIENTS)]!;
  const others = clients.filter((client) => client !== giver);
  const taker = others[random(others.length)]!;
  const transfer = {
    from: giver.name,
    to: taker.name,
    shares: 5 + random(200),
    goods: GOODS[random(GOODS.length)],
    kg: 50 + 10 * random(120),
  };
  giver.sequence += 1n;
  const payload = Buffer.from(JSON.stringify(transfer));
  const unsigned = { client: giver.key, sequence: giver.sequence, payload };
  const signature = sign(null, entryMessage(ledger, unsigned), giver.signingKey);
  lines.push(
    JSON.stringify({
      client: giver.key.toString('hex'),
      sequence: Number(giver.sequence),
      payload: payload.toString(),
      signature: signature.toString('hex'),
    }),
  );
}
writeFileSync(new URL('../examples/food-bank-exchange.jsonl', import.meta.url), `${lines.join('\n')}\n`);
