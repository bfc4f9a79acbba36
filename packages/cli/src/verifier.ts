import type { Escrow } from '@smartcast/client';
import { UsageError } from './errors.ts';

/** @throws UsageError for an address without code, which accepts no proof. */
export async function requireVerifier(escrow: Escrow, verifier: string): Promise<void> {
  const code = await escrow.chain.code(verifier);
  if (code === '0x') throw new UsageError(`--verifier ${verifier}: there is no contract at this address`);
}
