import Table from 'cli-table3';

/** One column of a table, right-aligned. */
export interface Column<Row> {
  readonly head: string;
  cell(row: Row): string;
}

export function integer(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(() => 'right' as const),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map(({ cell }) => cell(row)));
  return table.toString();
}
