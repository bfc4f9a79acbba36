/** Whether the compiled contracts of a checkout are those of its sources. By content: git and copying change times. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the artifacts depend on; the compiler's version is in the lockfile. */
const SOURCES = [
  'contracts',
  'circuits/small/LedgerTransitionVerifier.sol',
  'hardhat.config.ts',
  'scripts/solidity-build',
  'package-lock.json',
];
/** The compiled contracts and circuits; Hardhat itself checks the artifacts of tests. */
const ARTIFACTS = ['artifacts/contracts', 'artifacts/circuits'];
const UNFINISHED = 'unfinished';

const stampOf = (root) => join(root, 'artifacts', '.built');

/**
 * @param {string} root of the checkout.
 * @returns {'current' | 'outdated' | 'broken'} broken when Hardhat's cache cannot be relied on to find out what to compile:
 * a build was interrupted, or the artifacts are not what it left.
 */
export function stateOfContracts(root) {
  const stamp = existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8') : '';
  if (stamp === UNFINISHED) return 'broken';
  const [sources, artifacts] = stamp.split(' ');
  if (sources !== digestOf(root, SOURCES)) return 'outdated';
  return artifacts === digestOf(root, ARTIFACTS) ? 'current' : 'broken';
}

/**
 * Runs a build so that one that does not come to its end is known as such.
 * @param {string} root of the checkout.
 * @param {() => void} build throws, or ends the process, when it fails.
 */
export function markBuild(root, build) {
  const sources = digestOf(root, SOURCES);
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  writeFileSync(stampOf(root), UNFINISHED);
  build();
  writeFileSync(stampOf(root), `${sources} ${digestOf(root, ARTIFACTS)}`);
}

/** Digest of all files below some paths, with their names. */
function digestOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((start) => filesBelow(root, start))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Paths from the root, in a fixed order. */
function filesBelow(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  const names = readdirSync(full).toSorted();
  return names.flatMap((name) => filesBelow(root, `${path}/${name}`));
}
