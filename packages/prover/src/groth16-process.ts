// SPDX-License-Identifier: GPL-3.0-only
/**
 * The proving process: the only part of the product that uses snarkjs (GPL-3.0). Its argument is the folder of a built
 * circuit; tasks and answers are messages, one answer for each task, in order. It ends with its parent.
 *
 * snarkjs spreads the work over threads of its own, one for each core. It cannot run in a worker thread: its web-worker
 * dependency takes any worker thread that loads it for one of its own.
 */
import { readFile } from 'node:fs/promises';
import * as snarkjs from 'snarkjs';
import { type Decoded, refused } from '@smartcast/protocol';
import { circuitFiles } from './circuit.ts';
import type { ProvingInput } from '@smartcast/client/transfers';
import { decodeProof, encodeProof } from './proof.ts';

export type ProvingTask =
  | { readonly kind: 'check' | 'prove'; readonly input: ProvingInput }
  | { readonly kind: 'verify'; readonly inputs: readonly bigint[]; readonly proof: Uint8Array };

export interface ProofRequest {
  readonly id: number;
  readonly task: ProvingTask;
}

export interface Answer {
  readonly id: number;
  readonly result?: Decoded<true> | Uint8Array | boolean;
  readonly error?: string;
}

const files = circuitFiles(process.argv[2]!);

async function witnessOf(input: ProvingInput): Promise<snarkjs.Target> {
  const witness = { type: 'mem' } as const;
  await snarkjs.wtns.calculate(input, files.wasm, witness);
  return witness;
}

async function check(input: ProvingInput): Promise<Decoded<true>> {
  try {
    await witnessOf(input);
    return { ok: true, value: true };
  } catch (cause) {
    const { message } = cause as Error;
    if (!message.includes('Assert Failed')) throw cause;
    return refused(message.trim());
  }
}

async function prove(input: ProvingInput): Promise<Uint8Array> {
  const { proof } = await snarkjs.groth16.prove(files.zkey, await witnessOf(input));
  return encodeProof(proof);
}

async function verify(inputs: readonly bigint[], bytes: Uint8Array): Promise<boolean> {
  const proof = decodeProof(bytes);
  if (proof === undefined) return false;
  const key = JSON.parse(await readFile(files.verificationKey, 'utf8')) as object;
  return snarkjs.groth16.verify(key, inputs.map(String), proof);
}

function perform(task: ProvingTask): Promise<Decoded<true> | Uint8Array | boolean> {
  if (task.kind === 'verify') return verify(task.inputs, task.proof);
  return task.kind === 'check' ? check(task.input) : prove(task.input);
}

async function answer({ id, task }: ProofRequest): Promise<void> {
  try {
    process.send!({ id, result: await perform(task) } satisfies Answer);
  } catch (cause) {
    process.send!({ id, error: (cause as Error).message } satisfies Answer);
  }
}

let last = Promise.resolve();
process.on('message', (request: ProofRequest) => {
  last = last.then(() => answer(request));
});
process.on('disconnect', () => process.exit());
