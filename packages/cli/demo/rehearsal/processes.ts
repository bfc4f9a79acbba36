import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithThis } from '../devnet.ts';
import { REMOVAL } from '../cleanup.ts';

/** Processes of one program, which take orders and report on them; each has a folder, which is its argument. */
export class Processes<Order extends object, Report extends { readonly kind: string }> {
  readonly #folder: string;
  readonly #children: readonly ChildProcess[];

  private constructor(folder: string, children: readonly ChildProcess[]) {
    this.#folder = folder;
    this.#children = children;
  }

  /** Starts the processes, and does not wait for them. */
  static async start<Order extends object, Report extends { readonly kind: string }>(program: string, count: number) {
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-processes-'));
    const folders = Array.from({ length: count }, (_, i) => join(folder, String(i)));
    await Promise.all(folders.map((own) => mkdir(own)));
    const children = folders.map((own) => fork(program, [own], { serialization: 'advanced' }));
    children.forEach(endWithThis);
    return new Processes<Order, Report>(folder, children);
  }

  /** Gives each its order. */
  order(orderOf: (process: number) => Order): void {
    for (const [i, child] of this.#children.entries()) child.send(orderOf(i));
  }

  /** The next report of each process. @throws Error if a process ends, or reports something else. */
  reports<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>[]> {
    return Promise.all(this.#children.map((child) => reportOf<Extract<Report, { kind: Kind }>>(child, kind)));
  }

  /** Gives each its order. @returns ms until all have reported. */
  async together(kind: Report['kind'], orderOf: (process: number) => Order): Promise<number> {
    const reported = this.reports(kind);
    const begun = performance.now();
    this.order(orderOf);
    await reported;
    return performance.now() - begun;
  }

  /** Ends the processes and removes what they have written. */
  async stop(): Promise<void> {
    const running = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    await rm(this.#folder, REMOVAL);
  }
}

function reportOf<Report extends { readonly kind: string }>(child: ChildProcess, kind: string): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`a process ended with ${signal ?? `code ${code}`}`));
    child.once('exit', onExit);
    child.once('message', (report: Report) => {
      child.off('exit', onExit);
      if (report.kind === kind) resolve(report);
      else reject(new Error(`a process reported ${report.kind} instead of ${kind}`));
    });
  });
}
