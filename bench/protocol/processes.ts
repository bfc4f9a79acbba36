/** The same sessions by N real processes on loopback: the worker's own session host, TLS transport, journal and keys. */
import { freemem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Processes } from '../../packages/cli/demo/rehearsal/processes.ts';
import type { Committee, PoolConfig } from '../../packages/client/src/market/types.ts';
import type { PeerContact } from '../../packages/worker/src/transport.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { CLIENT_KEY, LEDGER, signedEntry } from './entries.ts';
import type { SessionOrder, SessionReport, SessionResult } from './messages.ts';
import { floorPerNode, parametersOf, type SessionRow, type SessionSize, SIZE_COLUMNS } from './size.ts';
import { type Column, formatTable, integer } from './table.ts';

const MEMBER = fileURLToPath(new URL('member.ts', import.meta.url));
/** Δ is so many times what the rehearsal took: a member must have stepped before the middle of a round. */
const CAUTION = 4;
const SHORTEST_ROUND_MS = 200;
/** Longest session: sizes that take longer get fewer slots. */
const LONGEST_SESSION_MS = 15 * 60_000;
/** Memory of a member: that of Node.js, and below payloads held from each peer (socket buffers, inbox, journal). */
const PROCESS_BYTES = 120 * 2 ** 20;
const PAYLOADS_PER_PEER = 6;
/** Verifications that a member may need for each signer and slot. */
const MOST_VERIFICATIONS = 2;

/** Wall time is from the start of the session to the last member's certified log, memory that of the largest process. */
export interface ProcessRow extends SessionRow {
  /** How long the rehearsal took: a slot's worth of bytes from everybody to everybody, and a step of each. */
  readonly deliveryMs: number;
  /** What is left of Δ after the slow frames, least over the members; null if there were too few frames to tell. */
  readonly marginMs: number | null;
  /** Verifications of relay signatures (Ed25519), the largest number at one node. */
  readonly relayVerificationsPerNode: number;
  /** Verifications of signatures on roots (secp256k1), the largest number at one node. */
  readonly rootVerificationsPerNode: number;
  /** Mean over the members, all threads. */
  readonly cpuSecondsPerNode: number;
}

type Members = Processes<SessionOrder, SessionReport>;

/** What a rehearsal took, in ms. */
interface Rehearsed {
  readonly connectMs: number;
  readonly deliveryMs: number;
}

/** Terms of a pool that a session does not depend on. */
const UNUSED = {
  theta: 0n,
  registrationSeconds: 0,
  collateral: 0n,
  leadSeconds: 0,
  sessionSeconds: 0,
  reportSeconds: 0,
} satisfies Partial<PoolConfig>;

/** A size that this machine is too small for. */
export interface Skipped extends SessionSize {
  readonly skipped: string;
}

/**
 * @param progress told what is happening: this may take minutes.
 * @throws Error if the session does not end as it must.
 */
export async function runProcesses(size: SessionSize, progress: (text: string) => void): Promise<ProcessRow | Skipped> {
  const { members, payloadBytes } = size;
  const memory = members * (PROCESS_BYTES + PAYLOADS_PER_PEER * (members - 1) * payloadBytes);
  if (memory > freemem()) {
    return {
      ...size,
      skipped: `needs about ${integer(memory / 2 ** 20)} MiB, ${integer(freemem() / 2 ** 20)} are free`,
    };
  }
  const processes: Members = await Processes.start(MEMBER, members);
  const interruption = Promise.withResolvers<never>();
  const interrupt = () => interruption.reject(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([measure(processes, size, progress), interruption.promise]);
  } finally {
    process.off('SIGINT', interrupt);
    await processes.stop();
  }
}

async function measure(
  processes: Members,
  size: SessionSize,
  progress: (text: string) => void,
): Promise<ProcessRow | Skipped> {
  const { members, payloadBytes } = size;
  const registrations = await processes.reports('listening');
  const seats = registrations.map(({ seat }) => seat);
  const { connectMs, deliveryMs } = await rehearse(processes, seats, size);
  const roundMs = Math.max(SHORTEST_ROUND_MS, 50 * Math.ceil((CAUTION * deliveryMs) / 50));
  const slots = slotsThatFit(size, roundMs);
  if (slots === 0)
    return { ...size, skipped: `one slot would take longer than ${LONGEST_SESSION_MS / 60_000} minutes` };

  const fitting = { ...size, slots };
  const parameters = parametersOf(fitting);
  const { rounds } = sessionOf(fitting);
  progress(`${slots} slots: ${rounds} rounds of ${integer(roundMs)} ms`);
  const startsAt = (Date.now() + 1_000 + 2 * connectMs) / 1_000;
  const committee: Committee = {
    id: 0n,
    task: { id: 1n, creator: '', ledger: LEDGER, clients: [CLIENT_KEY] },
    members: registrations.map(({ account, seat }, id) => ({ id: BigInt(id), account, ...seat })),
    config: { ...UNUSED, ...parameters, roundMs },
    draw: { seed: 1n, workers: members, tasks: 1, startsAt, duration: Infinity },
  };
  const results = processes.reports('served');
  processes.order((seat) => {
    const entry = seat < slots ? signedEntry(seat, payloadBytes) : undefined;
    return { kind: 'serve', seat, committee, entry };
  });
  const rows = await results;
  const wallSeconds = Date.now() / 1_000 - startsAt;
  requireSound(fitting, rows);

  const most = (value: (result: SessionResult) => number) => Math.max(...rows.map(value));
  const bytesPerNode = most(({ sent }) => sum(sent));
  const margins = rows.flatMap(({ marginMs }) => (marginMs === null ? [] : [marginMs]));
  return {
    ...fitting,
    faults: parameters.faults,
    rounds,
    deliveryMs,
    roundMs,
    sessionSeconds: (rounds * roundMs) / 1_000,
    wallSeconds,
    marginMs: margins.length === 0 ? null : Math.min(...margins),
    maxBytesPerPeer: rows[0]!.maxBytesPerPeer,
    bytesPerNode,
    floorPerNode: floorPerNode(fitting),
    timesFloor: bytesPerNode / floorPerNode(fitting),
    relayVerificationsPerNode: most(({ relayVerifications }) => relayVerifications),
    rootVerificationsPerNode: most(({ rootVerifications }) => rootVerifications),
    verificationsPerSignerAndSlot: most(verificationsOf) / (members * slots),
    cpuSecondsPerNode: sum(rows.map(({ cpuSeconds }) => cpuSeconds)) / members,
    peakMemoryMiB: most(({ peakMemoryMiB }) => peakMemoryMiB),
  };
}

