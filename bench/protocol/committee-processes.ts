import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionOrder, SessionReport } from './messages.ts';

const MEMBER = fileURLToPath(new URL('member.ts', import.meta.url));

/** The members of one committee, each a process with a journal of its own; `stop` ends and removes everything. */
export class CommitteeProcesses {
  readonly #folder: string;
  readonly #children: readonly ChildProcess[];

  private constructor(folder: string, children: readonly ChildProcess[]) {
    this.#folder = folder;
    this.#children = children;
  }

  static async start(count: number): Promise<CommitteeProcesses> {
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-bench-'));
    const folders = Array.from({ length: count }, (_, seat) => join(folder, String(seat)));
    await Promise.all(folders.map((own) => mkdir(own)));
    const children = folders.map((own) => fork(MEMBER, [own], { serialization: 'advanced' }));
    for (const child of children) child.setMaxListeners(0);
    return new CommitteeProcesses(folder, children);
  }

  /** Gives each member its order. */
  order(orderOf: (seat: number) => SessionOrder): void {
    for (const [seat, child] of this.#children.entries()) child.send(orderOf(seat));
  }

  /** The next report of each member, by seat. @throws Error if a member ends, or reports something else. */
  reports<Kind extends SessionReport['kind']>(kind: Kind): Promise<Extract<SessionReport, { kind: Kind }>[]> {
    return Promise.all(
      this.#children.map(
        (child, seat) =>
          new Promise<Extract<SessionReport, { kind: Kind }>>((resolve, reject) => {
            child.once('exit', (code, signal) => reject(new Error(`member ${seat} ended with ${signal ?? code}`)));
            child.once('message', (report: SessionReport) => {
              if (report.kind === kind) resolve(report as Extract<SessionReport, { kind: Kind }>);
              else reject(new Error(`member ${seat} reported ${report.kind} instead of ${kind}`));
            });
          }),
      ),
    );
  }

  async stop(): Promise<void> {
    const running = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    await rm(this.#folder, { recursive: true });
  }
}
