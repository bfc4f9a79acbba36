/** `npm test [WORD…]`: sets up if needed, runs the checks whose titles have all words, and prints `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { root, setUp } from './setup.js';

const node = setUp();
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: [dirname(node), bin, process.env.PATH].join(delimiter), NO_COLOR: '1' };
delete env.FORCE_COLOR;
const mocha = ['mocha', '--reporter', 'dot'];

/** Lines of a failed stage that are printed again at the end, where a log that was cut short still has them. */
const MOST_LINES = 60;

/**
 * Stages that run tests report their own counts; every other stage is one check. The rows run at the same time, and take
 * about as long as each other on two cores: some stages mostly wait for rounds and blocks, others compute.
 */
const rows = [
  [
    { title: 'client, worker', command: [...mocha, 'test/{client,worker}/**/*.test.ts'] },
    { title: 'circuits, prover', command: [...mocha, 'test/{circuits,prover}/**/*.test.ts'] },
    { title: 'mutants, set-up, build, packages', command: [...mocha, 'test/{mutants,scripts,packages}/**/*.test.ts'] },
    { title: 'gas and size snapshots', command: ['node', 'bench/gas/gas.ts', '--check'] },
  ],
  [{ title: 'command line', command: [...mocha, '--parallel', '--jobs', '2', 'test/cli/**/*.test.ts'] }],
  [
    { title: 'types', command: ['tsc'] },
    { title: 'lint TypeScript', command: ['oxlint', '--type-aware', '--deny-warnings'] },
    { title: 'lint Solidity', command: ['solhint', '--noPoster', '--max-warnings', '0', 'contracts/**/*.sol'] },
    { title: 'contracts', command: ['hardhat', 'test'] },
    {
      title: 'mechanism, protocol, simulation',
      command: [...mocha, 'test/{mechanism,protocol,simulation}/**/*.test.ts'],
    },
    { title: 'interfaces of the client', command: ['node', 'scripts/client-contracts.ts', '--check'] },
    { title: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  ],
];

/** Runs one command. @returns exit code, and everything it printed. */
function run([name, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(name, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (chunk) => (output += chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: `${name}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The last count is the total: Hardhat prints one for each of its runners before. */
const count = (output, word) => Number([...output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].at(-1)?.[1] ?? 0);

const running = new Set();
setInterval(() => process.stdout.write(`   … ${[...running].join(' · ')}\n`), 30_000).unref();

/** @returns what became of the stage, whose output is printed whole at its end. */
async function check({ title, command }) {
  process.stdout.write(`== ${title}: started\n`);
  running.add(title);
  const started = performance.now();
  const { code, output } = await run(command);
  running.delete(title);
  const seconds = (performance.now() - started) / 1000;
  const passing = count(output, 'passing');
  const failing = count(output, 'failing');
  const counted = passing + failing > 0;
  // A stage that ends badly without naming a failed test (a crash, a compile error) is a failure of its own.
  const failed = code === 0 ? failing : Math.max(failing, 1);
  const passed = counted ? passing : Number(failed === 0);
  process.stdout.write(`\n== ${title}: ${command.join(' ')}\n${output}\n`);
  return { title, passed, failed, seconds, failures: failed === 0 ? '' : failuresIn(output) };
}

/** What mocha prints below "N failing"; of any other command that fails, its last lines. */
function failuresIn(output) {
  const start = output.search(/^ *\d+ failing/m);
  const lines = (start < 0 ? output.trimEnd() : output.slice(start).trimEnd()).split('\n');
  return (start < 0 ? lines.slice(-MOST_LINES) : lines.slice(0, MOST_LINES)).join('\n');
}

const wanted = process.argv.slice(2);
const results = [];
/** One stage after the other, each to its end. */
async function checkAll(stages) {
  for (const stage of stages) {
    if (wanted.every((word) => stage.title.includes(word))) results.push(await check(stage));
  }
}
await Promise.all(rows.map(checkAll));

process.stdout.write('\n');
for (const { title, failures } of results)
  if (failures !== '') process.stdout.write(`== ${title}: failed\n${failures}\n\n`);
for (const { title, passed, failed, seconds } of results) {
  process.stdout.write(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${title}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)\n`,
  );
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
