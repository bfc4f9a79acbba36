/** Entries, batches and roots. */
import { verifyRoot } from '../../packages/client/src/market/roots.ts';
import { AgreedLog } from '../../packages/protocol/src/agreed-log.ts';
import { EMPTY_BATCH, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { ed25519Verify, sha256 } from '../../packages/protocol/src/crypto/node.ts';
import { encodeEntry, entryMessage } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import { Log } from '../../packages/protocol/src/log.ts';
import { genesisRoot, nextRoot, rootMessage } from '../../packages/protocol/src/root.ts';
import {
  CLIENT_KEYS,
  clientKey,
  clientSeed,
  flipped,
  hex,
  IDENTITY,
  identityText,
  LEDGER,
  MEMBERS,
  PARAMETERS,
  signEntry,
} from './fixture.ts';
import { LOG } from './session.ts';

const ENTRIES = [
  { name: 'ada', entry: signEntry('ada', 1n, 'pay 5 to 1 for rice') },
  { name: 'ben', entry: signEntry('ben', 2n ** 64n - 1n, '') },
  { name: 'cleo', entry: signEntry('cleo', 0n, Uint8Array.of(0, 0xff, 0x80)) },
];

export function entryVectors(): object {
  const [first] = ENTRIES;
  const entry = first!.entry;
  const bytes = encodeEntry(entry);
  return {
    about:
      'Entries: what the client signs (`message`) and the encoding. `refused`: encodings that are none. ' +
      '`badSignatures`: encodings with a signature that does not hold on this ledger.',
    ledger: hex(LEDGER),
    entries: ENTRIES.map(({ name, entry: { client, sequence, payload, signature }, entry: one }) => ({
      seed: hex(clientSeed(name)),
      client: hex(client),
      sequence: sequence.toString(),
      payload: hex(payload),
      message: hex(entryMessage(LEDGER, one)),
      signature: hex(signature),
      encoded: hex(encodeEntry(one)),
    })),
    refused: [
      { why: 'no bytes', encoded: '' },
      { why: 'another version', encoded: hex(flipped(bytes, 0)) },
      { why: 'the last byte is missing', encoded: hex(bytes.subarray(0, -1)) },
      { why: 'a byte too many', encoded: hex(Buffer.concat([bytes, Buffer.alloc(1)])) },
    ],
    badSignatures: [
      { why: 'another payload', encoded: hex(encodeEntry({ ...entry, payload: Buffer.from('pay 6 to 1 for rice') })) },
      { why: 'another sequence', encoded: hex(encodeEntry({ ...entry, sequence: 2n })) },
      { why: 'another client', encoded: hex(encodeEntry({ ...entry, client: clientKey('ben') })) },
      {
        why: 'signed for another ledger',
        encoded: hex(encodeEntry(signEntry('ada', 1n, entry.payload, sha256(Buffer.from('another'))))),
      },
    ],
  };
}

const JUDGED: readonly { why: string; batch: Uint8Array }[] = [
  { why: 'good', batch: encodeBatch([signEntry('ada', 2n, 'x'), signEntry('ben', 1n, 'y')]) },
  { why: 'good, sequences in any order', batch: encodeBatch([signEntry('ada', 9n, 'x'), signEntry('ada', 3n, 'y')]) },
  { why: 'empty', batch: EMPTY_BATCH },
  { why: 'committed before', batch: encodeBatch([signEntry('ada', 1n, 'again')]) },
  { why: 'twice in the batch', batch: encodeBatch([signEntry('ben', 1n, 'x'), signEntry('ben', 1n, 'y')]) },
  { why: 'a client that the task does not name', batch: encodeBatch([signEntry('eve', 1n, 'x')]) },
  {
    why: 'one bad signature voids the batch',
    batch: encodeBatch([signEntry('ben', 1n, 'x'), { ...signEntry('ada', 2n, 'x'), sequence: 3n }]),
  },
  { why: 'no batch', batch: Buffer.from('hello') },
];

export function batchVectors(): object {
  const two = encodeBatch([ENTRIES[0]!.entry, ENTRIES[1]!.entry]);
  return {
    about:
      'Batches. `refused`: bytes that are no batch. `judged`: what a slot appends to the log when its broadcast delivers ' +
      'the batch, after `committed` was appended in slot 0.',
    ledger: hex(LEDGER),
    clients: CLIENT_KEYS.map(hex),
    empty: hex(EMPTY_BATCH),
    batches: [[], [0], [0, 1, 2]].map((chosen) => ({
      entries: chosen.map((index) => hex(encodeEntry(ENTRIES[index]!.entry))),
      encoded: hex(encodeBatch(chosen.map((index) => ENTRIES[index]!.entry))),
    })),
    refused: [
      { why: 'no bytes', encoded: '' },
      { why: 'another version', encoded: hex(flipped(two, 0)) },
      { why: 'an entry of another version', encoded: hex(flipped(two, 5)) },
      { why: 'fewer entries than announced', encoded: hex(two.map((byte, at) => (at === 4 ? 3 : byte))) },
      { why: 'more entries than announced', encoded: hex(two.map((byte, at) => (at === 4 ? 1 : byte))) },
      { why: 'a byte too many', encoded: hex(Buffer.concat([EMPTY_BATCH, Buffer.alloc(1)])) },
      { why: 'the last byte is missing', encoded: hex(two.subarray(0, -1)) },
    ],
    committed: hex(encodeBatch([ENTRIES[0]!.entry])),
    judged: JUDGED.map(({ why, batch }) => ({ why, batch: hex(batch), appended: hex(appendedFor(batch)) })),
  };
}

/** What slot 1 appends when `batch` is delivered in it. */
function appendedFor(batch: Uint8Array): Uint8Array {
  const log = new Log(LOG_OPTIONS);
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: CLIENT_KEYS,
    maxEntryBytes: 2 ** 20,
    capacityBytes: 2 ** 20,
    verify: ed25519Verify,
  });
  const agreed = new AgreedLog(log, buffer, () => undefined);
  agreed.conclude({ status: 'value', value: encodeBatch([ENTRIES[0]!.entry]) });
  agreed.conclude({ status: 'value', value: batch });
  return log.batches[1]!;
}

