import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Mutants tried at the same time: those that die mostly wait for what never happens. */
const PARALLEL = 4;

/** One check taken out of the sources of a daemon, and the test that must fail then. */
export interface SourceMutant {
  readonly without: string;
  /** Relative to the daemon's folder of src. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** Name of the test file in the daemon's folder of test. */
  readonly test: string;
  /** Of the one test in it. */
  readonly grep: string;
}

interface Stats {
  readonly tests: number;
  readonly failures: number;
}

/** Runs the named tests of `src/<layer>` on copies of the sources, each with one mutation. */
export function describeMutants(layer: string, mutants: readonly SourceMutant[]): void {
  describe(`Mutants of src/${layer}`, function () {
    this.timeout(120_000);
    const waiting = mutants.map((mutant) => ({ mutant, stats: Promise.withResolvers<Stats>() }));
    const results = waiting.map(({ stats }) => stats.promise);

    before(() => {
      const queue = [...waiting];
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          await tryMutant(layer, next.mutant).then(next.stats.resolve, next.stats.reject);
        }
      };
      for (let i = 0; i < PARALLEL; i++) void work();
      // Each is reported by its own test, whenever that comes.
      for (const result of results) result.catch(() => undefined);
    });

    for (const [index, { without }] of mutants.entries()) {
      it(`die without ${without}`, async () => {
        expect(await results[index]).to.deep.include({ tests: 1, failures: 1 });
      });
    }
  });
}

async function tryMutant(layer: string, { file, text, instead, test, grep }: SourceMutant): Promise<Stats> {
  const folder = mkdtempSync(join(tmpdir(), 'smartcast-mutant-'));
  try {
    for (const path of ['package.json', 'src', 'test'])
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    for (const path of ['node_modules', 'artifacts', 'circuits']) symlinkSync(join(ROOT, path), join(folder, path));
    const path = join(folder, 'src', layer, file);
    const source = readFileSync(path, 'utf8');
    expect(source.split(text).length, `"${text}" occurs once in ${file}`).to.equal(2);
    writeFileSync(
      path,
      source.replace(text, () => instead),
    );
    return await statsOf(folder, join('test', layer, `${test}.test.ts`), grep);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function statsOf(folder: string, test: string, grep: string): Promise<Stats> {
  const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
  const flags = ['--timeout', '3000', '--exit', '--reporter', 'json', '--grep', grep];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [mocha, ...flags, test], { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { stats: Stats }).stats);
      } catch (cause) {
        reject(new Error(`no report: ${stderr}`, { cause }));
      }
    });
  });
}
