/**
 * Follows a pool from outside: says how its open epoch fills, and who serves which task once the committees are drawn.
 * Ends after the first draw that it sees.
 *
 *   SMARTCAST_MARKET=0x… SMARTCAST_POOL=1 node examples/watch-a-pool.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatId, Market } from '@smartcast/client';

const { SMARTCAST_RPC_URL: url = 'http://127.0.0.1:8545', SMARTCAST_MARKET: address = '' } = process.env;
const pool = Number(process.env['SMARTCAST_POOL'] ?? 1);
const market = await Market.open({ url, address });
try {
  const { epoch } = await market.poolState(pool);
  for (let shown = ''; (await market.draw(pool, epoch)) === undefined; await sleep(500)) {
    const { workers, tasks, closesAt } = await market.poolState(pool);
    const line = `epoch ${epoch}: ${workers} workers, ${tasks} tasks, open until ${closesAt === 0 ? '…' : new Date(closesAt * 1000).toISOString()}`;
    if (line !== shown) console.log(line);
    shown = line;
  }
  for (const { task, members, draw } of await market.committees(pool, epoch)) {
    console.log(`task ${formatId(task.id)} starts ${new Date(draw.startsAt * 1000).toISOString()}, served by`);
    for (const { id, account, endpoint } of members) console.log(`  ${formatId(id)} ${account} at ${endpoint}`);
  }
} finally {
  market.close();
}