/** Connects everybody to everybody and lets each send each a slot's worth of bytes: twice, the slower time counts. */
async function rehearse(processes: Members, seats: readonly PeerContact[], size: SessionSize): Promise<Rehearsed> {
  const bytes = sessionOf(size).paddingRounds![0]!.maxBytesPerPeer;
  const quorum = parametersOf(size).faults + 1;
  const order = { kind: 'connect', seats, bytes, quorum, deliveries: 2 } as const;
  const connectMs = await processes.together('connected', (self) => ({ ...order, self }));
  const cold = await processes.together('delivered', () => ({ kind: 'deliver' }));
  const warm = await processes.together('delivered', () => ({ kind: 'deliver' }));
  return { connectMs, deliveryMs: Math.max(cold, warm) };
}

function sessionOf(size: SessionSize) {
  return session(parametersOf(size), { chainId: 0n, contract: new Uint8Array(20), task: 0n, seed: 0n });
}

function slotsThatFit(size: SessionSize, roundMs: number): number {
  let { slots } = size;
  while (slots > 0 && sessionOf({ ...size, slots }).rounds * roundMs > LONGEST_SESSION_MS) slots--;
  return slots;
}

function requireSound({ members, payloadBytes, slots }: SessionSize, results: readonly SessionResult[]): void {
  const failures = [
    new Set(results.map(({ root }) => root)).size > 1 && 'the logs differ',
    results.some((result) => result.slots < slots || !result.isCertified) && 'a log is incomplete or not certified',
    results.some(({ friends }) => friends.includes(false)) && 'members call each other enemies',
    results.some(({ sent, maxBytesPerPeer }) => Math.max(...sent) > maxBytesPerPeer) && 'more than M bytes were sent',
    results.some((result) => verificationsOf(result) > MOST_VERIFICATIONS * members * slots) &&
      'too many verifications',
  ].filter((failure) => failure !== false);
  if (failures.length > 0) throw new Error(`N = ${members}, ${payloadBytes} bytes: ${failures.join(', ')}`);
}

function verificationsOf({ relayVerifications, rootVerifications }: SessionResult): number {
  return relayVerifications + rootVerifications;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const COLUMNS: readonly Column<ProcessRow>[] = [
  ...SIZE_COLUMNS,
  { head: 'deliver ms', cell: ({ deliveryMs }) => integer(deliveryMs) },
  { head: 'Δ ms', cell: ({ roundMs }) => integer(roundMs) },
  { head: 'margin ms', cell: ({ marginMs }) => (marginMs === null ? '' : integer(marginMs)) },
  { head: 'r*·Δ s', cell: ({ sessionSeconds }) => sessionSeconds.toFixed(1) },
  { head: 'wall s', cell: ({ wallSeconds }) => wallSeconds.toFixed(1) },
  { head: 'bytes/node', cell: ({ bytesPerNode }) => integer(bytesPerNode) },
  { head: '× floor', cell: ({ timesFloor }) => timesFloor.toFixed(1) },
  {
    head: 'verify/node',
    cell: ({ relayVerificationsPerNode, rootVerificationsPerNode }) =>
      `${relayVerificationsPerNode} + ${rootVerificationsPerNode}`,
  },
  { head: 'CPU s/node', cell: ({ cpuSecondsPerNode }) => cpuSecondsPerNode.toFixed(2) },
  { head: 'MiB', cell: ({ peakMemoryMiB }) => integer(peakMemoryMiB) },
];

export function formatProcesses(outcomes: readonly (ProcessRow | Skipped)[]): string {
  const rows = outcomes.filter((outcome) => !('skipped' in outcome));
  const skipped = outcomes.filter((outcome) => 'skipped' in outcome);
  return [
    'As N processes on the loopback interface of this machine:',
    formatTable(COLUMNS, rows),
    `Δ: ${CAUTION} × deliver, at least ${SHORTEST_ROUND_MS} ms; deliver: a rehearsal of the busiest round.`,
    'margin: what the slow frames leave of Δ. verify/node: relay (Ed25519) + root (secp256k1) signatures.',
    'CPU s/node: in the session, mean. MiB: peak of the largest process.',
    ...skipped.map((one) => `skipped: N = ${one.members}, ${integer(one.payloadBytes)} bytes: ${one.skipped}`),
  ].join('\n');
}
