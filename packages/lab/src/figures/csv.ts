import type { FigureRecord } from './figure.ts';

/** Records as RFC 4180 text: full doubles, an empty field for null. All records have the fields of the first. */
export function toCsv(rows: readonly FigureRecord[]): string {
  const fields = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => fields.map((field) => cell(row[field] ?? null)).join(','));
  return [fields.map(cell).join(','), ...lines, ''].join('\r\n');
}

function cell(value: FigureRecord[string]): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
