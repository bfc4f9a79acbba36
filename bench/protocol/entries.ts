/** Entries of the benchmarks' only client. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { type Entry, entryMessage } from '../../packages/protocol/src/entry.ts';

const client = generateKeyPairSync('ed25519');

export const LEDGER = new Uint8Array(32);
/** Ed25519 public key, 32 bytes. */
export const CLIENT_KEY = new Uint8Array(client.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));

/** What the leader of slot `sequence` proposes. */
export function signedEntry(sequence: number, payloadBytes: number): Entry {
  const body = { client: CLIENT_KEY, sequence: BigInt(sequence), payload: new Uint8Array(payloadBytes).fill(sequence) };
  return { ...body, signature: sign(null, entryMessage(LEDGER, body), client.privateKey) };
}
