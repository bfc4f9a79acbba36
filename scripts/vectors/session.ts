/** A session of the fixture's committee over a perfect network, with real keys: all messages, and the log. */
import { sign } from 'node:crypto';
import { signRoot, verifyRoot } from '../../packages/client/src/market/roots.ts';
import { BATCH_OVERHEAD_BYTES } from '../../packages/protocol/src/batch.ts';
import { ed25519PrivateKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { ed25519Verify } from '../../packages/protocol/src/crypto/node.ts';
import { type Entry, encodeEntry } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import type { Log } from '../../packages/protocol/src/log.ts';
import type { Context, Message, Protocol } from '../../packages/protocol/src/protocol.ts';
import { session } from '../../packages/protocol/src/session.ts';
import {
  CLIENT_KEYS,
  hex,
  IDENTITY,
  identityText,
  LEDGER,
  MEMBERS,
  PARAMETERS,
  secretOf,
  SEATS,
  signEntry,
} from './fixture.ts';

/** What each seat has been handed by clients before the session. Seat 1 has what seat 0 will have committed before. */
const OFFERED: readonly (readonly Entry[])[] = [
  [signEntry('ada', 1n, 'pay 5 to 1 for rice'), signEntry('ben', 7n, 'pay 2 to 0')],
  [signEntry('ada', 1n, 'pay 5 to 1 for rice'), signEntry('cleo', 0n, 'no transfer')],
  [],
  [],
];

/** What one seat sends to every other in a round. */
interface SentFrames {
  readonly round: number;
  readonly seat: number;
  readonly bytes: Uint8Array;
}

function run(): { protocol: Protocol<unknown, unknown>; sent: SentFrames[]; log: Log } {
  const protocol = session(PARAMETERS, IDENTITY);
  const parties = MEMBERS.map((_, seat) => protocol.start(contextOf(seat), { buffer: bufferOf(seat) }));
  const sent: SentFrames[] = [];
  let inboxes: Message[][] = MEMBERS.map(() => []);
  for (let round = 1; round <= protocol.rounds + 1; round++) {
    const outboxes = parties.map((party, seat) => party.step(round, inboxes[seat]!));
    inboxes = MEMBERS.map(() => []);
    for (const [seat, outbox] of outboxes.entries()) {
      const [first] = outbox;
      if (first === undefined) continue;
      sent.push({ round, seat, bytes: first.bytes });
      for (const { peer, bytes } of outbox) {
        if (hex(bytes) !== hex(first.bytes)) throw new Error(`seat ${seat} says different things in round ${round}`);
        inboxes[peer]!.push({ peer: seat, bytes });
      }
    }
  }
  return { protocol, sent, log: parties[0]!.output().log };
}

function bufferOf(seat: number): EntryBuffer {
  const buffer = new EntryBuffer({
    ledger: LEDGER,
    clients: CLIENT_KEYS,
    maxEntryBytes: PARAMETERS.batchBytes - BATCH_OVERHEAD_BYTES,
    capacityBytes: PARAMETERS.slots * PARAMETERS.batchBytes,
    verify: ed25519Verify,
  });
  for (const entry of OFFERED[seat]!) {
    const answer = buffer.add(entry);
    if (!answer.ok) throw new Error(answer.detail);
  }
  return buffer;
}

function contextOf(self: number): Context {
  const { signingKey, transportSeed } = MEMBERS[self]!;
  return {
    self,
    sign: ({ kind }, message) =>
      kind === 'root' ? signRoot(signingKey, message) : sign(null, message, ed25519PrivateKey(transportSeed)),
    verify: (kind, seat, message, signature) => {
      const { account, transportKey } = MEMBERS[seat]!;
      if (kind === 'root') return verifyRoot(account, message, signature);
      return ed25519Verify(transportKey, message, signature);
    },
    observe: ({ reason }) => {
      throw new Error(`an honest session observes: ${reason}`);
    },
  };
}

const { protocol, sent, log } = run();

/** The log that the committee agrees on. */
export const LOG: Pick<Log, 'batches' | 'roots'> = log;

export function sessionVectors(): object {
  return {
    about:
      'All messages of one session without faults. `messages`: what the seat sends to every other seat in the round. ' +
      '`offered`: entries that clients have handed to the seat before the session, encoded, in their order.',
    parameters: PARAMETERS,
    identity: identityText,
    ledger: hex(LEDGER),
    clients: CLIENT_KEYS.map(hex),
    rounds: protocol.rounds,
    maxBytesPerPeer: protocol.maxBytesPerPeer,
    members: MEMBERS.map(({ account, transportKey }, seat) => ({
      seat,
      secret: hex(secretOf(SEATS[seat]!)),
      account,
      transportKey: hex(transportKey),
      offered: OFFERED[seat]!.map((entry) => hex(encodeEntry(entry))),
    })),
    messages: sent.map(({ round, seat, bytes }) => ({ round, seat, bytes: hex(bytes) })),
    batches: log.batches.map(hex),
    roots: log.roots.map(hex),
  };
}
