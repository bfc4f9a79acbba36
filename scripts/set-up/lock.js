/**
 * A lock that one process in a checkout holds at a time. It is a folder with one empty file that is named after its holder.
 * A folder with a file in it cannot be renamed over, so that it appears whole or not at all. The file of a dead process can
 * be renamed only once, so that one process alone takes over.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAUSE_MS = 100;

/**
 * Runs `work` while no other process has the lock; not to be nested.
 * @template T
 * @param {string} folder that is the lock; its parent exists.
 * @param {(holder: number) => void} onWait told the id of the process that is waited for, once each.
 * @param {() => T} work may end the process.
 * @returns {T} what `work` returns.
 */
export function withLock(folder, onWait, work) {
  let announced;
  while (!tryToTake(folder)) {
    const holder = holderOf(folder);
    if (holder !== undefined && holder !== announced) onWait(holder);
    announced = holder ?? announced;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  const release = () => {
    attempt(() => unlinkSync(join(folder, String(process.pid))));
    attempt(() => rmdirSync(folder));
  };
  process.on('exit', release);
  try {
    return work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @returns {boolean} whether it is ours now. */
function tryToTake(folder) {
  const holder = holderOf(folder);
  if (holder !== undefined) {
    return !isAlive(holder) && attempt(() => renameSync(join(folder, String(holder)), ownFile(folder)));
  }
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(ownFile(own), '');
  if (attempt(() => renameSync(own, folder))) return true;
  rmSync(own, { recursive: true });
  // Left by a process that died while it let go. Only an empty folder goes.
  attempt(() => rmdirSync(folder));
  return false;
}

const ownFile = (folder) => join(folder, String(process.pid));

/** @returns {number | undefined} id of the process that has the lock. */
function holderOf(folder) {
  let names = [];
  attempt(() => (names = readdirSync(folder)));
  const name = names.find((candidate) => /^\d+$/.test(candidate));
  return name === undefined ? undefined : Number(name);
}

/** A process with our own id has ended: ids are used again. */
function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @returns {boolean} whether it worked: others do the same at the same time, and it is tried again. */
function attempt(action) {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
