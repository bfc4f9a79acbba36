import { readFileSync } from 'node:fs';

/** A row of a guide's table of codes. */
export interface CodeRow {
  readonly code: string;
  /** Name of the action; empty if there is none. */
  readonly does: string;
}

/** The rows `| code | meaning | does |` of the tables under a heading of a document in docs/. */
export function codeTable(document: string, heading: string): CodeRow[] {
  const text = readFileSync(new URL(`../docs/${document}`, import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.matchAll(/^ *\| `(\w+)` *\| [^|]*\| (?:`(\w+)`)? *\|$/gm);
  return [...rows].map(([, code, does = '']) => ({ code: code!, does }));
}
