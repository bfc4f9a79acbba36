import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { maxPageBytes } from '../../packages/client/src/log/api-schema.ts';
import { logPage } from '../../packages/worker/src/log-page.ts';
import { LogRepair } from '../../packages/worker/src/log-repair.ts';
import { EMPTY_BATCH, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { Log } from '../../packages/protocol/src/log.ts';
import { rootMessage } from '../../packages/protocol/src/root.ts';
import { CONTRACT, entryOf } from './fake-chain.ts';

const IDENTITY = { chainId: 1n, contract: CONTRACT, task: 5n, seed: 9n };
const BATCHES = [encodeBatch([entryOf(1)]), EMPTY_BATCH, encodeBatch([entryOf(2)])];

/** Seat and message: what only the seat can make, for this test. */
const signatureOf = (seat: number, message: Uint8Array) =>
  Buffer.concat([Buffer.from(message), Buffer.alloc(33, seat)]);

function emptyLog(): Log {
  const verify = (seat: number, message: Uint8Array, signature: Uint8Array) =>
    Buffer.compare(signatureOf(seat, message), signature) === 0;
  return new Log({ identity: IDENTITY, quorum: 2, verify });
}

/** A log of the given batches, signed by `seats`. */
function signedLog(batches: readonly Uint8Array[], seats: readonly number[]): Log {
  const log = emptyLog();
  for (const [slot, batch] of batches.entries()) {
    log.append(batch);
    for (const seat of seats) {
      log.offer(slot, { seat, signature: signatureOf(seat, rootMessage(IDENTITY, slot, log.roots[slot]!)) });
    }
  }
  return log;
}

describe('LogRepair', () => {
  const servers: Server[] = [];
  const notes: Uint8Array[] = [];

  const serve = async (answer: (from: number) => string): Promise<string> => {
    const server = createServer((request, response) => {
      const from = Number(new URL(request.url!, 'http://a').searchParams.get('from'));
      response.end(answer(from));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const honest = () => serve((from) => JSON.stringify(logPage(signedLog(BATCHES, [0, 1]), 5n, from)));
  const repair = async (log: Log, ...endpoints: string[]) => {
    const fix = new LogRepair({
      task: 5n,
      maxBytes: maxPageBytes(1_000),
      logger: pino({ level: 'silent' }),
      log: () => log,
      isIncomplete: () => log.length < BATCHES.length,
      peers: () => endpoints.map((endpoint, seat) => ({ seat, endpoint })),
      onRepaired: (note) => notes.push(note),
    });
    await fix.run();
    fix.close();
  };

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    notes.length = 0;
  });

  it('takes over what is missing, and hands each slot to the journal', async () => {
    const log = signedLog(BATCHES.slice(0, 1), [0, 1]);
    await repair(log, await honest());
    expect(log.roots).to.deep.equal(signedLog(BATCHES, []).roots);
    expect(notes.length).to.equal(2);
  });

  it('comes in pages', () => {
    const log = signedLog(Array<Uint8Array>(150).fill(EMPTY_BATCH), []);
    const pages = [0, 64, 128].map((from) => logPage(log, 5n, from));
    expect(pages.map(({ next }) => next)).to.deep.equal([64, 128, null]);
    expect(pages.flatMap(({ slots }) => slots.map(({ slot }) => slot))).to.deep.equal([...Array(150).keys()]);
    expect(logPage(log, 5n, 151).slots).to.deep.equal([]);
  });

  for (const [title, answer] of [
    ['rubbish', () => 'rubbish'],
    ['JSON that is no log', () => '{"slots": 7}'],
    ['too few signatures', (from: number) => JSON.stringify(logPage(signedLog(BATCHES, [0]), 5n, from))],
    ['another log', (from: number) => JSON.stringify(logPage(signedLog([BATCHES[2]!], [9]), 5n, from))],
    ['more than it may', () => ' '.repeat(maxPageBytes(1_000) + 1)],
    ['slots nobody asked for', () => JSON.stringify(logPage(signedLog(BATCHES, [0, 1]), 5n, 1))],
  ] as const) {
    it(`believes nothing of a peer that serves ${title}, and asks the next`, async () => {
      const log = emptyLog();
      const liar = await serve(answer);
      await repair(log, liar);
      expect(log.length).to.equal(0);
      await repair(log, liar, '127.0.0.1:1', await honest());
      expect(log.length).to.equal(3);
    });
  }
});
