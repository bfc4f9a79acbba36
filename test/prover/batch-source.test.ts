import { expect } from 'chai';
import { truncateSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { batchFileName, decodeBatch, encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { batchSource } from '../../packages/prover/src/batch-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const never = new AbortController().signal;

function serve(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/batches` });
    });
  });
}

const failureOf = (reading: Promise<unknown>) =>
  reading.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );

describe('Batches', () => {
  it('are read from a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.json'), 'here');
    writeFileSync(join(folder, 'large.json'), '');
    truncateSync(join(folder, 'large.json'), 17 * 2 ** 20);
    const source = batchSource(folder);
    expect(Buffer.from((await source.read('a.json', never))!).toString()).to.equal('here');
    expect(await source.read('b.json', never)).to.equal(undefined);
    expect(await failureOf(source.read('large.json', never))).to.include('no batch');
  });

  it('are fetched from a server, which may answer anything', async () => {
    const { server, url } = await serve((request, response) => {
      if (request.url === '/batches/a.json') response.end('here');
      else if (request.url === '/batches/moved.json') response.writeHead(302, { Location: '/batches/a.json' }).end();
      else if (request.url === '/batches/broken.json') response.writeHead(500).end();
      else if (request.url === '/batches/endless.json') {
        const chunk = Buffer.alloc(2 ** 20);
        const more = () => {
          while (response.write(chunk));
        };
        response.on('drain', more);
        more();
      } else if (request.url !== '/batches/silent.json') response.writeHead(404).end('no');
    });
    try {
      const source = batchSource(url);
      expect(Buffer.from((await source.read('a.json', never))!).toString()).to.equal('here');
      expect(await source.read('b.json', never)).to.equal(undefined);
      expect(await failureOf(source.read('moved.json', never))).not.to.equal(undefined);
      expect(await failureOf(source.read('broken.json', never))).to.include('500');
      expect(await failureOf(source.read('endless.json', never))).to.include('no batch');
      const stopping = new AbortController();
      const silence = failureOf(source.read('silent.json', stopping.signal));
      stopping.abort();
      expect(await silence).not.to.equal(undefined);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('are named by their hash, and read as they were written', () => {
    expect(batchFileName(255n)).to.equal(`0x${'0'.repeat(62)}ff.json`);
    const batch = { balances: [0n, 2n ** 64n - 1n], items: [{ from: 0, to: 1, amount: 7n }] };
    const decoded = decodeBatch(Buffer.from(encodeBatch(batch)));
    expect(decoded).to.deep.equal({ ok: true, value: batch });
  });

  for (const [what, text] of Object.entries({
    'no JSON': '{',
    'no object': '7',
    'a number that is no string': '{"balances":[1],"items":[]}',
    'a negative number': '{"balances":["-1"],"items":[]}',
    'a number with zeros in front': '{"balances":["01"],"items":[]}',
    'an account that is no number': '{"balances":[],"items":[{"from":"0","to":1,"amount":"1"}]}',
    'a negative account': '{"balances":[],"items":[{"from":-1,"to":1,"amount":"1"}]}',
    'something else besides': '{"balances":[],"items":[],"more":1}',
  })) {
    it(`are none with ${what}`, () => expect(decodeBatch(Buffer.from(text)).ok).to.equal(false));
  }
});
