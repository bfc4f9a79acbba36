/**
 * Sessions of N members in one process over a simulated network: what SmartCast costs apart from any machine.
 * `node bench/protocol/simulated.ts [--json] [--members 4,7] [--payload 1024,65536] [--slots 2]`
 */
import Table from 'cli-table3';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BATCH_OVERHEAD_BYTES } from '../../src/protocol/batch.ts';
import { type Entry, ENTRY_OVERHEAD_BYTES, entryMessage } from '../../src/protocol/entry.ts';
import { EntryBuffer } from '../../src/protocol/entry-buffer.ts';
import type { Protocol } from '../../src/protocol/protocol.ts';
import { session } from '../../src/protocol/session.ts';
import { ed25519Keyring } from '../../src/simulation/keyring.ts';
import { runWorld } from '../../src/simulation/world.ts';

/** The network of the paper's experiment: 5 Mbit/s, 100 ms. */
const BYTES_PER_MS = 5e6 / 8 / 1000;
const LATENCY_MS = 100;
const LEDGER = new Uint8Array(32);

interface Row {
  readonly members: number;
  readonly faults: number;
  readonly slots: number;
  readonly payloadBytes: number;
  readonly rounds: number;
  /** Δ: the largest burst of one round through one uplink, and the latency. */
  readonly roundMs: number;
  readonly sessionSeconds: number;
  /** M. */
  readonly maxBytesPerPeer: number;
  readonly bytesPerNode: number;
  /** Each of the N-1 others has to receive each value once: (N-1)/N values a node and slot. */
  readonly floorPerNode: number;
  readonly timesFloor: number;
  /** Of relay signatures, the largest number at one node. */
  readonly verificationsPerNode: number;
  readonly verificationsPerSignerAndSlot: number;
  readonly wallSeconds: number;
  readonly peakMemoryMiB: number;
}

const client = generateKeyPairSync('ed25519');
const clientKey = new Uint8Array(client.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function measure(members: number, payloadBytes: number, slots: number): Row {
  const faults = Math.floor((members - 1) / 3);
  const batchBytes = payloadBytes + ENTRY_OVERHEAD_BYTES + BATCH_OVERHEAD_BYTES;
  const identity = { chainId: 31337n, contract: new Uint8Array(20), task: 1n, seed: 1n };
  const plain = session({ members, faults, slots, batchBytes }, identity);
  const firstSlot = plain.checkpoints![0]!;
  const roundMs = Math.ceil(LATENCY_MS + ((members - 1) * firstSlot.maxBytesPerPeer) / BYTES_PER_MS) + 1;
  const entries = Array.from({ length: Math.min(slots, members) }, (_, seat) => signedEntry(seat, payloadBytes));
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
  if (!isSound) throw new Error(`N = ${members}, ${payloadBytes} bytes: the session failed`);
  const bytesPerNode = Math.max(...sent.map((row) => row.reduce((sum, bytes) => sum + bytes, 0)));
  const floorPerNode = Math.ceil(((members - 1) / members) * payloadBytes * entries.length);
  const verificationsPerNode = Math.max(...verifications);
  return {
    members,
    faults,
    slots,
    payloadBytes,
    rounds: plain.rounds,
    roundMs,
    sessionSeconds: (plain.rounds * roundMs) / 1000,
    maxBytesPerPeer: plain.maxBytesPerPeer,
    bytesPerNode,
    floorPerNode,
    timesFloor: bytesPerNode / floorPerNode,
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

function signedEntry(sequence: number, payloadBytes: number): Entry {
  const body = { client: clientKey, sequence: BigInt(sequence), payload: new Uint8Array(payloadBytes).fill(sequence) };
  return { ...body, signature: sign(null, entryMessage(LEDGER, body), client.privateKey) };
}

function bufferOf(entry: Entry | undefined, batchBytes: number): EntryBuffer {
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: [clientKey],
    maxEntryBytes: batchBytes - BATCH_OVERHEAD_BYTES,
    capacityBytes: batchBytes,
    verify: (_client, message, signature) => verify(null, message, client.publicKey, signature),
  });
  if (entry !== undefined) buffer.add(entry);
  return buffer;
}

function print(rows: readonly Row[]): void {
  const head = [
    'N',
    'b',
    'payload',
    'r*',
    'Δ ms',
    'r*·Δ s',
    'M',
    'bytes/node',
    'floor',
    '× floor',
    'verify/node',
    'wall s',
    'MiB',
  ];
  const table = new Table({ head, colAligns: head.map(() => 'right' as const), style: { head: [], border: [] } });
  const integer = (value: number): string => Math.round(value).toLocaleString('en');
  for (const row of rows) {
    table.push([
      row.members,
      row.faults,
      integer(row.payloadBytes),
      row.rounds,
      integer(row.roundMs),
      row.sessionSeconds.toFixed(1),
      integer(row.maxBytesPerPeer),
      integer(row.bytesPerNode),
      integer(row.floorPerNode),
      row.timesFloor.toFixed(1),
      row.verificationsPerNode,
      row.wallSeconds.toFixed(2),
      integer(row.peakMemoryMiB),
    ]);
  }
  console.log(
    `${rows[0]?.slots} slots a session; network of 5 Mbit/s and 100 ms; b = ⌊(N-1)/3⌋; relay signatures Ed25519\n${table.toString()}`,
  );
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    members: { type: 'string', default: '4,7,16,31' },
    payload: { type: 'string', default: '1024,65536,1048576' },
    slots: { type: 'string', default: '2' },
  },
});
const numbers = (list: string): number[] => list.split(',').map(Number);
const rows = numbers(values.members).flatMap((members) =>
  numbers(values.payload).map((payloadBytes) => measure(members, payloadBytes, Number(values.slots))),
);
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else print(rows);
