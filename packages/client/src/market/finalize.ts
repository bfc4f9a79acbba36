import type { Receipt } from '../chain/contract-client.ts';
import { ContractRefusal } from '../errors.ts';
import type { Market } from './market.ts';
import type { Draw } from './types.ts';

/** Refusals that time heals: registration goes on, or the beacon does not know the block that decides. */
const EARLY = new Set(['RegistrationOpen', 'BeaconNotReady']);
/** Time between looks at the chain, in ms. */
const POLL_MS = 1_000;

export interface FinalizeOptions {
  /** Told what is waited for, for people, at every look. */
  readonly onProgress?: (sentence: string) => void;
  /** Time between looks at the chain, in ms. */
  readonly pollMs?: number;
}

export interface Finalized {
  readonly epoch: number;
  readonly draw: Draw;
  /** Receipt of our transaction; undefined when somebody else's was first. */
  readonly receipt: Receipt | undefined;
}

/**
 * Waits until the pool's open epoch takes no more registrations and the beacon answers, and draws it. It also ends when
 * somebody else draws the epoch. It waits for ever when nobody registers.
 * @throws what `ContractClient` says, but for refusals that pass.
 */
export async function finalizeWhenClosed(
  market: Market,
  pool: number,
  { onProgress = () => undefined, pollMs = POLL_MS }: FinalizeOptions = {},
): Promise<Finalized> {
  const { epoch } = await market.poolState(pool);
  for (;;) {
    const drawn = await market.draw(pool, epoch);
    if (drawn !== undefined) return { epoch, draw: drawn, receipt: undefined };
    const { closesAt } = await market.poolState(pool);
    const { number } = await market.head();
    if (closesAt === 0) onProgress(`epoch ${epoch}: nobody has registered yet; block ${number}`);
    else if (number < closesAt) onProgress(`epoch ${epoch}: open up to block ${closesAt}, now at block ${number}`);
    else {
      const receipt = await tryToFinalize(market, pool, epoch, (refusal) =>
        onProgress(`epoch ${epoch}: closed, waiting for the beacon (${refusal}); block ${number}`),
      );
      const draw = receipt && (await market.draw(pool, epoch));
      if (draw !== undefined) return { epoch, draw, receipt };
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** @returns undefined when it is too early, or somebody else was faster. */
async function tryToFinalize(
  market: Market,
  pool: number,
  epoch: number,
  onEarly: (refusal: string) => void,
): Promise<Receipt | undefined> {
  try {
    return await market.finalize(pool);
  } catch (error) {
    if (!(error instanceof ContractRefusal)) throw error;
    // Whoever loses the race finds the next epoch open, or its own transaction reverted.
    if ((await market.draw(pool, epoch)) !== undefined) return undefined;
    if (!EARLY.has(error.refusal)) throw error;
    onEarly(error.refusal);
    return undefined;
  }
}
