import { setTimeout as sleep } from 'node:timers/promises';
import { type Committee, formatId, type Market } from '@smartcast/client';
import { findLog } from '@smartcast/client';
import { checkSize, type Size } from './terms.ts';
import { type DaemonProcess, requireRunning } from './daemon-process.ts';
import type { FaultPlan, Judgement } from './faults.ts';
import type { Host } from './host.ts';
import { divide, type Ledger, loadLedger } from './input.ts';
import { buyProof, type Source } from './procurement/buy.ts';
import type { ProverFault } from './procurement/faults.ts';
import type { Purchase } from './procurement/judge.ts';
import { checkAccounts } from './procurement/check-accounts.ts';
import { prepare, type Workplace } from './procurement/setting.ts';
import type { Progress } from '../src/progress.ts';
import { type DemoResult, judge } from './result.ts';
import { watchSessions } from './watch.ts';
import {
  type Chain,
  drawCommittees,
  openAccounts,
  openChain,
  openPool,
  type OrderedTask,
  registerTasks,
  type Setting,
  startWorkers,
} from './setting.ts';
import { streamEntries } from './stream.ts';
import { undoing } from './undoing.ts';

export interface DemoOptions extends Size {
  readonly input: string;
  readonly fault?: FaultPlan;
  /** How members judge; lenient by default. */
  readonly judgement?: Judgement;
  readonly rpcUrl?: string;
  readonly keep?: boolean;
  /** Ends with the purchase of a proof if given. */
  readonly purchase?: { readonly fault: ProverFault | undefined };
  /** Where the workers run; on this machine by default. */
  readonly hosts?: readonly Host[];
  /** Does what else happens to the committees during their sessions. */
  disturb?(committees: readonly Committee[], progress: Progress): Promise<void>;
}

/** How long after the deadline workers may take to claim, in ms. */
const CLAIM_TIMEOUT = 60_000;
/** Part of the session after which members crash, in a run with `crash-restart`. */
const CRASH_AT = 0.45;

/** Runs one epoch from nothing to the last wei, and judges it. Everything that was started is stopped, come what may. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const ledger = await loadLedger(options.input, options.tasks);
  checkSize(options, ledger);
  if (options.purchase !== undefined) await checkAccounts(ledger, options.tasks);
  return undoing((setting) => run(setting, options, ledger));
}

/** Buys the proof alone, of the first task's entries as they were handed in: no committee has seen them. */
export async function runPurchase(options: DemoOptions): Promise<Purchase> {
  const ledger = await loadLedger(options.input, options.tasks);
  await checkAccounts(ledger, options.tasks);
  const [log] = divide(ledger, options.tasks);
  const source = { name: 'the input’s first task, which no committee has committed', log: log! };
  return undoing(async (setting) => {
    const accounts = await openAccounts(setting, options.rpcUrl);
    const workplace = await prepare(setting, accounts, options.keep);
    return buyProof(setting, accounts, workplace, source, options.purchase?.fault);
  });
}

async function run(setting: Setting, options: DemoOptions, ledger: Ledger): Promise<DemoResult> {
  const { progress } = setting;
  const chain = await openChain(setting, options.rpcUrl);
  const { pool, terms } = await openPool(chain, options);
  const workers = await startWorkers(setting, chain, { pool, terms }, options);
  const tasks = await registerTasks(setting, chain, pool, ledger, options.tasks);
  const { epoch } = await chain.market.poolState(pool);
  await drawCommittees(setting, chain, pool);
  const drawn = await chain.market.committees(pool, epoch);
  const committees = drawn.toSorted((a, b) => Number(a.task.id - b.task.id));
  announce(progress, committees, tasks);

  progress.step('running the sessions');
  const entriesOf = (committee: Committee) => tasks.find(({ id }) => id === committee.task.id)!.entries;
  const streams = committees.map((committee) => streamEntries(committee, entriesOf(committee)));
  const crashes =
    options.fault?.kind === 'crash-restart' ? crash(committees, workers, options.fault.count, progress) : [];
  const disturbance = options.disturb?.(committees, progress);
  const watching = watchSessions(progress, committees, () => requireRunning(workers));
  await Promise.all([watching, ...streams, ...crashes, disturbance]);

  const { fault, judgement = 'lenient', purchase: wanted, keep } = options;
  const [, early] = await Promise.all([
    settle(chain, { pool, epoch, committees, tasks }, progress),
    wanted === undefined || committees.length === 0 ? undefined : prepareMeanwhile(setting, chain, committees, keep),
  ]);
  progress.step('checking the ledgers and the money');
  const result = await judge({ ...chain, terms, committees, tasks, fault, judgement });
  const source = wanted && (await certifiedSource(chain.market, committees, tasks));
  if (source === undefined) return result;
  // Their part is over, and provers need the machine.
  await Promise.all(workers.map((worker) => worker.stop()));
  const workplace = early ?? (await prepare(setting, chain.accounts, keep));
  const purchase = await buyProof(setting, chain.accounts, workplace, source, wanted?.fault);
  return { ...result, ok: result.ok && purchase.ok, purchase };
}

