import { fileURLToPath } from 'node:url';
import type { PeerContact } from '@smartcast/worker/rehearsal';
import { sessionsOf, type DemoSize } from '../size.ts';
import { bytesPerSlot } from '../terms.ts';
import type { Pace } from '../windows.ts';
import type { MemberOrder, MemberReport } from './messages.ts';
import { Processes } from './processes.ts';

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
  readonly #size: DemoSize;
  readonly #processes: Processes<MemberOrder, MemberReport>;
  readonly #started: Promise<{ readonly seats: readonly PeerContact[]; readonly ms: number }>;

  /** Starts the processes, and does not wait for them. */
  static async start(size: DemoSize): Promise<CommitteeRehearsal> {
    return new CommitteeRehearsal(size, await Processes.start(MEMBER, sessionsOf(size) * size.members));
  }

  private constructor(size: DemoSize, processes: Processes<MemberOrder, MemberReport>) {
    this.#size = size;
    this.#processes = processes;
    const begun = performance.now();
    this.#started = processes.reports('listening').then((reports) => {
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
    await this.#processes.together('connected', (i) => ({
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
      rounds.push(await this.#processes.together('delivered', () => ({ kind: 'deliver' })));
    }
    return { slowestMs: Math.max(...rounds), slowness: Math.max(1, ms / (IDLE_START_MS * seats.length)) };
  }

  /** Ends the processes and removes what they have written. */
  stop(): Promise<void> {
    return this.#processes.stop();
  }
}
