import { connect, type TLSSocket } from 'node:tls';
import { parseEndpoint } from '@smartcast/client';
import { encodeHello, type Hello, peerKey, readHello } from './hello.ts';
import type { Credentials } from './x509.ts';

const CONNECT_MS = 5_000;

export interface DialOptions {
  /** Endpoint that the peer registered on chain. */
  readonly endpoint: string;
  /** Key that the peer must prove to hold. */
  readonly transportKey: Uint8Array;
  readonly credentials: Credentials;
  readonly hello: Hello;
  readonly signal: AbortSignal;
}

/** A connection to the holder of `transportKey`, after both hellos. @throws Error with the reason why there is none. */
export function dial({ endpoint, transportKey, credentials, hello, signal }: DialOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const address = parseEndpoint(endpoint);
    if ('reason' in address) throw new Error(address.reason);
    // The peer's certificate is self-signed: its key is compared below.
    const socket = connect({ ...address, ...credentials, minVersion: 'TLSv1.3', rejectUnauthorized: false });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (reason: string) => {
      settle();
      socket.destroy();
      reject(new Error(reason));
    };
    const timer = setTimeout(() => fail(`no connection within ${CONNECT_MS} ms`), CONNECT_MS);
    const onAbort = () => fail('given up');
    signal.addEventListener('abort', onAbort);
    socket.on('error', (error) => fail(error.message));
    socket.once('secureConnect', () => {
      const key = peerKey(socket);
      if (key === undefined || Buffer.compare(key, transportKey) !== 0) {
        fail('somebody else than the registered key answers');
        return;
      }
      socket.write(encodeHello(hello));
      readHello(socket, CONNECT_MS, (answer) => {
        if ('reason' in answer) {
          fail(answer.reason);
        } else if (!answersTo(hello, answer)) {
          fail('the answer is for another session or seat');
        } else {
          settle();
          resolve(socket);
        }
      });
    });
  });
}

function answersTo(hello: Hello, answer: Hello): boolean {
  const isSameSession = Buffer.compare(hello.session, answer.session) === 0;
  return isSameSession && answer.from === hello.to && answer.to === hello.from;
}
