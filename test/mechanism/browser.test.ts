import { expect } from 'chai';
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

const resolve = createRequire(import.meta.url).resolve;

/** What a page may call; nothing of Node.js. */
const PAGE = ['WebAssembly', 'TextDecoder', 'TextEncoder', 'URL', 'performance', 'console', 'queueMicrotask'];

const SCRIPT = `
  import { honestWorstCase } from '@smartcast/mechanism/committee/utility';
  import { loadSolver } from '@smartcast/mechanism/math/linear-program';
  import { picketThresholds } from '@smartcast/mechanism/pickets/thresholds';
  import { planProcurement } from '@smartcast/mechanism/procurement/plan';
  import { planVoting } from '@smartcast/mechanism/voting/plan';
  globalThis.answer = async (wasmBytes) => {
    const solver = await loadSolver({ wasmBytes });
    return JSON.stringify({
      honest: String(honestWorstCase({ members: 7, faults: 2, bytesPerPeer: 1000, bytePrice: 1n, theta: 1500n })),
      table: planProcurement({ provers: 5, honest: 3, penalty: 20, bond: 0 }, {}, solver).symmetric.achieved.prizes,
      safe: picketThresholds({ size: 100, bad: 0.25 }).safe,
      truthful: planVoting({ validators: 10, scheme: 'B' }).honestTruthful,
    });
  };`;

describe('the mechanism library in a browser', () => {
  it('plans with nothing but what a page has', async () => {
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      // The solver's loader asks for it behind a test for Node.js.
      external: ['node:*'],
      write: false,
      logLevel: 'silent',
    });
    const page = createContext(Object.fromEntries(PAGE.map((name) => [name, Reflect.get(globalThis, name)])));
    runInContext('globalThis.self = globalThis', page);
    runInContext(outputFiles[0]!.text, page);
    const { answer } = page as { answer: (wasmBytes: Uint8Array) => Promise<string> };
    const found = JSON.parse(await answer(await readFile(resolve('highs/runtime'))));
    expect(found.table.map((prize: number) => prize.toFixed(3))).to.deep.equal(['0.000', '3.054', '2.587']);
    expect(found).to.include({ honest: '0', safe: 68, truthful: true });
  });
});
