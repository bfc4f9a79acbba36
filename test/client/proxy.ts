import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a node answers to a call that fails. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
}

export interface Proxy {
  readonly url: string;
  /** By JSON-RPC method: what is answered in place of the node. */
  readonly failing: Map<string, RpcError>;
  stop(): void;
}

/** A JSON-RPC node that answers as the one at `target` does, but for what it is told to fail. */
export async function startProxy(target: string): Promise<Proxy> {
  const failing = new Map<string, RpcError>();
  const headers = { 'content-type': 'application/json' };
  const answer = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { id, method } = JSON.parse(body) as { id: number; method: string };
    const error = failing.get(method);
    if (error !== undefined) return JSON.stringify({ jsonrpc: '2.0', id, error });
    return (await fetch(target, { method: 'POST', headers, body })).text();
  };
  const server = createServer(
    (request, response) => void answer(request).then((text) => response.writeHead(200, headers).end(text)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, failing, stop };
}
