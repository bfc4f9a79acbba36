/** The HTTP side that all daemons share: routes, refusals with a status, a code and a reason, health and metrics. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Meter } from './meter.ts';

/** Body of an answer other than 2xx. */
export interface ApiError {
  /** Code for programs: `UnknownPath`, `MalformedUrl`, … */
  readonly error: string;
  /** A sentence for people. */
  readonly reason: string;
}

export class HttpRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, reason: string) {
    super(reason);
    this.status = status;
    this.error = error;
  }
}

/** Sources of the answers that every daemon gives. */
export interface DaemonSource {
  readonly meter: Meter;
  /** Why the daemon is not well; empty if it is. */
  health(): readonly string[];
  status(): object;
}

export type Handler<Source> = (
  source: Source,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

export type Routes<Source> = Readonly<Record<string, Readonly<Record<string, Handler<Source>>>>>;

const COMMON: Routes<DaemonSource> = {
  '/status': { GET: (source, _url, _request, response) => send(response, 200, source.status()) },
  '/healthz': { GET: getHealth },
  '/metrics': { GET: getMetrics },
};

/** Answers `/status`, `/healthz`, `/metrics` and `more`. */
export function httpRoutes<Source extends DaemonSource>(source: Source, more: Routes<Source>): RequestListener {
  const routes: Routes<Source> = { ...more, ...COMMON };
  return (request, response) => {
    route(routes, source, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
      } else if (error instanceof HttpRefusal) {
        // The rest of a body that was not read would be taken for the next request.
        response.setHeader('Connection', 'close');
        send(response, error.status, { error: error.error, reason: error.message } satisfies ApiError);
      } else {
        send(response, 500, { error: 'Internal', reason: (error as Error).message } satisfies ApiError);
      }
    });
  };
}

export function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function route<Source>(
  routes: Routes<Source>,
  source: Source,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://daemon'))
    throw new HttpRefusal(400, 'MalformedUrl', `no URL: ${target.slice(0, 100)}`);
  const url = new URL(target, 'http://daemon');
  const methods = Object.hasOwn(routes, url.pathname) ? routes[url.pathname]! : undefined;
  if (methods === undefined)
    throw new HttpRefusal(404, 'UnknownPath', `no ${url.pathname}; there are ${Object.keys(routes).join(', ')}`);
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  if (!Object.hasOwn(methods, method)) {
    response.setHeader('Allow', Object.keys(methods).join(', '));
    throw new HttpRefusal(405, 'MethodNotAllowed', `${url.pathname} takes ${Object.keys(methods).join(', ')}`);
  }
  await methods[method]!(source, url, request, response);
}

function getHealth(source: DaemonSource, _url: URL, _request: IncomingMessage, response: ServerResponse): void {
  const reasons = source.health();
  send(response, reasons.length === 0 ? 200 : 503, { ok: reasons.length === 0, reasons });
}

async function getMetrics({ meter }: DaemonSource, _url: URL, _request: IncomingMessage, response: ServerResponse) {
  const text = await meter.text();
  response.writeHead(200, { 'Content-Type': meter.contentType }).end(text);
}
