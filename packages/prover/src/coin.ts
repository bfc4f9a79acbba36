/**
 * The private coin of a committee prover (Adversarial procurement in blockchains, §2): it shows heads with probability q,
 * and the prover delivers only on heads.
 *
 * There is one coin for each request, not for each draw. The proofs about a mechanism need P(deliver | seated) = q,
 * whichever draw becomes final. With a coin for each draw, whoever can cause another draw would cause another flip, and
 * the prover would have a choice. A reorganisation causes one, and so does a beacon's random value that expires before the
 * draw is recorded. The request's id depends on the block of the request, so that a request that returns in another block
 * has a coin of its own.
 *
 * The coin comes from the CSPRNG alone. It is on disk before anybody acts on it, and is read back from there: neither a
 * crash nor a failed write lets a prover flip until it likes the side.
 */
import { randomBytes } from 'node:crypto';
import type { ProverJournal } from './journal.ts';

/** Unit of probabilities. */
const ONE = 10n ** 18n;
/** Greatest multiple of ONE below 2^64: draws from there on would favour small remainders. */
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

  /** @throws JournalError if the coin cannot be journaled; then it counts as not tossed. */
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
