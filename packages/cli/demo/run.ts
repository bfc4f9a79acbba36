import { findLog, formatId, type Committee, type Market, type PoolConfig } from '@smartcast/client';
import type { DemoOptions } from './demo-options.ts';
import { type Epoch, play } from './epoch.ts';
import { startBeacon } from './beacon.ts';
import { divide, type Ledger, loadLedger } from './input.ts';
import { patiently } from './patience.ts';
import { buyProof } from './procurement/buy.ts';
import { checkAccounts } from './procurement/check-accounts.ts';
import type { Purchase } from './procurement/judge.ts';
import type { Source } from './procurement/played.ts';
import { prepare } from './procurement/setting.ts';
import type { Progress } from '../src/progress.ts';
import { CommitteeRehearsal } from './rehearsal/rehearsal.ts';
import type { DemoResult, TooSlow } from './result.ts';
import { type DemoChain, openAccounts, openChain, type OrderedTask } from './setting.ts';
import { checkSize } from './terms.ts';
import { type DemoSetting, withCleanup } from './cleanup.ts';
import { type Pace, windowsFor } from './windows.ts';

export type { DemoOptions } from './demo-options.ts';

/** Most epochs that are tried, each with longer rounds, on a machine that gets slower meanwhile. */
const MOST_EPOCHS = 3;
/** Factor by which the rounds of each are longer than those of the one before. */
const SLOWER = 2;
/** Runs one epoch from nothing to the last wei, and judges it. Whatever was started is stopped in any case. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const ledger = await loadLedger(options.input, options.tasks);
  checkSize(options, ledger);
  if (options.purchase !== undefined) await checkAccounts(ledger, options.tasks);
  return withCleanup((setting) => run(setting, options, ledger));
}

/** Buys the proof alone, of the first task's entries as they were handed in: no committee has seen them. */
export async function runPurchase(options: DemoOptions): Promise<Purchase> {
  const ledger = await loadLedger(options.input, options.tasks);
  await checkAccounts(ledger, options.tasks);
  const [log] = divide(ledger, options.tasks);
  const source = { name: 'the input’s first task, which no committee has committed', log: log! };
  return withCleanup(async (setting) => {
    const accounts = await openAccounts(setting, options.rpcUrl);
    const beacon = await startBeacon(setting);
    const purchaseSetting = await prepare(setting, accounts, options.keep, beacon);
    return buyProof(setting, accounts, purchaseSetting, source, options.purchase?.faults ?? []);
  });
}

async function run(setting: DemoSetting, options: DemoOptions, ledger: Ledger): Promise<DemoResult> {
  const { progress } = setting;
  const isMeasured = options.roundMs === undefined;
  // Its processes start while the chain does.
  let rehearse = await startRehearsal(setting, options);
  const chain = await openChain(setting, options.rpcUrl);
  const tooSlow: TooSlow[] = [];
  for (let factor = 1; ; factor *= SLOWER) {
    if (rehearse !== undefined) progress.step('rehearsing a round, to see how fast this machine is now');
    const windows = windowsFor(options, await rehearse?.(), factor);
    if (rehearse !== undefined) progress.step(`rounds are to last Δ = ${windows.roundMs} ms`);
    const epoch = await play(setting, chain, options, ledger, windows);
    const { terms, delays, result } = epoch;
    if (result.ok || delays.length === 0) {
      return finish(setting, chain, options, { ...epoch, result: { ...result, tooSlow } });
    }
    explain(progress, terms, delays, isMeasured);
    if (!isMeasured || tooSlow.length + 1 === MOST_EPOCHS) return { ...result, tooSlow };
    progress.step('it has been paid out as the contract says; another epoch begins, with longer rounds');
    tooSlow.push({ roundMs: terms.roundMs, delays });
    await Promise.all(epoch.workers.map((worker) => worker.stop()));
    rehearse = await startRehearsal(setting, options);
  }
}

/** Undefined where Δ is given. */
async function startRehearsal(
  { cleanups }: DemoSetting,
  options: DemoOptions,
): Promise<(() => Promise<Pace>) | undefined> {
  if (options.roundMs !== undefined) return undefined;
  if (options.rehearse !== undefined) return options.rehearse;
  const rehearsal = await CommitteeRehearsal.start(options);
  cleanups.push(() => rehearsal.stop());
  return async () => {
    const pace = await rehearsal.measure();
    await rehearsal.stop();
    return pace;
  };
}

function explain(progress: Progress, { roundMs }: PoolConfig, delays: readonly string[], isMeasured: boolean): void {
  const advice = isMeasured ? 'it is busier than before' : 'run again with a longer --round-ms, or without it';
  progress.warn(`this machine did not keep up with rounds of Δ = ${roundMs} ms: ${advice}`);
  for (const delay of delays) progress.warn(delay);
}

/** Buys the proof of the first certified log, if one is wanted. */
async function finish(
  setting: DemoSetting,
  chain: DemoChain,
  { purchase: wanted, keep }: DemoOptions,
  { result, committees, tasks, workers, purchaseSetting }: Epoch,
): Promise<DemoResult> {
  const source = wanted && (await certifiedSource(chain.market, committees, tasks));
  if (source === undefined) return result;
  // Their part is over, and provers need the machine.
  await Promise.all(workers.map((worker) => worker.stop()));
  const forPurchase = purchaseSetting ?? (await prepare(setting, chain.accounts, keep, chain));
  const purchase = await buyProof(setting, chain.accounts, forPurchase, source, wanted?.faults ?? []);
  return { ...result, ok: result.ok && purchase.ok, purchase };
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
    const { log } = await patiently(() => findLog(market, committee));
    return { name: `the certified log of task ${formatId(id)}`, log: { entries: log.entries, clients, opening } };
  }
  return undefined;
}
