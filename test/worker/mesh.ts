/** A committee's listeners and transports on loopback, with everything that they observe written down. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Listener } from '../../packages/worker/src/listener.ts';
import { systemTime } from '../../packages/worker/src/round-clock.ts';
import { hangGuard } from '../loop-time.ts';
import { type PeerContact, Transport } from '../../packages/worker/src/transport.ts';
import { ed25519PrivateKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { selfSignedCredentials } from '../../packages/worker/src/x509.ts';
import { DUMMY, FRAME_HEADER_BYTES, PASS, type ReceivedFrame } from '../../packages/protocol/src/frame.ts';
import type { Fact } from '../../packages/protocol/src/protocol.ts';

export const seedOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();
export const SESSION = seedOf('session');

export interface Member {
  readonly seat: PeerContact;
  readonly listener: Listener;
  readonly facts: Fact[];
  readonly frames: { readonly peer: number; readonly frame: ReceivedFrame }[];
}

export async function openMember(name: string): Promise<Member> {
  const facts: Fact[] = [];
  const listener = await Listener.open({
    address: { host: '127.0.0.1', port: 0 },
    credentials: selfSignedCredentials(seedOf(name)),
    onRequest: (_request, response) => response.end('hello'),
    observe: (fact) => facts.push(fact),
  });
  const transportKey = rawPublicKey(ed25519PrivateKey(seedOf(name)))!;
  return { seat: { transportKey, endpoint: `127.0.0.1:${listener.port}` }, listener, facts, frames: [] };
}

export function openTransport(
  member: Member,
  name: string,
  self: number,
  seats: readonly PeerContact[],
  maxBytesPerPeer = 10_000,
): Transport {
  return new Transport({
    listener: member.listener,
    credentials: selfSignedCredentials(seedOf(name)),
    session: SESSION,
    self,
    seats,
    maxBytesPerPeer,
    time: systemTime,
    onFrame: (peer, arrived) => member.frames.push({ peer, frame: arrived }),
    observe: (fact) => member.facts.push(fact),
  });
}

/** A frame with `size` bytes of payload. */
export function frame(round: number, size: number, kind: typeof PASS | typeof DUMMY = PASS): Uint8Array {
  const bytes = Buffer.alloc(FRAME_HEADER_BYTES + size, 7);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32BE(round, 1);
  bytes.writeUInt32BE(size, 5);
  return bytes;
}

/** Waits until `condition`; fails if that never happens. */
export async function until(condition: () => boolean): Promise<void> {
  const guard = hangGuard();
  while (!condition()) {
    guard();
    await sleep(5);
  }
}

export const reasons = (facts: readonly Fact[]): string => facts.map(({ reason }) => reason).join('\n');
