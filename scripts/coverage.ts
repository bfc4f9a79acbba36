/**
 * `npm run coverage`: runs every test, measures which lines of the contracts and of the packages they reach, and writes
 * docs/coverage.md. The details are in `coverage/` afterwards.
 *
 *   node scripts/run.js scripts/coverage.ts [--report]   # --report: writes the page again from what was measured last
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'coverage.md');
const SOLIDITY = join(ROOT, 'coverage', 'lcov.info');
const TYPESCRIPT = join(ROOT, 'coverage', 'typescript');

/** Fetched by exact version for this script alone, as nobody else needs it. */
const C8 = ['npx', '--yes', 'c8@12.0.0'];
const MOCHA_TESTS = 'test/{mechanism,protocol,simulation,circuits,prover,client,worker,cli}/**/*.test.ts';
/** Test doubles, generated interfaces, and what the circuit's tool wrote. */
const LEFT_OUT = /^contracts\/mocks\/|^packages\/client\/src\/contracts\/|^circuits\/|^node_modules\//;

interface File {
  readonly path: string;
  /** Executable lines, and those of them that no test reached. */
  readonly lines: number;
  readonly missed: readonly number[];
}

const run = ([name, ...words]: readonly string[]): void => {
  process.stdout.write(`== ${[name, ...words].join(' ')}\n`);
  const { status } = spawnSync(name!, words, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} ended with ${status}: mend the tests first`);
};

/** @param text a trace file of lcov: SF names a file, DA a line and how often it was reached. */
function filesOf(text: string): File[] {
  return text
    .split('end_of_record')
    .map((record) => {
      const path = /^SF:(.*)$/m.exec(record)?.[1] ?? '';
      const reached = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, times]) => [Number(line), Number(times)]);
      const missed = reached.filter(([, times]) => times === 0).map(([line]) => line!);
      return { path, lines: reached.length, missed };
    })
    .filter(({ path, lines }) => path !== '' && lines > 0 && !LEFT_OUT.test(path));
}

const percent = (files: readonly File[]): string => {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const missed = files.reduce((sum, file) => sum + file.missed.length, 0);
  return `${((100 * (lines - missed)) / lines).toFixed(1)} %`;
};

/** Lines as ranges: `3, 7–9`. */
function ranges(lines: readonly number[]): string {
  const found: [number, number][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

const folderOf = ({ path }: File): string =>
  path.startsWith('packages/') ? path.split('/').slice(0, 2).join('/') : dirname(path);

function tableOf(files: readonly File[]): string {
  const folders = Map.groupBy(files, folderOf);
  const rows = [...folders].toSorted(([a], [b]) => a.localeCompare(b));
  return [
    '| folder | files | lines reached |',
    '| --- | --- | --- |',
    ...rows.map(([folder, own]) => `| \`${folder}\` | ${own.length} | ${percent(own)} |`),
    `| all | ${files.length} | ${percent(files)} |`,
  ].join('\n');
}

const listOf = (files: readonly File[]): string =>
  files
    .filter(({ missed }) => missed.length > 0)
    .map(({ path, missed }) => `- \`${path}\`: ${ranges(missed)}`)
    .join('\n');

const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).stdout.trim();

function pageOf(solidity: readonly File[], typescript: readonly File[]): string {
  return `# Coverage

Lines that \`npm test\` reaches, measured by \`npm run coverage\` on ${new Date().toISOString().slice(0, 10)} at commit ${commit}.
Whether a test would notice a mistake in a line is another question: [mutants.md](mutants.md) answers it.

## Solidity

Measured by Hardhat; without test doubles and the verifier that snarkjs exports.

${tableOf(solidity)}

No test reaches these lines:

${listOf(solidity) || '- none'}

## TypeScript

Measured by V8, in every process that a test starts and that ends by itself: files of types alone, and what only a process runs that is killed, count as not reached.

${tableOf(typescript)}

No test reaches these lines:

${listOf(typescript) || '- none'}
`;
}

if (!process.argv.includes('--report')) {
  run(['hardhat', 'test', '--coverage']);
  const flags = ['--all', '--src', 'packages', '--include', 'packages/*/src/**', '--reporter', 'lcovonly'];
  run([...C8, ...flags, '-o', TYPESCRIPT, 'mocha', '--reporter', 'dot', MOCHA_TESTS]);
}
const read = (path: string): File[] => filesOf(readFileSync(path, 'utf8'));
writeFileSync(PAGE, pageOf(read(SOLIDITY), read(join(TYPESCRIPT, 'lcov.info'))));
run(['prettier', '--write', '--log-level', 'warn', PAGE]);
process.stdout.write(`written: ${relative(ROOT, PAGE)}\n`);
