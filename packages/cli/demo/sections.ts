/** Parts of the output that a run and a purchase have both. */
import Table from 'cli-table3';
import colors from 'picocolors';
import { ether } from '../src/output.ts';
import type { GasByOperation } from './accounts.ts';
import type { Check } from './check.ts';

export function heading(text: string): string {
  return `${colors.bold(text)}\n`;
}

export function renderGas(gas: GasByOperation): string {
  const table = new Table({
    head: ['operation', 'times', 'gas (median)', 'gas (all)'],
    style: { head: [], border: [] },
  });
  for (const [operation, { count, median, total }] of Object.entries(gas)) {
    table.push([
      operation,
      ...[count, median, total].map((value) => ({ content: value.toLocaleString('en'), hAlign: 'right' as const })),
    ]);
  }
  return `${heading('Gas')}${table.toString()}\n`;
}

export function renderAmounts(title: string, rows: readonly (readonly [string, bigint])[]): string {
  const table = new Table({ style: { head: [], border: [] } });
  for (const [name, wei] of rows) {
    table.push([name, { content: ether(wei), hAlign: 'right' }, { content: `${wei} wei`, hAlign: 'right' }]);
  }
  return `${heading(title)}${table.toString()}\n`;
}

export function renderChecks(title: string, checks: readonly Check[]): string {
  const lines = checks.map(
    (check) => `${check.ok ? colors.green('ok  ') : colors.red('FAIL')} ${check.name} (${check.detail})`,
  );
  return `${heading(title)}${lines.join('\n')}\n`;
}
