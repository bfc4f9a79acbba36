/**
 * Time limits of an epoch of the demo: those for an idle machine, or longer by the factor by which this one is slower.
 */
import type { PoolConfig } from '@smartcast/client';
import { sessionsOf, type DemoSize } from './size.ts';

export type Windows = Pick<
  PoolConfig,
  'roundMs' | 'leadSeconds' | 'sessionSeconds' | 'reportSeconds' | 'registrationSeconds'
>;

/** What a rehearsal has shown of the machine. */
export interface Pace {
  /** The slowest round, in ms. */
  readonly slowestMs: number;
  /** How many times as long as on an idle machine it takes to compute. */
  readonly slowness: number;
}

const IDLE: Pace = { slowestMs: 0, slowness: 1 };
/**
 * Δ is at least so many times the slowest round of the rehearsal. A member must have stepped before the middle of a round,
 * which is a factor of two; and in a session workers follow the chain and serve clients besides.
 */
const CAUTION = 8;
/** Less than this part of a window is for computing on an idle machine; the rest is to spare. */
const COMPUTING = 1 / 3;
/** Δ is a multiple of it, in ms. */
const GRAIN_MS = 50;
/** The longest Δ that the command line takes, in ms. */
export const LONGEST_ROUND_MS = 60_000;
/** Bytes a second that a loopback mesh of one machine's processes is trusted to move, all links together. */
const LOCAL_BYTES_PER_SECOND = 20e6;

/**
 * @param pace of the machine; where Δ is given, that says how slow the machine is.
 * @param factor by how much all is to be longer than the pace says, where Δ is not given.
 */
export function windowsFor(size: DemoSize, { slowestMs, slowness }: Pace = IDLE, factor = 1): Windows {
  const { faults, slots, tasks, workers } = size;
  const idleMs = idleRoundMs(size);
  const measured = factor * Math.min(slowness, 1 + COMPUTING * (slowness - 1));
  const measuredMs = Math.min(LONGEST_ROUND_MS, roundUp(Math.max(measured * idleMs, factor * CAUTION * slowestMs)));
  const [roundMs, stretch] =
    size.roundMs === undefined ? [measuredMs, measured] : [size.roundMs, Math.max(1, size.roundMs / idleMs)];
  const rounds = slots * (faults + 1) + 1;
  const settling = Math.ceil(stretch * (8 + Math.ceil(workers / 4)));
  return {
    roundMs,
    leadSeconds: settling,
    sessionSeconds: Math.ceil((rounds * roundMs) / 1000) + 1,
    reportSeconds: settling,
    registrationSeconds: Math.ceil(stretch * (8 + workers + tasks)),
  };
}

/** Δ on an idle machine: one slot's worth of bytes on all links, and time to be scheduled. */
function idleRoundMs(size: DemoSize): number {
  const { members, payload } = size;
  const sessions = sessionsOf(size);
  const bytes = sessions * members * (members - 1) * payload;
  return roundUp(450 + 25 * sessions * members * 0.5 + (1000 * bytes) / LOCAL_BYTES_PER_SECOND);
}

function roundUp(ms: number): number {
  return GRAIN_MS * Math.ceil(ms / GRAIN_MS);
}
