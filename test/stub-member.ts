import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toHex } from '../packages/protocol/src/bytes.ts';
import type { ServedSlot } from '../packages/protocol/src/log.ts';

/** Answers a request of a client as a test wants it: with a JSON body, or by itself where it returns undefined. */
export type MemberConduct = (url: URL, response: ServerResponse, body: string) => unknown;

export interface StubMember {
  /** `host:port`. */
  readonly endpoint: string;
  /** Paths with their query, in order. */
  readonly requests: readonly string[];
  /** What it answers from now on. */
  conduct: MemberConduct;
  stop(): Promise<void>;
}

/** The HTTP API of a member that keeps to nothing but its `conduct`. */
export async function stubMember(conduct: MemberConduct): Promise<StubMember> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      requests.push(request.url!);
      const said: unknown = await member.conduct(new URL(request.url!, 'http://member'), response, body);
      if (said !== undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const member: StubMember = { endpoint: `127.0.0.1:${port}`, requests, conduct, stop };
  return member;
}

/** A page of `GET /log` with these slots, of which the first is `from`. */
export function pageOf(task: string, from: number, slots: readonly ServedSlot[], next: number | null = null) {
  return {
    task,
    length: from + slots.length,
    from,
    next,
    slots: slots.map(({ batch, signatures }, i) => ({
      slot: from + i,
      root: '00'.repeat(32),
      signatures: signatures.map(({ seat, signature }) => ({ seat, signature: toHex(signature) })),
      batch: Buffer.from(batch).toString('base64'),
    })),
  };
}

/** Serves a log honestly, in pages of so many slots. */
export function serving(task: string, slots: readonly ServedSlot[], size = 64): MemberConduct {
  return (url) => {
    const from = Number(url.searchParams.get('from') ?? 0);
    const end = from + size;
    return pageOf(task, from, slots.slice(from, end), end < slots.length ? end : null);
  };
}

/** Begins to answer, and then sends a byte now and then. */
export const trickling: MemberConduct = async (_url, response) => {
  response.writeHead(200);
  while (!response.destroyed) {
    response.write(' ');
    await sleep(50);
  }
};

/** Takes the request and says nothing. */
export const silent: MemberConduct = () => undefined;

/** Sends blanks as fast as they are read. */
export const flooding: MemberConduct = async (_url, response) => {
  const blanks = Buffer.alloc(64 * 1024, ' ');
  response.writeHead(200);
  while (!response.destroyed) {
    if (!response.write(blanks)) await once(response, 'drain');
  }
};
