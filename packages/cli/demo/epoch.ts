import { setTimeout as sleep } from 'node:timers/promises';
import { type Committee, formatId, type Market, type PoolConfig } from '@smartcast/client';
import { entryAt, type Fault } from '@smartcast/protocol/simulation';
import type { Progress } from '../src/progress.ts';
import type { DemoSetting } from './cleanup.ts';
import { type DaemonProcess, requireRunning } from './daemon-process.ts';
import { delaysOf, missingReportsOf } from './delays.ts';
import type { DemoOptions } from './demo-options.ts';
import type { Ledger } from './input.ts';
import { patiently, waitForAll } from './patience.ts';
import { prepare, type PurchaseSetting } from './procurement/setting.ts';
import { type DemoResult, judge } from './result.ts';
import { type DemoChain, drawCommittees, openPool, type OrderedTask, registerTasks, startWorkers } from './setting.ts';
import { streamEntries } from './stream.ts';
import { watchSessions } from './watch.ts';
import type { Windows } from './windows.ts';

/** Part of the session after which members with that fault crash. */
const CRASH_AT = 0.45;

/** An epoch from its pool to its last payment. */
export interface Epoch extends Drawn {
  readonly terms: PoolConfig;
  readonly workers: readonly DaemonProcess[];
  /** What the machine was too slow for. */
  readonly delays: readonly string[];
  readonly result: DemoResult;
  /** If it has been prepared already. */
  readonly purchaseSetting: PurchaseSetting | undefined;
}

/** Runs an epoch with its sessions, and pays it out whatever became of them. */
export async function play(
  setting: DemoSetting,
  chain: DemoChain,
  options: DemoOptions,
  ledger: Ledger,
  windows: Windows,
): Promise<Epoch> {
  const { progress } = setting;
  const { pool, terms } = await openPool(chain, options, windows);
  const workers = await startWorkers(setting, chain, { pool, terms }, options);
  const tasks = await registerTasks(setting, chain, pool, ledger, options.tasks);
  const { epoch } = await chain.market.poolState(pool);
  await drawCommittees(setting, chain, pool);
  const drawn = await patiently(() => chain.market.committees(pool, epoch));
  const committees = drawn.toSorted((a, b) => Number(a.task.id - b.task.id));
  announce(progress, committees, tasks);

  const { fault: faults = [], judgement = 'lenient', purchase: wanted, keep } = options;
  const streaming = await serve(progress, options, workers, committees, tasks);
  const delays = await delaysOf(committees, faults);
  // A machine that is too slow may be the reason; then the epoch is paid out all the same.
  if (streaming !== undefined && delays.length === 0) throw streaming;
  const isSold = wanted !== undefined && committees.length > 0 && delays.length === 0;
  const [, purchaseSetting] = await Promise.all([
    settle(chain, { pool, epoch, committees, tasks }, progress, () => requireRunning(workers)),
    isSold ? prepareMeanwhile(setting, chain, committees, keep) : undefined,
  ]);
  progress.step('checking the ledgers and the money');
  delays.push(...(await missingReportsOf(chain.market, committees, faults)));
  const result = await judge({ ...chain, terms, committees, tasks, faults, judgement });
  return { pool, epoch, terms, workers, committees, tasks, delays, result, purchaseSetting };
}

/** The sessions, from the first entry to the last round. @returns why entries were not taken, if they were not. */
async function serve(
  progress: Progress,
  { fault: faults = [], disturb }: DemoOptions,
  workers: readonly DaemonProcess[],
  committees: readonly Committee[],
  tasks: readonly OrderedTask[],
): Promise<Error | undefined> {
  progress.step('running the sessions');
  const entriesOf = (committee: Committee) => tasks.find(({ id }) => id === committee.task.id)!.entries;
  const streams = committees.map((committee) => streamEntries(committee, entriesOf(committee)));
  const streamed = Promise.all(streams).then(
    () => undefined,
    (error: Error) => error,
  );
  const crashes = crash(committees, workers, faults, progress);
  const watching = watchSessions(progress, committees, () => requireRunning(workers));
  await Promise.all([watching, ...crashes, disturb?.(committees, progress, workers)]);
  return streamed;
}

