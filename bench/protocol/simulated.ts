/** Sessions of N members in one process over a simulated network: what SmartCast costs apart from any machine. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ed25519Verify } from '../../packages/protocol/src/crypto/node.ts';
import { BATCH_OVERHEAD_BYTES } from '../../packages/protocol/src/batch.ts';
import type { Entry } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import type { Protocol } from '../../packages/protocol/src/protocol.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { ed25519Keyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { runWorld } from '../../packages/protocol/src/simulation/world.ts';
import { CLIENT_KEY, LEDGER, signedEntry } from './entries.ts';
import { floorPerNode, parametersOf, type SessionRow, type SessionSize, SIZE_COLUMNS } from './size.ts';
import { type Column, formatTable, integer } from './table.ts';

/** The network of the paper's experiment: 5 Mbit/s, 100 ms. */
const BYTES_PER_MS = 5e6 / 8 / 1000;
const LATENCY_MS = 100;

/** Δ is the largest burst of one round through one uplink, and the latency. */
export interface SimulatedRow extends SessionRow {
  /** Verifications of relay signatures, the largest number at one node. */
  readonly verificationsPerNode: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** @throws Error if the session does not end as it must. */
export function simulate(size: SessionSize): SimulatedRow {
  const { members, payloadBytes, slots } = size;
  const parameters = parametersOf(size);
  const { faults, batchBytes } = parameters;
  const identity = { chainId: 31337n, contract: new Uint8Array(20), task: 1n, seed: 1n };
  const plain = session(parameters, identity);
  const firstSlot = plain.paddingRounds![0]!;
  const roundMs = Math.ceil(LATENCY_MS + ((members - 1) * firstSlot.maxBytesPerPeer) / BYTES_PER_MS) + 1;
  const entries = Array.from({ length: slots }, (_, seat) => signedEntry(seat, payloadBytes));
  const verifications = Array.from({ length: members }, () => 0);

  collectGarbage();
  const memory = { peak: process.memoryUsage.rss() };
  const protocol = sampled(plain, memory);
  const startedAt = performance.now();
  const { outputs, sent } = runWorld({
    seed: 1,
    keyring: ed25519Keyring(1, members),
    roundMs,
    network: { latencyMs: LATENCY_MS, bytesPerMs: BYTES_PER_MS },
    hosts: Array.from({ length: members }, (_, seat) => ({
      protocol,
      input: { buffer: bufferOf(entries[seat], batchBytes) },
    })),
    onVerify: (seat, kind) => {
      if (kind !== 'root') verifications[seat]!++;
    },
  });
  const wallSeconds = (performance.now() - startedAt) / 1000;

  const roots = new Set(outputs.map(({ log }) => Buffer.from(log.roots.at(-1)!).toString('hex')));
  const isSound =
    roots.size === 1 && outputs.every(({ log, friends }) => log.length === slots && friends.every(Boolean));
  if (!isSound) throw new Error(`N = ${members}, ${payloadBytes} bytes: the simulated session failed`);
  const bytesPerNode = Math.max(...sent.map((row) => row.reduce((sum, bytes) => sum + bytes, 0)));
  const floor = floorPerNode(size);
  const verificationsPerNode = Math.max(...verifications);
  return {
    ...size,
    faults,
    rounds: plain.rounds,
    roundMs,
    sessionSeconds: (plain.rounds * roundMs) / 1000,
    maxBytesPerPeer: plain.maxBytesPerPeer,
    bytesPerNode,
    floorPerNode: floor,
    timesFloor: bytesPerNode / floor,
    verificationsPerNode,
    verificationsPerSignerAndSlot: verificationsPerNode / (members * slots),
    wallSeconds,
    peakMemoryMiB: memory.peak / 2 ** 20,
  };
}

/** The same protocol, looking at the process's memory at every step. */
function sampled<Input, Output>(protocol: Protocol<Input, Output>, memory: { peak: number }): Protocol<Input, Output> {
  return {
    ...protocol,
    start(context, input) {
      const party = protocol.start(context, input);
      return {
        step(round, inbox) {
          const outbox = party.step(round, inbox);
          memory.peak = Math.max(memory.peak, process.memoryUsage.rss());
          return outbox;
        },
        output: () => party.output(),
      };
    },
  };
}

function bufferOf(entry: Entry | undefined, batchBytes: number): EntryBuffer {
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: [CLIENT_KEY],
    maxEntryBytes: batchBytes - BATCH_OVERHEAD_BYTES,
    capacityBytes: batchBytes,
    verify: ed25519Verify,
  });
  if (entry !== undefined) buffer.add(entry);
  return buffer;
}

const COLUMNS: readonly Column<SimulatedRow>[] = [
  ...SIZE_COLUMNS,
  { head: 'Δ ms', cell: ({ roundMs }) => integer(roundMs) },
  { head: 'r*·Δ s', cell: ({ sessionSeconds }) => sessionSeconds.toFixed(1) },
  { head: 'M', cell: ({ maxBytesPerPeer }) => integer(maxBytesPerPeer) },
  { head: 'bytes/node', cell: ({ bytesPerNode }) => integer(bytesPerNode) },
  { head: 'floor', cell: (row) => integer(row.floorPerNode) },
  { head: '× floor', cell: ({ timesFloor }) => timesFloor.toFixed(1) },
  { head: 'verify/node', cell: ({ verificationsPerNode }) => integer(verificationsPerNode) },
  { head: 'wall s', cell: ({ wallSeconds }) => wallSeconds.toFixed(2) },
  { head: 'MiB', cell: ({ peakMemoryMiB }) => integer(peakMemoryMiB) },
];

export function formatSimulated(rows: readonly SimulatedRow[]): string {
  return [
    'In one process, over a simulated network of 5 Mbit/s and 100 ms:',
    formatTable(COLUMNS, rows),
    'verify/node: relay signatures (Ed25519). wall s: to simulate it all. MiB: peak of the one process.',
  ].join('\n');
}
