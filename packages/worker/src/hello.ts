/**
 * First bytes of a peer connection, each way: magic, version, session, seat of the sender, seat of the receiver.
 * TLS has proved by then who holds which key; the hello names the session and the seats of the connection.
 */
import { createHash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type SessionIdentity } from '@smartcast/protocol';
import { rawPublicKey } from '@smartcast/protocol/key-objects';

const MAGIC = Buffer.from('SMCP');
const VERSION = 1;
const SESSION_BYTES = 32;

export const HELLO_BYTES = MAGIC.length + 1 + SESSION_BYTES + 2;

export interface Hello {
  /** `sessionDigest` of the session that the connection is for. */
  readonly session: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Name of a session in hellos and in the journal: 32 bytes, unique for every draw of every task of every market. */
export function sessionDigest({ chainId, contract, task, seed }: SessionIdentity): Uint8Array {
  const words = [chainId, task, seed].map((word) => word.toString(16).padStart(64, '0')).join('');
  return createHash('sha256').update('SmartCast session').update(words, 'hex').update(contract).digest();
}

export function encodeHello({ session, from, to }: Hello): Uint8Array {
  return Buffer.concat([MAGIC, Buffer.from([VERSION]), session, Buffer.from([from, to])]);
}

/** @param bytes exactly `HELLO_BYTES`. @returns a reason if they are no hello of this version. */
export function decodeHello(bytes: Uint8Array): Hello | { readonly reason: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = MAGIC.length;
  const session = version + 1;
  const from = session + SESSION_BYTES;
  if (buffer.length !== HELLO_BYTES || !buffer.subarray(0, version).equals(MAGIC)) return { reason: 'not a hello' };
  if (buffer[version] !== VERSION) return { reason: `hello of version ${buffer[version]}, not ${VERSION}` };
  return { session: buffer.subarray(session, from), from: buffer.readUInt8(from), to: buffer.readUInt8(from + 1) };
}

/** Calls back once: with the peer's hello, or with the reason why none came. The socket stays paused afterwards. */
export function readHello(
  socket: TLSSocket,
  timeoutMs: number,
  done: (hello: Hello | { readonly reason: string }) => void,
): void {
  const finish = (hello: Hello | { readonly reason: string }) => {
    clearTimeout(timer);
    socket.off('readable', onReadable);
    socket.off('close', onClose);
    done(hello);
  };
  const onReadable = () => {
    const bytes = socket.read(HELLO_BYTES) as Buffer | null;
    if (bytes !== null) finish(decodeHello(bytes));
  };
  const onClose = () => finish({ reason: 'closed before its hello' });
  const timer = setTimeout(() => finish({ reason: `no hello within ${timeoutMs} ms` }), timeoutMs);
  socket.on('readable', onReadable);
  socket.on('close', onClose);
}

/** The Ed25519 key that the other side of a finished handshake has proved to hold. */
export function peerKey(socket: TLSSocket): Uint8Array | undefined {
  try {
    const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
    return certificate === undefined ? undefined : rawPublicKey(certificate.publicKey);
  } catch {
    return undefined;
  }
}
