/** A line of a sweep: numbers, names without commas, and null for what there is not. */
export type SweepRow = Readonly<Record<string, number | string | null>>;

/** Rows as CSV, with a line of names: full doubles, an empty field for null. All rows have the fields of the first. */
export function csvOf(rows: readonly SweepRow[]): string {
  const fields = Object.keys(rows[0] ?? {});
  return [fields.join(','), ...rows.map((row) => fields.map((field) => row[field] ?? '').join(','))].join('\n');
}