export const LOG_OPTIONS = {
  identity: IDENTITY,
  quorum: PARAMETERS.faults + 1,
  verify: (seat: number, message: Uint8Array, signature: Uint8Array) =>
    MEMBERS[seat] !== undefined && verifyRoot(MEMBERS[seat].account, message, signature),
};

export function rootVectors(): object {
  const identities = [
    { name: 'the session of certificate.json', identity: IDENTITY, text: identityText },
    {
      name: 'the same with another draw',
      identity: { ...IDENTITY, seed: IDENTITY.seed + 1n },
      text: { ...identityText, seed: (IDENTITY.seed + 1n).toString() },
    },
    {
      name: 'small and large numbers',
      identity: { chainId: 2n ** 53n, contract: IDENTITY.contract, task: 1n, seed: 2n ** 128n - 1n },
      text: { ...identityText, chainId: (2n ** 53n).toString(), task: '1', seed: (2n ** 128n - 1n).toString() },
    },
  ];
  return {
    about:
      'Genesis roots, the roots after slots 0, 1, …, and the EIP-712 digests that members sign. ' +
      '`next` are single steps of the chain of roots.',
    sessions: identities.map(({ name, identity, text }) => {
      const log = new Log({ ...LOG_OPTIONS, identity });
      for (const batch of LOG.batches) log.append(batch);
      return {
        name,
        identity: text,
        genesis: hex(genesisRoot(identity)),
        batches: log.batches.map(hex),
        roots: log.roots.map(hex),
        digests: log.roots.map((root, slot) => hex(rootMessage(identity, slot, root))),
      };
    }),
    next: [0, 1, 65_534].map((slot) => {
      const [previous, batchDigest] = [sha256(Buffer.from(`root before ${slot}`)), sha256(EMPTY_BATCH)];
      return {
        previous: hex(previous),
        slot,
        batch: hex(EMPTY_BATCH),
        root: hex(nextRoot(previous, slot, batchDigest)),
      };
    }),
  };
}
