import type { Receipt } from '../chain/contract-client.ts';
import { ContractRefusal, SmartCastError } from '../errors.ts';
import { bringWord } from '../randomness/bring.ts';
import type { Market } from './market.ts';
import type { Draw } from './types.ts';

/** Refusals that time heals: registration goes on, or nobody has brought the random value to the beacon. */
const EARLY = new Set(['RegistrationOpen', 'BeaconNotReady']);
/** Time between looks at the chain, in ms. */
const POLL_MS = 1_000;

export interface FinalizeOptions {
  /** Told what is waited for, for people, at every look. */
  readonly onProgress?: (sentence: string) => void;
  /** Time between looks at the chain, in ms. */
  readonly pollMs?: number;
  /** Endpoints of a drand network, as `parseDrandEndpoint` returns them: then it brings the random value itself. */
  readonly endpoints?: readonly string[];
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
  { onProgress = () => undefined, pollMs = POLL_MS, endpoints = [] }: FinalizeOptions = {},
): Promise<Finalized> {
  const { epoch } = await market.poolState(pool);
  for (;;) {
    const drawn = await market.draw(pool, epoch);
    if (drawn !== undefined) return { epoch, draw: drawn, receipt: undefined };
    const { closesAt, readyAt } = await market.poolState(pool);
    const { timestamp } = await market.head();
    if (closesAt === 0) onProgress(`epoch ${epoch}: nobody has registered yet`);
    else if (timestamp <= closesAt) onProgress(`epoch ${epoch}: open for another ${closesAt + 1 - timestamp} s`);
    else if (Math.max(timestamp, Date.now() / 1000) < readyAt) onProgress(`epoch ${epoch}: closed, too early to draw`);
    else {
      const onEarly = (reason: string) => onProgress(`epoch ${epoch}: closed, waiting for the beacon (${reason})`);
      await tryToBring(market, closesAt, endpoints, onEarly);
      const receipt = await tryToFinalize(market, pool, epoch, onEarly);
      const draw = receipt && (await market.draw(pool, epoch));
      if (draw !== undefined) return { epoch, draw, receipt };
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Brings the random value of a moment, unless it is there or cannot be had now. */
async function tryToBring(
  market: Market,
  moment: number,
  endpoints: readonly string[],
  onEarly: (reason: string) => void,
): Promise<void> {
  try {
    await bringWord(market, moment, { endpoints });
  } catch (error) {
    if (!(error instanceof SmartCastError) || error.code !== 'BeaconUnreachable') throw error;
    onEarly(error.message);
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
