import type { Escrow } from '@smartcast/client';
import { RefusalError } from '../errors.ts';

/** @throws UsageError unless the account owns the escrow. */
export async function requireSteward(escrow: Escrow, account: string): Promise<void> {
  const steward = await escrow.steward();
  if (account !== steward) throw new RefusalError(`${account} is not the steward of this escrow, ${steward} is`);
}
