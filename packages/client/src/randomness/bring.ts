import type { Receipt } from '../chain/contract-client.ts';
import { SmartCastError } from '../errors.ts';
import type { Beacon, Bringing, BringingOptions } from './beacon.ts';

/** Time between tries, in ms. */
const POLL_MS = 1_000;

/** Market or escrow, used by an account. */
interface Client {
  beacon(): Promise<Beacon>;
  bring(bringing: Bringing): Promise<Receipt>;
}

/**
 * Brings the random value of a moment to the beacon that a contract draws by.
 * @returns undefined if there is nothing to bring: see `Beacon.bringing`, which also says what it throws.
 */
export async function bringWord(
  client: Client,
  moment: number,
  options: BringingOptions,
): Promise<Receipt | undefined> {
  const bringing = await (await client.beacon()).bringing(moment, options);
  return bringing && client.bring(bringing);
}

export interface WaitingOptions extends BringingOptions {
  /** Time between tries, in ms. */
  readonly pollMs?: number;
}

/** Waits until the beacon knows the random value of a moment, and brings it as soon as an endpoint has it. */
export async function bringWhenReady(
  client: Client,
  moment: number,
  { pollMs = POLL_MS, ...options }: WaitingOptions,
): Promise<void> {
  const beacon = await client.beacon();
  const readyAt = await beacon.readyAt(moment);
  while ((await beacon.word(moment)) === undefined) {
    const missingMs = readyAt * 1000 - Date.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(pollMs, missingMs)));
    options.signal?.throwIfAborted();
    await bringWord(client, moment, options).catch((error: unknown) => {
      if (!(error instanceof SmartCastError) || error.code !== 'BeaconUnreachable') throw error;
    });
  }
}
