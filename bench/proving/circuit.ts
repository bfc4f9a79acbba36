/** Time and memory of proving with one circuit; each measurement runs in a process of its own. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SIZES, type SizeName } from '../../circuits/sizes.ts';
import { circuitFiles, readManifest } from '../../packages/prover/src/circuit.ts';
import type { ProvingTask } from '../../packages/prover/src/groth16-process.ts';
import { type ProvingInput, publicInputs, transition } from '../../packages/client/src/transfers/ledger.ts';
import { ProvingProcess, type Timed } from './proving-process.ts';

const CIRCUITS = join(import.meta.dirname, '../../circuits');
const PROVER = 0xa11ce0000000000000000000000000000000b0bn;

export interface CircuitRow {
  readonly size: SizeName;
  readonly accounts: number;
  readonly transfers: number;
  readonly constraints: number;
  readonly zkeyBytes: number;
  /** Check of a witness, which shows whether there is a proof at all. */
  readonly check: Work;
  readonly prove: Work;
  /** Verification off the chain. */
  readonly verify: Work;
}

interface Work {
  /** Time from the start of the process. */
  readonly coldMs: number;
  /** Time in a running process: median, and below the longest. */
  readonly warmMs: number;
  readonly warmWorstMs: number;
  /** Time of all cores, mean of all runs, the start of the process included. */
  readonly cpuMs: number;
  /** Memory of the process, which does nothing else. */
  readonly peakBytes: number;
}

/** @returns undefined if the circuit is not built. */
export async function measureCircuit(size: SizeName, runs: number): Promise<CircuitRow | undefined> {
  const folder = join(CIRCUITS, size);
  const files = circuitFiles(folder);
  if (!existsSync(files.manifest) || !existsSync(files.zkey)) return undefined;
  const { constraints } = await readManifest(folder);
  const input = fullBatch(size);
  const check = await measure(folder, runs, { kind: 'check', input }, (result) => {
    return typeof result === 'object' && 'ok' in result && result.ok;
  });
  let proof: Uint8Array = new Uint8Array();
  const prove = await measure(folder, runs, { kind: 'prove', input }, (result) => {
    if (!(result instanceof Uint8Array)) return false;
    proof = result;
    return true;
  });
  const inputs = publicInputs(input, PROVER);
  const verify = await measure(folder, runs, { kind: 'verify', inputs, proof }, (result) => result === true);
  const { depth, transfers } = SIZES[size];
  const zkeyBytes = (await stat(files.zkey)).size;
  return { size, accounts: 2 ** depth, transfers, constraints, zkeyBytes, check, prove, verify };
}

/** As many transfers as fit, all of which move something. */
function fullBatch(size: SizeName): ProvingInput {
  const batch = Array.from({ length: SIZES[size].transfers }, (_, i) => ({ from: i, to: i + 1, amount: 1_000n }));
  const { statement, witness } = transition(SIZES[size], [1_000n], batch);
  return { ...statement, ...witness, prover: PROVER };
}

async function measure(
  folder: string,
  runs: number,
  task: ProvingTask,
  isRight: (result: Timed['result']) => boolean,
): Promise<Work> {
  const proving = new ProvingProcess(folder);
  const run = async (): Promise<number> => {
    const { result, ms } = await proving.run(task);
    if (!isRight(result)) throw new Error(`${folder}: to ${task.kind} went wrong`);
    return ms;
  };
  const coldMs = await run();
  const warm: number[] = [];
  for (let i = 0; i < runs; i++) warm.push(await run());
  warm.sort((a, b) => a - b);
  const { peakBytes, cpuMs } = await proving.end();
  return {
    coldMs,
    warmMs: warm[runs >> 1]!,
    warmWorstMs: warm.at(-1)!,
    cpuMs: cpuMs / (runs + 1),
    peakBytes,
  };
}
