import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Decoded, refused } from '@smartcast/protocol';
import { FIELD } from './circuit.ts';
import type { Answer, ProofRequest, ProvingTask } from './groth16-process.ts';
import { type ProvingInput, publicInputs } from '@smartcast/client/transfers';

/** Exclusive bound of addresses. */
const ADDRESSES = 2n ** 160n;

/** Characters kept of the process's standard error. */
const LAST_WORDS = 2000;

/**
 * Groth16 proofs of one built circuit, made in a process of their own. Proving takes all cores for seconds and much memory:
 * it must not hold up the daemon, and the memory is free again when the process ends.
 *
 * The process starts with the first call, takes one task after the other and runs until `close`; a later call starts
 * another one.
 */
export class Groth16 {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  /** @param folder made by `npm run circuits`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Whether these inputs can be proved: computes the witness alone, in a fraction of the time. A prover asks before it
   * promises a proof of somebody else's statement.
   */
  async checkWitness(input: ProvingInput): Promise<Decoded<true>> {
    const { prover } = input;
    if (publicInputs(input, prover).some((value) => value < 0n || value >= FIELD)) {
      return refused('a public input is no field element: the contract refuses it');
    }
    if (prover >= ADDRESSES) return refused('the prover is no address');
    return (await this.#run({ kind: 'check', input })) as Decoded<true>;
  }

  /**
   * @returns a proof, encoded by `encodeProof`; a different one each time.
   * @throws if the inputs contradict the circuit, or the process ended.
   */
  async prove(input: ProvingInput): Promise<Uint8Array> {
    return (await this.#run({ kind: 'prove', input })) as Uint8Array;
  }

  /** Whether the contract would accept the proof. */
  async verify(inputs: readonly bigint[], proof: Uint8Array): Promise<boolean> {
    return (await this.#run({ kind: 'verify', inputs, proof })) as boolean;
  }

  /** Ends the process; calls that it has not answered are rejected. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  #run(task: ProvingTask): Promise<unknown> {
    const child = (this.#child ??= this.#start());
    const id = this.#calls++;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    child.send({ id, task } satisfies ProofRequest);
    return answer.promise;
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(import.meta.resolve('@smartcast/prover/groth16-process')), [this.#folder], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
    child.on('message', ({ id, result, error }: Answer) => {
      const answer = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) answer?.resolve(result);
      else answer?.reject(new Error(error));
    });
    const end = (reason: string) => {
      if (this.#child === child) this.#child = undefined;
      const error = new Error(`the proving process ended: ${reason}`, { cause: lastWords });
      for (const answer of this.#waiting.values()) answer.reject(error);
      this.#waiting.clear();
    };
    child.on('error', ({ message }) => end(message));
    child.on('exit', (code, signal) => end(signal ?? `code ${code}`));
    return child;
  }
}
