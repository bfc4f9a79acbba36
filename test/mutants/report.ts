import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './mutant.ts';

/** Results of the mutants of an area. */
export interface Count {
  readonly mutants: number;
  readonly killed: number;
  readonly minutes: number;
  /** Day of the run. */
  readonly date: string;
}

const HEAD = ['area', 'mutants', 'killed', 'minutes', 'run on'];
const PAGE = join(ROOT, 'docs/mutants.md');
const MARKS = /(?<=<!-- counts -->\n\n)[^]*(?=\n\n<!-- end of counts -->)/;

/** A table of Markdown. */
export function table(counts: ReadonlyMap<string, Count>): string {
  const rows = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([area, { mutants, killed, minutes, date }]) => [area, mutants, killed, Math.ceil(minutes), date]);
  const sum = (column: number): number => rows.reduce((total, row) => total + Number(row[column]), 0);
  const lines = [HEAD, ...rows, ['all', sum(1), sum(2), sum(3), '']].map((row) => row.map(String));
  const widths = HEAD.map((_, column) => Math.max(...lines.map((row) => row[column]!.length)));
  const padded = lines.map((row) =>
    row.map((cell, column) => (isNumeric(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))),
  );
  const rule = widths.map((width, column) => (isNumeric(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [padded[0]!, rule, ...padded.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const isNumeric = (column: number): boolean => column > 0 && column < 4;

/** Replaces the count of an area on the page. */
export function publish(area: string, count: Count): void {
  const page = readFileSync(PAGE, 'utf8');
  const rows = (MARKS.exec(page)?.[0] ?? '').split('\n').slice(2, -1);
  const counts = new Map(
    rows.map((row): [string, Count] => {
      const [name, mutants, killed, minutes, date] = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [name!, { mutants: Number(mutants), killed: Number(killed), minutes: Number(minutes), date: date! }];
    }),
  );
  writeFileSync(PAGE, page.replace(MARKS, table(counts.set(area, count))));
}
