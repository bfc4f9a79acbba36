/** The client library as a page has it: bundled, in a context without anything of Node.js, and in a real browser. */
import { expect } from 'chai';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { createContext, runInContext } from 'node:vm';
import { vectorsOf } from '../vectors.ts';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';

/** What a page may call; nothing of Node.js. */
const PAGE = [
  'AbortController',
  'AbortSignal',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'atob',
  'btoa',
  'console',
  'crypto',
  'fetch',
  'performance',
  'queueMicrotask',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
];

/** What an explorer does in the page: checks a served log against the accounts of its members, signs, asks the chain. */
const SCRIPT = `
  import { Chain, decodeLog, generateKeys, keysOf, parseId, verifyRoot } from '@smartcast/client';
  import { checkpointOf, encodeTransfer } from '@smartcast/client/transfers';
  import { ed25519Signer, ed25519Verify, entryMessage, fromHex, signEntry, toHex, verifyLog } from '@smartcast/protocol';
  globalThis.answer = async ({ saved, identity, accounts, quorum, url }) => {
    const session = {
      chainId: BigInt(identity.chainId), contract: fromHex(identity.market), task: BigInt(identity.task), seed: BigInt(identity.seed),
    };
    const verify = (seat, message, signature) => accounts[seat] !== undefined && verifyRoot(accounts[seat], message, signature);
    const slots = decodeLog(parseId(saved.task), JSON.stringify(saved));
    const log = verifyLog({ identity: session, quorum, verify }, slots);
    const signer = ed25519Signer(new Uint8Array(32).fill(7));
    const ledger = new Uint8Array(32);
    const entry = signEntry(ledger, signer, { sequence: 1n, payload: encodeTransfer({ to: 1, amount: 5n }) });
    const size = { depth: 3, transfers: 2 };
    const chain = url === undefined ? undefined : await Chain.open(url);
    const shown = {
      root: log.ok && toHex(log.value.root),
      entries: log.ok && log.value.entries.length,
      isSigned: ed25519Verify(signer.publicKey, entryMessage(ledger, entry), entry.signature),
      key: toHex(keysOf(new Uint8Array(32).fill(1)).transportKey),
      account: generateKeys().account.length,
      statement: checkpointOf(size, { entries: [entry], clients: [signer.publicKey], opening: [9n] }).statement.map(String),
      chain: chain && String(await chain.id()),
    };
    chain?.close();
    return JSON.stringify(shown);
  };`;

/** A browser for pages without a screen; undefined where none is installed. */
function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

describe('the client library in a browser', () => {
  let bundle: string;
  let question: Record<string, unknown>;
  let expected: Record<string, unknown>;

  before(async () => {
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: process.cwd(), loader: 'js' },
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'iife',
      // The planner's solver is loaded when somebody plans.
      external: ['highs', 'highs/*'],
      write: false,
      logLevel: 'silent',
    });
    bundle = outputFiles[0]!.text;
    const { saved, identity, workers, seats, pool, root, entries } = vectorsOf('certificate.json');
    const accountOf = new Map(workers.map((one: any) => [one.worker, one.account]));
    question = { saved, identity, accounts: seats.map((seat: string) => accountOf.get(seat)), quorum: pool.faults + 1 };
    expected = { root, entries: entries.length, isSigned: true, account: 42 };
  });

  it('checks a log, signs and makes a checkpoint with nothing but what a page has', async () => {
    const page = createContext(Object.fromEntries(PAGE.map((name) => [name, Reflect.get(globalThis, name)])));
    runInContext('globalThis.self = globalThis', page);
    runInContext(bundle, page);
    const { answer } = page as unknown as { answer: (asked: object) => Promise<string> };
    const found = JSON.parse(await answer(question));
    expect(found).to.include(expected);
    const { keysOf } = await import('../../packages/client/src/keys.ts');
    expect(found.key).to.equal(Buffer.from(keysOf(new Uint8Array(32).fill(1)).transportKey).toString('hex'));
  });

  it('is small enough for a page', () => {
    expect(gzipSync(bundle).length).to.be.below(250_000);
  });

  describe('a real one', () => {
    const browser = findBrowser();
    let server: Server;
    let devnet: Devnet;

    before(async function () {
      if (browser === undefined) {
        process.stdout.write('      no Chromium on this machine: not tried in a real browser\n');
        this.skip();
      }
      devnet = await startDevnet();
      const script = `answer(${JSON.stringify({ ...question, url: devnet.url })}).catch(String).then((text) => {
        fetch('/found', { method: 'POST', body: text });
      });`;
      server = createServer();
      server.on('request', (request, response) => {
        if (request.method === 'POST') {
          let body = '';
          request.on('data', (chunk: Buffer) => (body += chunk.toString()));
          request.on('end', () => server.emit('found', body));
          response.end();
          return;
        }
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(`<!doctype html><title>client</title><script>${bundle}</script><script>${script}</script>`);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    after(async () => {
      server?.close();
      await devnet?.stop();
    });

    it('does the same, and asks a chain', async () => {
      const profile = await mkdtemp(join(tmpdir(), 'smartcast-browser-'));
      const quiet = '--disable-background-networking --disable-component-update --disable-sync --no-first-run';
      const flags = `--headless --no-sandbox --disable-gpu --disable-quic --remote-debugging-port=0 ${quiet}`.split(
        ' ',
      );
      const { port } = server.address() as AddressInfo;
      const found = once(server, 'found') as Promise<[string]>;
      const child = execFile(browser!, [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`]);
      const ended = once(child, 'exit');
      const early = ended.then(() => Promise.reject(new Error('the browser ended before the page had answered')));
      const [text] = await Promise.race([found, early]);
      early.catch(() => undefined);
      child.kill();
      await ended;
      await rm(profile, { recursive: true, maxRetries: 10 });
      expect(JSON.parse(text)).to.include({ ...expected, chain: '31337' });
    });
  });
});
