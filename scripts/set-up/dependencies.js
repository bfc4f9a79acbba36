/** Whether the dependencies of a checkout are there. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the lockfile has for this machine and is not there. npm may leave out a package and call it done: under Node.js 20
 * those that need a later one, such as the native part of Hardhat's EVM.
 * @param {string} root of the checkout.
 * @param {{ platform: string, arch: string, libc: () => string }} machine
 * @returns {string[]} names.
 */
export function missingPackages(root, machine = thisMachine) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && isWanted(entry, machine))
    .map(([path]) => path)
    .filter((path) => !existsSync(join(root, path, 'package.json')))
    .map((path) => path.replace(/^.*node_modules\//, ''));
}

let ownLibc;
const thisMachine = {
  platform: process.platform,
  arch: process.arch,
  // Asked for once, because a report takes milliseconds.
  libc: () => (ownLibc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'),
};

/** An optional package that names no machine belongs to one that does, and is installed with it. */
function isWanted({ optional, os, cpu, libc }, machine) {
  if (optional && os === undefined && cpu === undefined) return false;
  return (
    includes(os, machine.platform) &&
    includes(cpu, machine.arch) &&
    (libc === undefined || includes(libc, machine.libc()))
  );
}

/** @returns {boolean} whether a list such as `["linux"]`, `"linux"` or `["!win32"]` has the value. */
function includes(list, value) {
  const items = [list ?? []].flat();
  if (items.includes(`!${value}`)) return false;
  return items.includes(value) || items.every((item) => item.startsWith('!'));
}

const stampOf = (root) => join(root, 'node_modules', '.installed');

const digestOf = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** Notes that npm installed this lockfile to its end. */
export function markInstalled(root) {
  writeFileSync(stampOf(root), digestOf(root));
}

/** Whether npm has installed this lockfile to its end, as far as it went. */
export function isMarked(root) {
  return existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === digestOf(root);
}

/** The mark alone does not tell: what it was set for may have been incomplete, or removed since. */
export function isInstalled(root) {
  return isMarked(root) && missingPackages(root).length === 0;
}
