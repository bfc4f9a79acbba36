import Table from 'cli-table3';
import colors from 'picocolors';
import { ether } from '../src/output.ts';
import { type Fault, faultAt } from '@smartcast/protocol/simulation';
import { renderPurchase } from './procurement/render.ts';
import type { DemoResult, TaskResult } from './result.ts';
import { heading, renderAmounts, renderChecks, renderGas } from './sections.ts';

/** The result of a run for people. */
export function render(result: DemoResult): string {
  const sections = [
    ...result.tasks.map((task) => renderTask(task, result.fault)),
    result.unfilled.length > 0 ? `Unfilled and refunded: tasks ${result.unfilled.join(', ')}\n` : undefined,
    ...result.tooSlow.map(
      ({ roundMs }) =>
        `An epoch before with Δ = ${roundMs} ms was too fast for this machine; its gas and its money are below\n`,
    ),
    renderGas(result.gasTotals),
    renderMoney(result),
    renderChecks('Checks', result.checks),
    result.purchase === null ? undefined : renderPurchase(result.purchase),
    renderVerdict(result.ok),
  ];
  return `\n${sections.filter((section) => section !== undefined).join('\n')}`;
}

function renderTask(task: TaskResult, faults: readonly Fault[]): string {
  const table = new Table({
    head: ['seat', 'worker', 'calls friends', 'is a friend of', 'reward'],
    style: { head: [], border: [] },
  });
  for (const [seat, account] of task.members.entries()) {
    const row = task.friends[seat] ?? [];
    const column = task.friends.map((other) => other[seat] ?? 0);
    const marks = (bits: readonly number[]) =>
      bits.map((bit, other) => (other === seat ? '·' : bit === 1 ? '+' : '-')).join(' ');
    const fault = faultAt(faults, seat);
    const mark = fault === undefined ? account : colors.red(`${account} (${fault})`);
    table.push([
      seat,
      mark,
      row[seat] === 1 ? marks(row) : 'no report',
      marks(column),
      ether(task.rewards[seat] ?? 0n),
    ]);
  }
  const { max, bound } = task.bytes;
  return [
    heading(`Task ${task.id}`),
    `log root  ${task.logRoot ?? 'none'}  (${task.copies} identical copies among ${task.members.length} members)\n`,
    `entries   ${task.entries} of ${task.entriesExpected} committed\n`,
    `bytes     ${max} per peer at most, M = ${bound}\n`,
    `${table.toString()}\n`,
  ].join('');
}

function renderMoney({ money }: DemoResult): string {
  return renderAmounts('Money', [
    ['paid in (endowments and collateral)', money.paidIn],
    ['rewards', money.rewards],
    ['collateral returned', money.collateralReturned],
    ['refunds', money.refunds],
    ['forfeits (to the sink)', money.forfeits],
    ['still held', money.held],
  ]);
}

/** The last line of a run. */
export function renderVerdict(ok: boolean): string {
  return `${ok ? colors.green('Everything holds.') : colors.red('Something does not hold: see above.')}\n`;
}