/** Sets up the purchase while the reports' deadline passes; only once they are in, which must not wait for it. */
async function prepareMeanwhile(
  setting: Setting,
  { accounts, market }: Chain,
  committees: readonly Committee[],
  keep: boolean | undefined,
): Promise<Workplace> {
  while ((await market.head()).timestamp <= deadlineOf(committees) && !(await areAllIn(market, committees))) {
    await sleep(250);
  }
  return prepare(setting, accounts, keep);
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

/** The certified log of the first task that has a committee and entries; undefined if none has. */
async function certifiedSource(
  market: Market,
  committees: readonly Committee[],
  tasks: readonly OrderedTask[],
): Promise<Source | undefined> {
  for (const { id, entries, clients, opening } of tasks) {
    const committee = committees.find(({ task }) => task.id === id);
    if (committee === undefined || entries.length === 0) continue;
    const { log } = await findLog(market, committee);
    return { name: `the certified log of task ${formatId(id)}`, log: { entries: log.entries, clients, opening } };
  }
  return undefined;
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

/** Kills the first seats of every committee in the middle of the session and starts them again. */
function crash(
  committees: readonly Committee[],
  workers: readonly DaemonProcess[],
  count: number,
  progress: Progress,
): Promise<void>[] {
  return committees.flatMap(({ members, config, draw }) =>
    members.slice(0, count).map(async ({ account }) => {
      const worker = workers.find(({ keys }) => keys.account === account)!;
      await sleep(Math.max(0, (draw.startsAt + config.sessionSeconds * CRASH_AT) * 1000 - Date.now()));
      progress.warn(`killing and restarting worker ${account.slice(0, 8)}`);
      await worker.crash();
      worker.start();
    }),
  );
}

interface Epoch {
  readonly pool: number;
  readonly epoch: number;
  readonly committees: readonly Committee[];
  readonly tasks: readonly OrderedTask[];
}

/** Waits for the deadline; workers claim by themselves, the rest of the money is called for here. */
async function settle(
  { accounts, market }: Chain,
  { pool, epoch, committees, tasks }: Epoch,
  progress: Progress,
): Promise<void> {
  progress.step('waiting for reports and their deadline');
  const deadline = deadlineOf(committees);
  for (;;) {
    const { timestamp } = await market.head();
    if (timestamp > deadline) break;
    progress.update(`${deadline - timestamp} s until the deadline of reports`);
    // The chain's clock is that of its last block, and an idle development chain makes none.
    if (Date.now() / 1000 > deadline) await accounts.send(accounts.address(0), 0n);
    await sleep(250);
  }
  progress.step('paying out');
  await waitForClaims(market, pool, epoch, progress);
  const filled = new Set(committees.map(({ task }) => task.id));
  for (const { id, market: creators, creator } of tasks) {
    await (filled.has(id) ? creators.sweep(id) : creators.refund(id, creator));
  }
}

async function waitForClaims(market: Market, pool: number, epoch: number, progress: Progress): Promise<void> {
  const registered = await market.workers(pool, epoch);
  const until = Date.now() + CLAIM_TIMEOUT;
  for (;;) {
    const owed = await Promise.all(registered.map(({ id }) => market.claimable(id)));
    const open = owed.filter(({ reward, collateral }) => reward + collateral > 0n).length;
    progress.update(`${registered.length - open} of ${registered.length} workers are paid`);
    if (open === 0 || Date.now() > until) return;
    await sleep(250);
  }
}
