/**
 * The HTTP API of a worker: `POST /entries`, `GET /log`, `/log/root`, `/status`, `/healthz` and `/metrics`; see
 * `api-schema.ts` for the bodies. `task` (`pool.epoch.index`, or the packed number, decimal or 0x-hex) is optional while the
 * worker serves only one task. A refusal has a status, an error code and a reason.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type DaemonSource, httpRoutes, HttpRefusal, JournalError, send } from '@smartcast/hosting';
import type { Entry, EntryRefusal } from '@smartcast/protocol';
import { type EntryResult, entriesSchema, formatId, parseId } from '@smartcast/client';
import type { CommitteeSession } from './committee-session.ts';
import { logPage, rootPage } from './log-page.ts';

const MOST_BODY_BYTES = 8 * 1024 * 1024;

/** Sources of the API's answers. */
export interface ApiSource extends DaemonSource {
  readonly sessions: readonly CommitteeSession[];
}

const STATUS_OF_ENTRY: Record<EntryRefusal, readonly [number, string]> = {
  unapproved: [403, 'UnapprovedClient'],
  duplicate: [409, 'DuplicateEntry'],
  oversized: [413, 'OversizedEntry'],
  'bad-signature': [400, 'BadSignature'],
  full: [503, 'BufferFull'],
};

export function httpApi(source: ApiSource): RequestListener {
  return httpRoutes(source, {
    '/entries': { POST: postEntries },
    '/log': { GET: getLog },
    '/log/root': { GET: getRoot },
  });
}

async function postEntries(source: ApiSource, url: URL, request: IncomingMessage, response: ServerResponse) {
  const session = sessionOf(source, url);
  const parsed = entriesSchema.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) throw new HttpRefusal(400, 'InvalidBody', reasonOf(parsed.error));
  if (session.isOver)
    throw new HttpRefusal(410, 'SessionOver', `the session of task ${formatId(session.task)} has ended`);
  const refusals: HttpRefusal[] = [];
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

function submit(session: CommitteeSession, entry: Entry): HttpRefusal | undefined {
  try {
    const answer = session.submit(entry);
    return answer.ok ? undefined : new HttpRefusal(...STATUS_OF_ENTRY[answer.reason], answer.detail);
  } catch (error) {
    if (error instanceof JournalError) return new HttpRefusal(503, 'JournalFailed', error.message);
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
    throw new HttpRefusal(
      404,
      'UnknownSlot',
      `the log has ${log.length} slots, ${slot === undefined ? 'none certified' : `no ${slot}`}`,
    );
  }
  send(response, 200, rootPage(log, task, slot));
}

function sessionOf({ sessions }: ApiSource, url: URL): CommitteeSession {
  const text = url.searchParams.get('task');
  if (text === null) {
    const [only, ...others] = sessions;
    if (only === undefined) throw new HttpRefusal(404, 'UnknownTask', 'this worker serves no task');
    if (others.length > 0)
      throw new HttpRefusal(400, 'AmbiguousTask', `this worker serves ${sessions.length} tasks: name one`);
    return only;
  }
  const named = parseId(text);
  if (named === undefined)
    throw new HttpRefusal(400, 'InvalidTask', 'task is no id: pool.epoch.index, or as one number');
  // The newest session, if a draw was reorganised.
  const session = sessions.findLast(({ task }) => task === named);
  if (session === undefined)
    throw new HttpRefusal(404, 'UnknownTask', `this worker does not serve task ${formatId(named)}`);
  return session;
}

function integerOf(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (!/^[0-9]{1,9}$/.test(text)) throw new HttpRefusal(400, 'InvalidParameter', `${name} is not a slot number`);
  return Number(text);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new HttpRefusal(413, 'OversizedBody', `more than ${MOST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new HttpRefusal(400, 'MalformedJson', (error as Error).message);
  }
}

function reasonOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? 'invalid' : [...issue.path.map(String), issue.message].join(': ');
}
