/** Endpoints of a drand network that misbehave, each in its own way. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Endpoint {
  readonly url: string;
  /** Paths that it was asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** @param answer the body for a path; undefined for silence, a number for a status without a body. */
export async function serveDrand(
  chainHash: string,
  answer: (path: string) => object | string | number | undefined,
): Promise<Endpoint> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url!.replace(`/${chainHash}`, '');
    asked.push(path);
    const body = answer(path);
    if (body === undefined) return;
    if (typeof body === 'number') response.writeHead(body).end();
    else response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}/${chainHash}`, asked, stop };
}
