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

/** A textual change to the circuit's source. */
export interface Mutation {
  readonly find: string;
  readonly replace: string;
}

/** A compiled circuit and its witness generator. */
export class TestCircuit {
  readonly r1cs: R1cs;
  readonly #wasm: string;

  constructor(r1cs: R1cs, wasm: string) {
    this.r1cs = r1cs;
    this.#wasm = wasm;
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

/**
 * Compiles the circuit, or a mutant of it, for as long as `use` runs.
 * @throws if the text to replace does not stand in the source exactly once.
 */
export async function withCircuit<Result>(
  size: CircuitSize,
  mutation: Mutation | undefined,
  use: (circuit: TestCircuit) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'circuit-'));
  try {
    const { r1cs, wasm } = await compile(mutate(await readSource(), mutation), size, folder);
    return await use(new TestCircuit(readR1cs(await readFile(r1cs)), wasm));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function mutate(source: string, mutation: Mutation | undefined): string {
  if (mutation === undefined) return source;
  const parts = source.split(mutation.find);
  if (parts.length !== 2) throw new Error(`the circuit does not hold "${mutation.find}" once`);
  return parts.join(mutation.replace);
}

function isSatisfied({ constraints }: R1cs, witness: readonly bigint[]): boolean {
  const value = (combination: LinearCombination) =>
    [...combination].reduce((sum, [wire, coefficient]) => sum + coefficient * witness[wire]!, 0n);
  return constraints.every(({ a, b, c }) => (value(a) * value(b) - value(c)) % FIELD === 0n);
}
