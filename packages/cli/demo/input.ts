import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Entry, entryMessage } from '@smartcast/protocol';
import { rawPublicKey } from '@smartcast/protocol/key-objects';
import { UsageError } from '../src/errors.ts';
import { parseJson } from '../src/json.ts';

/** A ledger to be kept: who may append, and what they have signed so far. */
export interface Ledger {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Ed25519 public keys. */
  readonly clients: readonly Uint8Array[];
  /** Balances of the clients' accounts before the first entry. */
  readonly opening: readonly bigint[];
  readonly entries: readonly Entry[];
}

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `must be ${bytes} bytes in lower-case hexadecimal`)
    .transform((digits) => Buffer.from(digits, 'hex'));

const headerSchema = z.object({
  ledger: hex(32),
  clients: z.array(z.object({ key: hex(32), shares: z.int().nonnegative().default(0) })).min(1),
});
const lineSchema = z.object({
  client: hex(32),
  sequence: z.number().int().nonnegative().transform(BigInt),
  payload: z.string().transform((payload) => Buffer.from(payload)),
  signature: hex(64),
});

/**
 * Reads a ledger: a file of signed entries as in `examples/`, or any text, of which each line becomes an entry signed
 * by a new key.
 * @param path a file, or `-` for standard input.
 * @param shards number of clients to make for unsigned text, so that it can be divided among as many tasks.
 * @throws UsageError naming the line that cannot be used.
 */
export async function loadLedger(path: string, shards: number): Promise<Ledger> {
  const content = path === '-' ? await text(process.stdin) : await readInput(path);
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError(`the input ${path} has no lines: give at least one entry`);
  const header = headerSchema.safeParse(parseJson(lines[0]!));
  return header.success ? signedLedger(path, header.data, lines.slice(1)) : signLines(lines, shards);
}

async function readInput(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read the input: ${(cause as Error).message}`, { cause });
  }
}

function signedLedger(path: string, header: z.infer<typeof headerSchema>, lines: string[]): Ledger {
  const entries = lines.map((line, i) => {
    const entry = lineSchema.safeParse(parseJson(line));
    if (!entry.success) throw new UsageError(`${path} line ${i + 2} is no entry: ${z.prettifyError(entry.error)}`);
    return entry.data;
  });
  return {
    id: header.ledger,
    clients: header.clients.map(({ key }) => key),
    opening: header.clients.map(({ shares }) => BigInt(shares)),
    entries,
  };
}

function signLines(lines: string[], shards: number): Ledger {
  const id = createHash('sha256').update('smartcast demo ledger').update(randomBytes(32)).digest();
  const clients = Array.from({ length: shards }, newClient);
  const entries = lines.map((line, i) => {
    const { key, signingKey } = clients[i % shards]!;
    const unsigned = { client: key, sequence: BigInt(Math.floor(i / shards) + 1), payload: Buffer.from(line) };
    return { ...unsigned, signature: sign(null, entryMessage(id, unsigned), signingKey) };
  });
  return { id, clients: clients.map(({ key }) => key), opening: clients.map(() => 0n), entries };
}

function newClient(): { key: Uint8Array; signingKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { key: rawPublicKey(publicKey)!, signingKey: privateKey };
}

/** Divides a ledger among tasks by client: all entries of a client go to one task, which approves no other's. */
export function divide(
  { clients, opening, entries }: Omit<Ledger, 'id'>,
  tasks: number,
): { clients: Uint8Array[]; opening: bigint[]; entries: Entry[] }[] {
  const shardOf = new Map(clients.map((client, i) => [Buffer.from(client).toString('hex'), i % tasks]));
  return Array.from({ length: tasks }, (_, task) => ({
    clients: clients.filter((_client, i) => i % tasks === task),
    opening: opening.filter((_balance, i) => i % tasks === task),
    entries: entries.filter(({ client }) => (shardOf.get(Buffer.from(client).toString('hex')) ?? 0) === task),
  }));
}
