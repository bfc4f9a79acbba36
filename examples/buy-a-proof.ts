/**
 * Buys a proof of what the first entries of a certified log did to its accounts, and waits until a prover delivers it.
 *
 *   SMARTCAST_MARKET=0x… SMARTCAST_ESCROW=0x… SMARTCAST_VERIFIER=0x… SMARTCAST_PRIVATE_KEY=0x… node examples/buy-a-proof.ts 1.1.0 BATCHES
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkTerms, Escrow, findLog, keysOf, Market, parseId, planOffer, requestTerms } from '@smartcast/client';
import { batchFileName, checkpointOf, encodeBatch } from '@smartcast/client/transfers';
import { fromHex } from '@smartcast/protocol';

const { SMARTCAST_RPC_URL: url = 'http://127.0.0.1:8545', SMARTCAST_VERIFIER: verifier = '' } = process.env;
const keys = keysOf(fromHex(process.env['SMARTCAST_PRIVATE_KEY'] ?? ''));
const [task = '', folder = 'batches'] = process.argv.slice(2);
const market = await Market.open({ url, address: process.env['SMARTCAST_MARKET'] ?? '' });
const escrow = await Escrow.open({ url, address: process.env['SMARTCAST_ESCROW'] ?? '' }, keys);
try {
  const committee = await market.requireCommittee(parseId(task) ?? 0n);
  const { log } = await findLog(market, committee);
  const { clients } = committee.task;
  const size = { depth: 3, transfers: 2 };
  const { batch, statement } = checkpointOf(size, { entries: log.entries, clients, opening: [100n, 20n] });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${batchFileName(statement[2]!)}`, encodeBatch(batch));

  const wish = { provers: await escrow.rosterSize(), honest: 1, penalty: 20, bond: 0, designates: 1 };
  const offer = await planOffer({ ...wish, insurance: 'none', shape: 'designated', unitCost: 10n ** 16n });
  const terms = requestTerms(offer, { verifier, statement, proveBlocks: 200 });
  await checkTerms(escrow, terms, keys.account);
  const { id } = await escrow.request(terms);
  console.log(`request ${id} for a deposit of ${offer.deposit} wei`);
  while ((await escrow.deliveries(id)).length === 0) await sleep(500);
  for (const { prover, block } of await escrow.deliveries(id)) console.log(`${prover} delivered in block ${block}`);
} finally {
  [market, escrow].forEach((contract) => contract.close());
}
