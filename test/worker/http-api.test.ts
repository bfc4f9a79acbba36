import { expect } from 'chai';
import { connect } from 'node:net';
import { Daemons } from './daemons.ts';
import { entryJson, entryOf, TASK } from './fake-chain.ts';
import { until } from './mesh.ts';

describe('HTTP API', () => {
  let daemons: Daemons;

  before(async () => {
    daemons = await Daemons.register();
    const daemon = await daemons.start('a');
    daemons.chain.config = { ...daemons.chain.config, slots: 2, batchBytes: 400 };
    daemons.chain.drawIn(3_600);
    await until(() => daemon.sessions.length === 1);
  });
  after(() => daemons.stopAll());

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(daemons.url('a', path), init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> };
  };
  const post = (body: unknown, path = '/entries') =>
    ask(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  it('accepts an entry once', async () => {
    expect((await post(entryJson(entryOf(1)))).status).to.equal(202);
    const again = await post(entryJson(entryOf(1)));
    expect(again.status).to.equal(409);
    expect(again.body).to.include({ error: 'DuplicateEntry', reason: 'sequence 1 waits already' });
  });

  it('answers each entry of a list', async () => {
    const { status, body } = await post([entryJson(entryOf(2)), entryJson(entryOf(2))]);
    expect(status).to.equal(409);
    expect(body['results']).to.deep.equal([
      { accepted: true },
      { accepted: false, error: 'DuplicateEntry', reason: 'sequence 2 waits already' },
    ]);
  });

  const forged = () => ({ ...entryOf(3), payload: Buffer.from('something else') });
  const stranger = () => ({ ...entryOf(3), client: Buffer.alloc(32, 9) });
  for (const [title, body, status, error] of [
    ['an unapproved client', () => entryJson(stranger()), 403, 'UnapprovedClient'],
    ['a bad signature', () => entryJson(forged()), 400, 'BadSignature'],
    ['an entry larger than a batch', () => entryJson(entryOf(3, 'x'.repeat(400))), 413, 'OversizedEntry'],
    ['malformed JSON', () => '{"client": ', 400, 'MalformedJson'],
    ['no body', () => '', 400, 'MalformedJson'],
    ['a body that is no entry', () => ({ hello: 'world' }), 400, 'InvalidBody'],
    ['a list of nothing', () => [], 400, 'InvalidBody'],
    ['a key of the wrong length', () => ({ ...entryJson(entryOf(3)), client: 'abcd' }), 400, 'InvalidBody'],
    ['a negative sequence', () => ({ ...entryJson(entryOf(3)), sequence: -1 }), 400, 'InvalidBody'],
    ['a sequence of 2^64', () => ({ ...entryJson(entryOf(3)), sequence: (2n ** 64n).toString() }), 400, 'InvalidBody'],
    ['a payload that is not base64', () => ({ ...entryJson(entryOf(3)), payload: '%%%' }), 400, 'InvalidBody'],
    ['a field too many', () => ({ ...entryJson(entryOf(3)), more: 1 }), 400, 'InvalidBody'],
  ] as const) {
    it(`refuses ${title}, with a reason`, async () => {
      const answer = await post(body());
      expect(answer.status).to.equal(status);
      expect(answer.body['error']).to.equal(error);
      expect(answer.body['reason']).to.be.a('string').and.not.equal('');
    });
  }

  it('refuses more bytes than fit', async () => {
    const answer = await post(' '.repeat(9 * 1024 * 1024)).catch((error: unknown) => error);
    // The server may close the connection before the client has sent everything.
    if (!(answer instanceof Error)) expect(answer).to.include({ status: 413 });
    expect((await ask('/status')).status).to.equal(200);
  });

  it('says when more entries wait than the session can commit', async () => {
    let answer = await post(entryJson(entryOf(100)));
    for (let sequence = 101; answer.status === 202; sequence++) answer = await post(entryJson(entryOf(sequence)));
    expect(answer.status).to.equal(503);
    expect(answer.body['error']).to.equal('BufferFull');
  });

  for (const [path, status, error] of [
    ['/log?task=99', 404, 'UnknownTask'],
    ['/log?task=1.1.8', 404, 'UnknownTask'],
    ['/log?task=1.1', 400, 'InvalidTask'],
    ['/log?task=abc', 400, 'InvalidTask'],
    ['/log?from=-1', 400, 'InvalidParameter'],
    ['/log/root', 404, 'UnknownSlot'],
    ['/log/root?slot=5', 404, 'UnknownSlot'],
    ['/nothing', 404, 'UnknownPath'],
    ['/__proto__', 404, 'UnknownPath'],
    ['/entries', 405, 'MethodNotAllowed'],
  ] as const) {
    it(`answers GET ${path} with ${error}`, async () => {
      const answer = await ask(path);
      expect(answer.status).to.equal(status);
      expect(answer.body['error']).to.equal(error);
    });
  }

  it('refuses entries of a task that it does not serve', async () => {
    expect((await post(entryJson(entryOf(3)), '/entries?task=99')).body['error']).to.equal('UnknownTask');
  });

  for (const named of ['1.0.7', String(TASK.id), `0x${TASK.id.toString(16)}`]) {
    it(`serves an empty log of task ${named} before the session`, async () => {
      const { body } = await ask(`/log?task=${named}`);
      expect(body).to.deep.equal({ task: '1.0.7', length: 0, from: 0, next: null, slots: [] });
    });
  }

  it('shows health, status and metrics', async () => {
    expect(await ask('/healthz')).to.deep.include({ status: 200, body: { ok: true, reasons: [] } });
    const { body } = await ask('/status');
    const [session] = body['sessions'] as Record<string, unknown>[];
    expect(session).to.include({ task: '1.0.7', worker: '0.0.0', seat: 0, round: 0, rounds: 5, isOver: false });
    const metrics = await (await fetch(daemons.url('a', '/metrics'))).text();
    expect(metrics).to.match(/^smartcast_entries_total\{answer="accepted"\} [1-9]/m);
    expect(metrics).to.match(/^smartcast_peer_connected\{task="1\.0\.7",seat="3"\} 0$/m);
  });

  for (const [title, bytes] of [
    ['no HTTP', 'hello\r\n\r\n'],
    ['a header without end', `GET /status HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`],
    ['a body shorter than announced', 'POST /entries HTTP/1.1\r\nHost: a\r\nContent-Length: nine\r\n\r\n'],
  ] as const) {
    it(`answers ${title} with 4xx and lives on`, async () => {
      const socket = connect(Number(new URL(daemons.url('a', '/')).port), '127.0.0.1');
      socket.write(bytes);
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString()).to.match(/^HTTP\/1\.1 4\d\d .*"reason":"/s);
      expect((await ask('/status')).status).to.equal(200);
    });
  }
});
