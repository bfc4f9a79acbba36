import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, ProofRequest, ProvingTask } from '../../packages/prover/src/groth16-process.ts';

const PROCESS = join(import.meta.dirname, '../../packages/prover/src/groth16-process.ts');
const RESOURCE_USAGE = join(import.meta.dirname, 'resource-usage.ts');

export interface Timed {
  readonly result: Answer['result'];
  readonly ms: number;
}

/** What a process has used from start to end, in all threads. */
export interface Usage {
  readonly peakBytes: number;
  readonly cpuMs: number;
}

/** Measures the prover's own proving process: how long each task takes, and at the end what the process has used. */
export class ProvingProcess {
  readonly #child: ChildProcess;
  readonly #started = performance.now();
  #output = '';
  #isFirst = true;

  /** @param folder made by `npm run circuits`. */
  constructor(folder: string) {
    this.#child = fork(PROCESS, [folder], {
      execArgv: ['--import', RESOURCE_USAGE],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
  }

  /**
   * Runs one task at a time. The time of the first is counted from the start of the process.
   * @throws Error if the task or the process fails.
   */
  async run(task: ProvingTask): Promise<Timed> {
    const started = this.#isFirst ? this.#started : performance.now();
    this.#isFirst = false;
    const answered = once(this.#child, 'message');
    const exited = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the proving process ended with code ${code}`);
    });
    this.#child.send({ id: 0, task } satisfies ProofRequest);
    const [{ result, error }] = (await Promise.race([answered, exited])) as [Answer];
    const ms = performance.now() - started;
    if (error !== undefined) throw new Error(error);
    return { result, ms };
  }

  /** Ends the process. */
  async end(): Promise<Usage> {
    const ended = once(this.#child.stdout!, 'end');
    this.#child.disconnect();
    await ended;
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(this.#output) as NodeJS.ResourceUsage;
    return { peakBytes: maxRSS * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  }
}
