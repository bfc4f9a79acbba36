// SPDX-License-Identifier: GPL-3.0-only
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { compile, readSource } from '../../circuits/compile.ts';
import { type LinearCombination, type R1cs, readR1cs } from '../../circuits/r1cs.ts';
import type { CircuitSize } from '@smartcast/client/transfers';
import { FIELD } from '../../packages/prover/src/circuit.ts';
import type { ProvingInput } from '../../packages/client/src/transfers/ledger.ts';

/** A compiled circuit and its witness generator. */
export class TestCircuit {
  readonly r1cs: R1cs;
  readonly #folder: string;
  readonly #wasm: string;

  private constructor(folder: string, r1cs: R1cs, wasm: string) {
    this.#folder = folder;
    this.r1cs = r1cs;
    this.#wasm = wasm;
  }

  static async compile(size: CircuitSize): Promise<TestCircuit> {
    const folder = await mkdtemp(join(tmpdir(), 'circuit-'));
    const { r1cs, wasm } = await compile(await readSource(), size, folder);
    return new TestCircuit(folder, readR1cs(await readFile(r1cs)), wasm);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  /** Whether the inputs have a witness: the generator finds one, and it satisfies every constraint. */
  async accepts(input: ProvingInput): Promise<boolean> {
    const witness = { type: 'mem' } as const;
    const { error } = console;
    // The generator prints which constraint failed before it throws.
    console.error = () => {};
    try {
      await snarkjs.wtns.calculate(input, this.#wasm, witness);
    } catch (cause) {
      if ((cause as Error).message.includes('Assert Failed')) return false;
      throw cause;
    } finally {
      console.error = error;
    }
    return isSatisfied(this.r1cs, await snarkjs.wtns.exportJson(witness));
  }
}

function isSatisfied({ constraints }: R1cs, witness: readonly bigint[]): boolean {
  const value = (combination: LinearCombination) =>
    [...combination].reduce((sum, [wire, coefficient]) => sum + coefficient * witness[wire]!, 0n);
  return constraints.every(({ a, b, c }) => (value(a) * value(b) - value(c)) % FIELD === 0n);
}
