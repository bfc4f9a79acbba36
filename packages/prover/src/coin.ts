/**
 * The private coin of a committee prover (Adversarial procurement, §1 and §5): heads with probability q, and only with
 * heads it delivers.
 *
 * One coin a request, not one a draw. What is proved about a mechanism needs P(deliver | seated) = q, whichever draw
 * becomes final. A coin a draw would give whoever can cause another draw (a reorganisation, a beacon's word that expires
 * before the draw is recorded) another flip, and the prover a choice; one coin a request gives neither. The request's id
 * depends on the block of the request, so a request that comes back in another block has a coin of its own.
 *
 * The coin comes from the CSPRNG alone, is on disk before anybody acts on it, and is read back from there: neither a
 * crash nor a failed write can make a prover flip until it likes the side.
 */
import { randomBytes } from 'node:crypto';
import type { ProverJournal } from './journal.ts';

/** Unit of probabilities. */
const ONE = 10n ** 18n;
/** The multiples of ONE below 2^64: draws from there on would favour small remainders. */
const EVEN = 18n * ONE;

/** 64 fair bits. */
export type Bits = () => bigint;

const systemBits: Bits = () => randomBytes(8).readBigUInt64BE();

export class Coins {
  readonly #journal: ProverJournal;
  readonly #bits: Bits;

  constructor(journal: ProverJournal, bits: Bits = systemBits) {
    this.#journal = journal;
    this.#bits = bits;
  }

  /** @throws JournalError if the coin cannot be kept; then it was not tossed. */
  isHeads(request: string, probability: bigint): boolean {
    const tossed = this.#journal.coin(request);
    if (tossed !== undefined) return tossed;
    this.#journal.recordCoin(request, toss(probability, this.#bits));
    return this.#journal.coin(request)!;
  }
}

/** True with probability exactly `probability` · 10^-18. */
export function toss(probability: bigint, bits: Bits): boolean {
  for (;;) {
    const word = bits();
    if (word < EVEN) return word % ONE < probability;
  }
}
