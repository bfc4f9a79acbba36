import { type Escrow, WrongContract } from '@smartcast/client';

/** @throws WrongContract for an address without code, which accepts no proof. */
export async function requireVerifier(escrow: Escrow, verifier: string): Promise<void> {
  const code = await escrow.chain.code(verifier);
  if (code === '0x')
    throw new WrongContract(`--verifier ${verifier}: there is no contract at this address`, { verifier });
}
