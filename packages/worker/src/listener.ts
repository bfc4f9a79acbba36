/**
 * The one port of a daemon, which its registration names: TLS of peers and plain HTTP of clients. The first byte tells them
 * apart: every TLS connection opens with 0x16 (RFC 8446 §5.1), no HTTP request does.
 */
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { ListenError } from '@smartcast/hosting';
import type { Fact } from '@smartcast/protocol';
import type { Endpoint } from '@smartcast/client';
import { type Hello, peerKey, readHello } from './hello.ts';
import type { Credentials } from './x509.ts';

const TLS_HANDSHAKE = 0x16;
/** Most time for each of the first byte, the handshake and the hello, in ms. */
const GREETING_MS = 5_000;
/** Most time for a request and its response, in ms. */
const HTTP_MS = 30_000;
const MOST_CONNECTIONS = 1_024;
const MOST_HEADER_BYTES = 8_192;

/** Takes over `socket`, or returns the reason why not; then the listener closes it. */
export type Acceptor = (hello: Hello, key: Uint8Array, socket: TLSSocket) => string | undefined;

export interface ListenerOptions {
  readonly address: Endpoint;
  readonly credentials: Credentials;
  readonly onRequest: RequestListener;
  observe(fact: Fact): void;
}

export class Listener {
  readonly #acceptors = new Map<string, Acceptor>();
  readonly #sockets = new Set<Socket>();
  readonly #observe: (fact: Fact) => void;
  readonly #http: HttpServer;
  readonly #tls: TlsServer;
  readonly #server: Server;

  /** @throws ListenError, as a rejection, if the port cannot be had. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    const { host, port } = options.address;
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'EADDRINUSE' ? 'another process listens there' : cause.message;
        reject(new ListenError(`cannot listen on ${host}:${port}: ${why}`, { cause }));
      });
      listener.#server.listen(port, host, resolve);
    });
    return listener;
  }

  private constructor(options: ListenerOptions) {
    this.#observe = (fact) => options.observe(fact);
    this.#http = createHttpServer({ maxHeaderSize: MOST_HEADER_BYTES }, options.onRequest);
    this.#http.maxRequestsPerSocket = 1;
    this.#http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseHttp(error, socket));
    this.#tls = createTlsServer({
      ...options.credentials,
      minVersion: 'TLSv1.3',
      requestCert: true,
      // Certificates are self-signed; the key is compared with the registered one after the hello.
      rejectUnauthorized: false,
      handshakeTimeout: GREETING_MS,
    });
    this.#tls.on('secureConnection', (socket) => this.#greet(socket));
    this.#tls.on('tlsClientError', (error) => this.#observe({ reason: `TLS handshake failed: ${error.message}` }));
    this.#server = createServer((socket) => this.#sniff(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections for seat `seat` of `session` go to `acceptor`. @returns a function that ends that. */
  register(session: Uint8Array, seat: number, acceptor: Acceptor): () => void {
    const name = acceptorName(session, seat);
    this.#acceptors.set(name, acceptor);
    return () => void this.#acceptors.delete(name);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #sniff(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const silence = setTimeout(() => socket.destroy(), GREETING_MS);
    socket.once('readable', () => {
      clearTimeout(silence);
      const first = socket.read(1) as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      if (first[0] === TLS_HANDSHAKE) {
        this.#tls.emit('connection', socket);
      } else {
        const limit = setTimeout(() => socket.destroy(), HTTP_MS);
        socket.on('close', () => clearTimeout(limit));
        this.#http.emit('connection', socket);
      }
    });
  }

  #greet(socket: TLSSocket): void {
    socket.on('error', () => socket.destroy());
    readHello(socket, GREETING_MS, (hello) => {
      const reason = 'reason' in hello ? hello.reason : this.#offer(hello, socket);
      if (reason === undefined) return;
      socket.destroy();
      this.#observe({ reason: `connection refused: ${reason}` });
    });
  }

  #offer(hello: Hello, socket: TLSSocket): string | undefined {
    const key = peerKey(socket);
    if (key === undefined) return 'no Ed25519 certificate';
    const acceptor = this.#acceptors.get(acceptorName(hello.session, hello.to));
    return acceptor === undefined ? 'a session that is not ours' : acceptor(hello, key, socket);
  }
}

function acceptorName(session: Uint8Array, seat: number): string {
  return `${Buffer.from(session).toString('hex')} ${seat}`;
}

function refuseHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const [status, code] = error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'HeadersTooLarge'] : [400, 'MalformedHttp'];
  const body = JSON.stringify({ error: code, reason: error.message });
  const head = `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
