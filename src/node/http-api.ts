/**
 * The HTTP API of a worker. `POST /entries`, `GET /log`, `/log/root`, `/status`, `/healthz` and `/metrics`; see
 * `api-schema.ts` for the bodies. `task` (decimal or 0x-hex) may be left out while the worker serves one task only.
 * Whatever is refused is refused with a status, an error code and a reason.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Entry } from '../protocol/entry.ts';
import type { EntryRefusal } from '../protocol/entry-buffer.ts';
import { type ApiError, type EntryResult, entriesSchema } from './api-schema.ts';
import type { CommitteeSession } from './committee-session.ts';
import { JournalError } from './journal.ts';
import { logPage, rootPage } from './log-page.ts';
import type { Metrics } from './metrics.ts';

const MOST_BODY_BYTES = 8 * 1024 * 1024;

/** What the API shows. */
export interface ApiSource {
  readonly sessions: readonly CommitteeSession[];
  readonly metrics: Metrics;
  /** Why the worker is not well; empty if it is. */
  health(): readonly string[];
  status(): object;
}

class Refusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, reason: string) {
    super(reason);
    this.status = status;
    this.error = error;
  }
}

const STATUS_OF_ENTRY: Record<EntryRefusal, readonly [number, string]> = {
  unapproved: [403, 'UnapprovedClient'],
  duplicate: [409, 'DuplicateEntry'],
  oversized: [413, 'OversizedEntry'],
  'bad-signature': [400, 'BadSignature'],
  full: [503, 'BufferFull'],
};

type Handler = (
  source: ApiSource,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

const ROUTES: Record<string, Record<string, Handler>> = {
  '/entries': { POST: postEntries },
  '/log': { GET: getLog },
  '/log/root': { GET: getRoot },
  '/status': { GET: (source, _url, _request, response) => send(response, 200, source.status()) },
  '/healthz': { GET: getHealth },
  '/metrics': { GET: getMetrics },
};

export function httpApi(source: ApiSource): RequestListener {
  return (request, response) => {
    route(source, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
      } else if (error instanceof Refusal) {
        // The rest of a body that was not read would be taken for the next request.
        response.setHeader('Connection', 'close');
        send(response, error.status, { error: error.error, reason: error.message } satisfies ApiError);
      } else {
        send(response, 500, { error: 'Internal', reason: (error as Error).message } satisfies ApiError);
      }
    });
  };
}

async function route(source: ApiSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://worker')) throw new Refusal(400, 'MalformedUrl', `no URL: ${target.slice(0, 100)}`);
  const url = new URL(target, 'http://worker');
  const methods = Object.hasOwn(ROUTES, url.pathname) ? ROUTES[url.pathname]! : undefined;
  if (methods === undefined)
    throw new Refusal(404, 'UnknownPath', `no ${url.pathname}; there are ${Object.keys(ROUTES).join(', ')}`);
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  if (!Object.hasOwn(methods, method)) {
    response.setHeader('Allow', Object.keys(methods).join(', '));
    throw new Refusal(405, 'MethodNotAllowed', `${url.pathname} takes ${Object.keys(methods).join(', ')}`);
  }
  await methods[method]!(source, url, request, response);
}

async function postEntries(source: ApiSource, url: URL, request: IncomingMessage, response: ServerResponse) {
  const session = sessionOf(source, url);
  const parsed = entriesSchema.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) throw new Refusal(400, 'InvalidBody', reasonOf(parsed.error));
  if (session.isOver) throw new Refusal(410, 'SessionOver', `the session of task ${session.task} has ended`);
  const refusals: Refusal[] = [];
  const results = [parsed.data].flat().map((entry): EntryResult => {
    const refusal = submit(session, entry);
    if (refusal === undefined) return { accepted: true };
    refusals.push(refusal);
    return { accepted: false, error: refusal.error, reason: refusal.message };
  });
  const [first] = refusals;
  const why = first === undefined ? {} : { error: first.error, reason: first.message };
  send(response, first?.status ?? 202, { ...why, results });
}

function submit(session: CommitteeSession, entry: Entry): Refusal | undefined {
  try {
    const answer = session.submit(entry);
    return answer.ok ? undefined : new Refusal(...STATUS_OF_ENTRY[answer.reason], answer.detail);
  } catch (error) {
    if (error instanceof JournalError) return new Refusal(503, 'JournalFailed', error.message);
    throw error;
  }
}

function getLog(source: ApiSource, url: URL, _request: IncomingMessage, response: ServerResponse): void {
  const { log, task } = sessionOf(source, url);
  send(response, 200, logPage(log, task, integerOf(url, 'from') ?? 0));
}

function getRoot(source: ApiSource, url: URL, _request: IncomingMessage, response: ServerResponse): void {
  const { log, task } = sessionOf(source, url);
  const slots = log.roots.map((_, slot) => slot);
  const slot = integerOf(url, 'slot') ?? slots.findLast((known) => log.certificate(known) !== undefined);
  if (slot === undefined || slot >= log.length) {
    throw new Refusal(
      404,
      'UnknownSlot',
      `the log has ${log.length} slots, ${slot === undefined ? 'none certified' : `no ${slot}`}`,
    );
  }
  send(response, 200, rootPage(log, task, slot));
}

function getHealth(source: ApiSource, _url: URL, _request: IncomingMessage, response: ServerResponse): void {
  const reasons = source.health();
  send(response, reasons.length === 0 ? 200 : 503, { ok: reasons.length === 0, reasons });
}

async function getMetrics({ metrics }: ApiSource, _url: URL, _request: IncomingMessage, response: ServerResponse) {
  const text = await metrics.text();
  response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text);
}

function sessionOf({ sessions }: ApiSource, url: URL): CommitteeSession {
  const text = url.searchParams.get('task');
  if (text === null) {
    const [only, ...others] = sessions;
    if (only === undefined) throw new Refusal(404, 'UnknownTask', 'this worker serves no task');
    if (others.length > 0)
      throw new Refusal(400, 'AmbiguousTask', `this worker serves ${sessions.length} tasks: name one`);
    return only;
  }
  if (!/^([0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text))
    throw new Refusal(400, 'InvalidTask', 'task is not an integer');
  // The newest, if a draw was reorganised.
  const session = sessions.findLast(({ task }) => task === BigInt(text));
  if (session === undefined) throw new Refusal(404, 'UnknownTask', `this worker does not serve task ${text}`);
  return session;
}

function integerOf(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (!/^[0-9]{1,9}$/.test(text)) throw new Refusal(400, 'InvalidParameter', `${name} is not a slot number`);
  return Number(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Refusal(413, 'OversizedBody', `more than ${MOST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new Refusal(400, 'MalformedJson', (error as Error).message);
  }
}

function reasonOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? 'invalid' : [...issue.path.map(String), issue.message].join(': ');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
