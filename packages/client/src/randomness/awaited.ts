/** Draws for which nobody has brought the random value yet, though it may be known. */
import { deadlineOf, hasConsent, lastConsentBlock } from '../escrow/request-status.ts';
import type { RequestFacts } from '../escrow/escrow-types.ts';
import type { Escrow } from '../escrow/escrow.ts';
import type { Market } from '../market/market.ts';

export interface AwaitedDraw {
  /** For people. */
  readonly what: string;
  /** Unix seconds. */
  readonly moment: number;
}

/** Epochs whose registration is over and that are not drawn. @param pools numbers of the pools; all by default. */
export async function awaitedEpochs(market: Market, pools?: readonly number[]): Promise<AwaitedDraw[]> {
  const { timestamp } = await market.head();
  const all = Array.from({ length: await market.pools() }, (_, i) => i + 1);
  const found: AwaitedDraw[] = [];
  for (const pool of pools ?? all) {
    const { closesAt, epoch } = await market.poolState(pool);
    const isClosed = closesAt !== 0 && timestamp > closesAt;
    if (isClosed) found.push({ what: `epoch ${epoch} of pool ${pool}`, moment: closesAt });
  }
  return found;
}

/** Requests that are not drawn and can still be, and lotteries that wait for their winner. */
export async function awaitedRequests(escrow: Escrow): Promise<AwaitedDraw[]> {
  const [{ number }, { settleBlocks }] = [await escrow.head(), await escrow.limits()];
  const open = (await escrow.requests()).filter(({ payout }) => payout === undefined);
  return open.flatMap((facts) => {
    const { closedAt, id, opening } = facts;
    if (isDrawable(facts, number)) return [{ what: `the seats of request ${id}`, moment: opening.moment }];
    const isDue = closedAt !== undefined && number < deadlineOf(facts) + settleBlocks;
    return isDue ? [{ what: `the winner of request ${id}`, moment: closedAt }] : [];
  });
}

function isDrawable(facts: RequestFacts, block: number): boolean {
  if (facts.seed !== undefined || block >= deadlineOf(facts)) return false;
  return hasConsent(facts) || block < lastConsentBlock(facts);
}
