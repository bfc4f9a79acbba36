import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Committee } from '../../packages/client/src/market/types.ts';
import { streamEntries } from '../../packages/cli/demo/stream.ts';

const ENTRY = { client: Buffer.alloc(32), sequence: 1n, payload: Buffer.from('x'), signature: Buffer.alloc(64) };

describe('streaming entries to a member', () => {
  let server: Server;
  let answer: object;

  before((done) => {
    server = createServer((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify(answer)));
    }).listen(0, '127.0.0.1', done);
  });
  after((done) => {
    server.close(done);
  });

  /** A committee of that one member, whose session is over, so that nothing is offered twice. */
  const committee = (faults = 0) =>
    ({
      task: { id: 1n },
      members: [{ endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}` }],
      config: { sessionSeconds: 1, faults },
      draw: { startsAt: 0 },
    }) as unknown as Committee;

  const refused = (error: string) => ({ error, reason: 'why', results: [{ accepted: false, error, reason: 'why' }] });

  it('takes it for done when the member has the entry already, as after an answer that was lost', async () => {
    answer = refused('DuplicateEntry');
    await streamEntries(committee(), [ENTRY]);
  });

  it('fails with the reason when no member takes it', async () => {
    answer = refused('BadSignature');
    const failure = await streamEntries(committee(), [ENTRY]).catch((error: Error) => error.message);
    expect(failure).to.match(/not 1 members took every entry of task 0\.0\.1: .*BadSignature: why/);
  });

  it('needs more than one member, which may be the faulty one', async () => {
    answer = { results: [{ accepted: true }] };
    await streamEntries(committee(), [ENTRY]);
    const failure = await streamEntries(committee(1), [ENTRY]).catch((error: Error) => error.message);
    expect(failure).to.match(/not 2 members took every entry/);
  });
});
