import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PeerContact } from '@smartcast/worker/rehearsal';
import { endWithThis } from '../devnet.ts';
import { REMOVAL } from '../setting.ts';
import { sessionsOf, type DemoSize } from '../size.ts';
import { bytesPerSlot } from '../terms.ts';
import type { Pace } from '../windows.ts';
import type { MemberOrder, MemberReport } from './messages.ts';

const MEMBER = fileURLToPath(new URL('member.ts', import.meta.url));
/** A rehearsal has at least so many rounds and lasts at least so long, in ms. */
const LEAST_ROUNDS = 8;
const LEAST_MS = 1_000;
const MOST_ROUNDS = 64;
/** Time that several processes take to start on an idle machine, in ms, divided by their number. */
const IDLE_START_MS = 400;

/**
 * Repeats the busiest round of the sessions to come, with as many processes at the same time, under the machine's present
 * load. Transport, journal and signatures are the workers' own; the protocol and the chain are left out.
 */
export class CommitteeRehearsal {
  readonly #folder: string;
  readonly #size: DemoSize;
  readonly #children: readonly ChildProcess[];
  readonly #started: Promise<{ readonly seats: readonly PeerContact[]; readonly ms: number }>;

  /** Starts the processes, and does not wait for them. */
  static async start(size: DemoSize): Promise<CommitteeRehearsal> {
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-rehearsal-'));
    const folders = Array.from({ length: sessionsOf(size) * size.members }, (_, i) => join(folder, String(i)));
    await Promise.all(folders.map((own) => mkdir(own)));
    return new CommitteeRehearsal(folder, size, folders);
  }

  private constructor(folder: string, size: DemoSize, folders: readonly string[]) {
    this.#folder = folder;
    this.#size = size;
    this.#children = folders.map((own) => fork(MEMBER, [own], { serialization: 'advanced' }));
    this.#children.forEach(endWithThis);
    const begun = performance.now();
    this.#started = this.#reports('listening').then((reports) => {
      return { seats: reports.map(({ seat }) => seat), ms: performance.now() - begun };
    });
    // A rehearsal that is stopped before it measures reports no failure.
    this.#started.catch(() => undefined);
  }

  /** @throws Error if a process ends. */
  async measure(): Promise<Pace> {
    const { seats, ms } = await this.#started;
    const { faults, members } = this.#size;
    const committeeOf = (i: number) => Math.floor(i / members) * members;
    await this.#together('connected', (i) => ({
      kind: 'connect',
      self: i % members,
      seats: seats.slice(committeeOf(i), committeeOf(i) + members),
      bytes: bytesPerSlot(this.#size),
      deliveries: MOST_ROUNDS,
      quorum: faults + 1,
    }));
    const until = performance.now() + LEAST_MS;
    const rounds: number[] = [];
    while (rounds.length < LEAST_ROUNDS || (performance.now() < until && rounds.length < MOST_ROUNDS)) {
      rounds.push(await this.#together('delivered', () => ({ kind: 'deliver' })));
    }
    return { slowestMs: Math.max(...rounds), slowness: Math.max(1, ms / (IDLE_START_MS * seats.length)) };
  }

  /** Ends the processes and removes what they have written. */
  async stop(): Promise<void> {
    const running = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
    await rm(this.#folder, REMOVAL);
  }

  /** Gives each its order. @returns ms until all have reported. */
  async #together(kind: MemberReport['kind'], orderOf: (process: number) => MemberOrder): Promise<number> {
    const reported = this.#reports(kind);
    const begun = performance.now();
    for (const [i, child] of this.#children.entries()) child.send(orderOf(i));
    await reported;
    return performance.now() - begun;
  }

  /** The next report of each process. */
  #reports<Kind extends MemberReport['kind']>(kind: Kind): Promise<Extract<MemberReport, { kind: Kind }>[]> {
    return Promise.all(this.#children.map((child) => reportOf(child, kind)));
  }
}

function reportOf<Kind extends MemberReport['kind']>(child: ChildProcess, kind: Kind) {
  return new Promise<Extract<MemberReport, { kind: Kind }>>((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`a process of the rehearsal ended with ${signal ?? `code ${code}`}`));
    child.once('exit', onExit);
    child.once('message', (report: MemberReport) => {
      child.off('exit', onExit);
      if (report.kind === kind) resolve(report as Extract<MemberReport, { kind: Kind }>);
      else reject(new Error(`a process of the rehearsal reported ${report.kind} instead of ${kind}`));
    });
  });
}