/** Sets up the purchase while the reports' deadline passes, but only once they are in, so that it delays none. */
async function prepareMeanwhile(
  setting: DemoSetting,
  chain: DemoChain,
  committees: readonly Committee[],
  keep: boolean | undefined,
): Promise<PurchaseSetting> {
  const { accounts, market } = chain;
  const isOver = async () => (await market.head()).timestamp > deadlineOf(committees);
  while (!(await patiently(isOver)) && !(await patiently(() => areAllIn(market, committees)))) await sleep(250);
  return prepare(setting, accounts, keep, chain);
}

/** Whether every member has reported. */
async function areAllIn(market: Market, committees: readonly Committee[]): Promise<boolean> {
  const all = await Promise.all(committees.map(({ id, members }) => market.reports(id, members.length)));
  return all.every((rows) => rows.every((row, seat) => row[seat]));
}

/** Last second in which any of them can report. */
function deadlineOf(committees: readonly Committee[]): number {
  return Math.max(0, ...committees.map(({ draw }) => draw.startsAt + draw.duration));
}

function announce(progress: Progress, committees: readonly Committee[], tasks: readonly OrderedTask[]): void {
  for (const { task, members } of committees) {
    const accounts = members.map(({ account }) => account.slice(0, 8)).join(' ');
    progress.step(`task ${formatId(task.id)} is served by ${accounts}`);
  }
  const unfilled = tasks.length - committees.length;
  if (unfilled > 0)
    progress.warn(`${unfilled} tasks got no committee and will be refunded: there were too few workers`);
}

/** Kills the processes that are to crash in the middle of the session, and starts them again. */
function crash(
  committees: readonly Committee[],
  workers: readonly DaemonProcess[],
  faults: readonly Fault[],
  progress: Progress,
): Promise<void>[] {
  const crashes = (seat: number) => entryAt(faults, seat)?.level === 'process';
  return committees.flatMap(({ members, config, draw }) =>
    members
      .filter((_, seat) => crashes(seat))
      .map(async ({ account }) => {
        const worker = workers.find(({ keys }) => keys.account === account)!;
        await sleep(Math.max(0, (draw.startsAt + config.sessionSeconds * CRASH_AT) * 1000 - Date.now()));
        progress.warn(`killing and restarting worker ${account.slice(0, 8)}`);
        await worker.crash();
        worker.start();
      }),
  );
}

interface Drawn {
  readonly pool: number;
  readonly epoch: number;
  readonly committees: readonly Committee[];
  readonly tasks: readonly OrderedTask[];
}

/** Waits for the deadline. Workers claim by themselves; refunds and forfeits are sent from here. */
async function settle(
  { accounts, market }: DemoChain,
  { pool, epoch, committees, tasks }: Drawn,
  progress: Progress,
  check: () => void,
): Promise<void> {
  progress.step('waiting for reports and their deadline');
  const deadline = deadlineOf(committees);
  for (;;) {
    const { timestamp } = await patiently(() => market.head());
    if (timestamp > deadline) break;
    progress.update(`${deadline - timestamp} s until the deadline of reports`);
    // The chain's clock is that of its last block, and an idle development chain makes none.
    if (Date.now() / 1000 > deadline) await accounts.send(accounts.address(0), 0n);
    await sleep(250);
  }
  progress.step('paying out');
  await waitForClaims(market, pool, epoch, progress, check);
  const filled = new Set(committees.map(({ task }) => task.id));
  for (const { id, market: creators, creator } of tasks) {
    await (filled.has(id) ? creators.sweep(id) : creators.refund(id, creator));
  }
}

async function waitForClaims(
  market: Market,
  pool: number,
  epoch: number,
  progress: Progress,
  check: () => void,
): Promise<void> {
  const registered = await patiently(() => market.workers(pool, epoch));
  await waitForAll({
    count: async () => {
      const owed = await Promise.all(registered.map(({ id }) => market.claimable(id)));
      return owed.filter(({ reward, collateral }) => reward + collateral === 0n).length;
    },
    of: registered.length,
    show: (count) => progress.update(`${count} of ${registered.length} workers are paid`),
    check,
  });
}
