import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rpc } from '@smartcast/client';
import { DeploymentError } from './error.ts';

/** A transaction of the deployment that is in the chain, deep enough. */
export interface Confirmation {
  /** `Module#Contract`. */
  readonly contract: string;
  readonly block: number;
  readonly blockHash: string;
}

/** The confirmations that Ignition's journal in `folder` holds, oldest first; none when there is no journal. */
export async function readConfirmations(folder: string): Promise<Confirmation[]> {
  const path = join(folder, 'journal.jsonl');
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const { type, futureId, receipt } = JSON.parse(line) as JournalLine;
    if (type !== 'TRANSACTION_CONFIRM') return [];
    return [{ contract: futureId, block: receipt.blockNumber, blockHash: receipt.blockHash }];
  });
}

interface JournalLine {
  readonly type: string;
  readonly futureId: string;
  readonly receipt: { readonly blockNumber: number; readonly blockHash: string };
}

/**
 * Makes sure that the journal was written on this chain. A development chain that was started anew has the same id, but
 * none of the journal's contracts.
 * @throws DeploymentError `Changed`.
 */
export async function requireSameChain(rpc: Rpc, folder: string): Promise<void> {
  const last = (await readConfirmations(folder)).at(-1);
  if (last === undefined) return;
  const number = `0x${last.block.toString(16)}`;
  const block = (await rpc.send('eth_getBlockByNumber', [number, false])) as { hash: string } | null;
  if (block?.hash === last.blockHash) return;
  throw new DeploymentError(
    'Changed',
    `the journal in ${folder} is of another chain: here block ${last.block}, in which it says ${last.contract} was ` +
      'deployed, is another one or none (was a development chain started anew?). To start over, give --reset',
  );
}

/** Puts a journal aside, under a name that is free: it is the only list of what it deployed. @returns where it is now. */
export async function putAside(folder: string): Promise<string | undefined> {
  if (!existsSync(folder)) return undefined;
  let number = 1;
  while (existsSync(`${folder}.${number}`)) number++;
  const aside = `${folder}.${number}`;
  await rename(folder, aside);
  return aside;
}

/**
 * Runs `work` while no other process works with the journal in `folder`.
 * @throws DeploymentError `Busy`.
 */
export async function withJournal<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'in-use-by');
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // A process that was killed leaves its file behind.
  if (holder > 0 && holder !== process.pid && !isAlive(holder)) await rm(path, { force: true });
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new DeploymentError('Busy', `process ${holder} is at this deployment (${folder})`, { cause });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
