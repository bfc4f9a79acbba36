import { type Decoded, refused } from '@smartcast/protocol';

import { readManifest } from './circuit.ts';
import { Groth16 } from './groth16.ts';
import {
  batchFileName,
  type CircuitSize,
  decodeBatch,
  type ProvingInput,
  type Statement,
  transition,
} from '@smartcast/client/transfers';
import type { Provable, ProofSystem } from './proof-system.ts';

/** Maker of the proofs: `Groth16`, or a double of it. */
export type LedgerProver = Pick<Groth16, 'checkWitness' | 'prove' | 'close'>;

/** Opens the circuit that `npm run circuits` has built in a folder. @throws Error if there is none. */
export async function openLedgerProofs(folder: string): Promise<LedgerProofs> {
  return new LedgerProofs(await readManifest(folder), new Groth16(folder));
}

/** Statements of the ledger-transition circuit: root before, root after, hash of the batch between them. */
export class LedgerProofs implements ProofSystem {
  readonly #size: CircuitSize;
  readonly #prover: LedgerProver;

  constructor(size: CircuitSize, prover: LedgerProver) {
    this.#size = size;
    this.#prover = prover;
  }

  fileOf(statement: readonly bigint[]): string | undefined {
    return statement.length === 3 ? batchFileName(statement[2]!) : undefined;
  }

  async check(statement: readonly bigint[], file: Uint8Array, prover: string): Promise<Decoded<Provable>> {
    const input = this.#inputOf(statement, file, prover);
    if (!input.ok) return input;
    const checked = await this.#prover.checkWitness(input.value);
    if (!checked.ok) return checked;
    return { ok: true, value: { prove: () => this.#prover.prove(input.value) } };
  }

  close(): Promise<void> {
    return this.#prover.close();
  }

  /** Applies the batch, and compares the results with every part of the statement. */
  #inputOf(words: readonly bigint[], file: Uint8Array, prover: string): Decoded<ProvingInput> {
    const batch = decodeBatch(file);
    if (!batch.ok) return batch;
    try {
      const { statement, witness } = transition(this.#size, batch.value.balances, batch.value.items);
      const objection = differenceOf(statement, words);
      if (objection !== undefined) return refused(objection);
      return { ok: true, value: { ...statement, ...witness, prover: BigInt(prover) } };
    } catch (error) {
      if (error instanceof RangeError) return refused(error.message);
      throw error;
    }
  }
}

function differenceOf(statement: Statement, words: readonly bigint[]): string | undefined {
  const { rootBefore, rootAfter, batchHash } = statement;
  const names = { 'root before': rootBefore, 'root after': rootAfter, 'batch hash': batchHash };
  const index = Object.values(names).findIndex((word, i) => word !== words[i]);
  return index < 0 ? undefined : `the ${Object.keys(names)[index]} is another one`;
}
