/** The gas table, and the targets that it has to meet. */
import Table from 'cli-table3';
import type { NaiveGas } from './naive.ts';
import { OPERATIONS, type OurGas } from './ours.ts';
import { type PaperGas, type MarketSize, nameOf } from './size.ts';

export interface GasRow {
  readonly size: MarketSize;
  readonly paper: PaperGas | undefined;
  readonly naive: NaiveGas | undefined;
  readonly ours: OurGas;
}

/** Gas that one worker causes in all: registration, its share of the draw, its report, its claim. */
interface WorkerTotal {
  readonly naive: number;
  readonly direct: number;
  readonly relayed: number;
}

function workerTotalOf({ size: { workers }, naive, ours }: GasRow): WorkerTotal | undefined {
  if (!naive?.finalize || !naive.report || !naive.claim) return undefined;
  const share = (finalize: number): number => Math.ceil(finalize / workers);
  const aside = ours.registerWorker.gas + share(ours.finalize.gas) + ours.claim.gas;
  return {
    naive: naive.registerWorker + share(naive.finalize) + naive.report + naive.claim,
    direct: aside + ours.report.gas,
    relayed: aside + ours.relayed.gas,
  };
}

export function renderTable(rows: readonly GasRow[]): string {
  const table = new Table({
    head: ['N,P,T', 'operation', 'paper (2016)', 'naive', 'ours', 'worst', 'floor', 'ours / naive', 'ours / floor'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const row of rows) {
    for (const operation of OPERATIONS) {
      const { gas, worst, floor } = row.ours[operation];
      const paper = (row.paper as Readonly<Record<string, number>> | undefined)?.[operation];
      const naive = naiveGas(row.naive, operation);
      const figures = [paper, naive, gas, worst, floor].map((value) => value?.toLocaleString('en') ?? '');
      const overCap = operation === 'finalize' && row.naive?.finalize === null;
      if (overCap) figures[1] = '> 2^24';
      table.push([nameOf(row.size), operation, ...figures, ratio(gas, naive), ratio(gas, floor)]);
    }
    const total = workerTotalOf(row);
    if (total === undefined) continue;
    for (const kind of ['direct', 'relayed'] as const) {
      const figures = ['', total.naive.toLocaleString('en'), total[kind].toLocaleString('en'), '', ''];
      table.push([nameOf(row.size), `worker in all, ${kind} report`, ...figures, ratio(total[kind], total.naive), '']);
    }
  }
  return table.toString();
}

/** @returns a sentence for each target that is missed. */
export function missedTargets(rows: readonly GasRow[]): string[] {
  const missed: string[] = [];
  const expect = (row: GasRow, what: string, value: number, most: number): void => {
    if (value > most) missed.push(`${nameOf(row.size)}: ${what} is ${value}, more than ${most}`);
  };
  for (const row of rows) {
    const { registerWorker, registerTask, finalize, report, relayed } = row.ours;
    expect(row, 'finalize', finalize.worst, 90_000);
    expect(row, 'registerWorker / floor', registerWorker.gas / registerWorker.floor, 1.2);
    expect(row, 'registerTask / floor', registerTask.gas / registerTask.floor, 1.5);
    if (row.size.members <= 32) expect(row, 'a direct report', report.worst, 65_000);
    if (row.size.members === 16) expect(row, 'a relayed report', relayed.gas, 15_000);
    const total = workerTotalOf(row);
    if (total === undefined || nameOf(row.size) !== '32,66,2') continue;
    expect(row, 'a worker in all, with a direct report, / naive', total.direct / total.naive, 0.4);
    expect(row, 'a worker in all, with a relayed report, / naive', total.relayed / total.naive, 0.3);
  }
  return missed;
}

/** The baseline has no relayed reports, and no sweep: what nobody earned stays in it. */
function naiveGas(naive: NaiveGas | undefined, operation: keyof OurGas): number | undefined {
  if (naive === undefined || operation === 'sweep') return undefined;
  return naive[operation === 'relayed' ? 'report' : operation] ?? undefined;
}

function ratio(value: number, base: number | undefined): string {
  return base === undefined ? '' : (value / base).toFixed(3);
}
