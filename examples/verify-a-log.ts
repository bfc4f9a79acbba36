/**
 * Reads a task's log from whichever member serves it, and believes no more of it than b + 1 members have signed.
 *
 *   SMARTCAST_RPC_URL=http://127.0.0.1:8545 SMARTCAST_MARKET=0x… node examples/verify-a-log.ts 1.1.0
 */
import { findLog, Market, parseId, SmartCastError } from '@smartcast/client';
import { toHex } from '@smartcast/protocol';

const { SMARTCAST_RPC_URL: url = 'http://127.0.0.1:8545', SMARTCAST_MARKET: address = '' } = process.env;
const market = await Market.open({ url, address });
try {
  const committee = await market.requireCommittee(parseId(process.argv[2] ?? '') ?? 0n);
  const { log, seat } = await findLog(market, committee);
  console.log(
    `${log.slots} of ${committee.config.slots} slots are certified; root ${toHex(log.root)}, from seat ${seat}`,
  );
  for (const { client, sequence, payload } of log.entries) {
    console.log(`${toHex(client).slice(0, 8)} ${sequence} ${new TextDecoder().decode(payload)}`);
  }
} catch (error) {
  // The code is for programs, the message for people; `facts` has the values.
  if (!(error instanceof SmartCastError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  market.close();
}
