import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Mutants tried at the same time: those that die mostly wait for what never happens. */
const PARALLEL = 4;

/** One check taken out of the sources of a daemon, and the test that must fail then. */
export interface SourceMutant {
  readonly without: string;
  /** Relative to the sources of the package. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** Name of the test file in the package's folder of test. */
  readonly test: string;
  /** Of the one test in it. */
  readonly grep: string;
}

interface Stats {
  readonly tests: number;
  readonly failures: number;
}

/** Runs the named tests of `packages/<name>` on copies of the sources, each with one mutation. */
export function describeMutants(name: string, mutants: readonly SourceMutant[]): void {
  describe(`Mutants of packages/${name}`, function () {
    this.timeout(120_000);
    const waiting = mutants.map((mutant) => ({ mutant, stats: Promise.withResolvers<Stats>() }));
    const results = waiting.map(({ stats }) => stats.promise);

    before(() => {
      const queue = [...waiting];
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          await tryMutant(name, next.mutant).then(next.stats.resolve, next.stats.reject);
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

async function tryMutant(name: string, { file, text, instead, test, grep }: SourceMutant): Promise<Stats> {
  const folder = mkdtempSync(join(tmpdir(), 'smartcast-mutant-'));
  try {
    for (const path of ['package.json', 'packages', 'test'])
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    for (const path of ['artifacts', 'circuits', 'deploy', 'types']) symlinkSync(join(ROOT, path), join(folder, path));
    linkModules(folder);
    const path = join(folder, 'packages', name, 'src', file);
    const source = readFileSync(path, 'utf8');
    expect(source.split(text).length, `"${text}" occurs once in ${file}`).to.equal(2);
    writeFileSync(
      path,
      source.replace(text, () => instead),
    );
    return await statsOf(folder, join('test', name, `${test}.test.ts`), grep);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The modules of the checkout, but for the packages of the checkout itself: those are the copies. */
function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@smartcast'), { recursive: true });
  for (const module of readdirSync(join(ROOT, 'node_modules'))) {
    if (module !== '@smartcast') symlinkSync(join(ROOT, 'node_modules', module), join(modules, module));
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(modules, '@smartcast', name));
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
