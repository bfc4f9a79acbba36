import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Most time for a request and its response, in ms. */
const HTTP_MS = 30_000;
const MOST_CONNECTIONS = 256;
const MOST_HEADER_BYTES = 8_192;

export class ListenError extends Error {
  override name = 'ListenError';
}

/** A port that accepts plain HTTP only. */
export class HttpServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws ListenError, as a rejection, if the port cannot be had. */
  static async open({ host, port }: { host: string; port: number }, onRequest: RequestListener): Promise<HttpServer> {
    const limits = { maxHeaderSize: MOST_HEADER_BYTES, requestTimeout: HTTP_MS, headersTimeout: HTTP_MS };
    const server = createServer(limits, onRequest);
    server.maxConnections = MOST_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'EADDRINUSE' ? 'another process listens there' : cause.message;
        reject(new ListenError(`cannot listen on ${host}:${port}: ${why}`, { cause }));
      });
      server.listen(port, host, resolve);
    });
    return new HttpServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}
