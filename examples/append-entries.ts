/**
 * Signs each line of standard input as an entry of a task's ledger, and hands them to the members whose turn comes first.
 * The client key is 32 random bytes in hexadecimal; its public half must be among the task's clients.
 *
 *   SMARTCAST_MARKET=0x… CLIENT_SEED=… node examples/append-entries.ts 1.1.0 < lines.txt
 */
import { text } from 'node:stream/consumers';
import { deliverEntries, Market, nextSequence, parseId } from '@smartcast/client';
import { ed25519Signer, fromHex, signEntry } from '@smartcast/protocol';

const { SMARTCAST_RPC_URL: url = 'http://127.0.0.1:8545', SMARTCAST_MARKET: address = '' } = process.env;
const client = ed25519Signer(fromHex(process.env['CLIENT_SEED'] ?? ''));
const lines = (await text(process.stdin)).split('\n').filter((line) => line !== '');

const market = await Market.open({ url, address });
try {
  const committee = await market.requireCommittee(parseId(process.argv[2] ?? '') ?? 0n);
  const first = await nextSequence(market, committee, client.publicKey);
  const entries = lines.map((line, i) =>
    signEntry(committee.task.ledger, client, { sequence: first + BigInt(i), payload: new TextEncoder().encode(line) }),
  );
  const seats = await deliverEntries(committee, entries);
  console.log(`handed ${entries.length} entries, from sequence ${first}, to seats ${seats.join(', ')}`);
} finally {
  market.close();
}
