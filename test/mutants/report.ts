import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from './judge.ts';
import { ROOT } from './mutant.ts';

/** Counts by area, as a table of Markdown. */
export function table(verdicts: readonly Verdict[]): string {
  const areas = [...Map.groupBy(verdicts, ({ mutant }) => mutant.area)];
  const rows = [...areas.toSorted(([a], [b]) => a.localeCompare(b)), ['all', verdicts] as const].map(([area, its]) => [
    area,
    String(its.length),
    String(its.filter(({ survival }) => survival === undefined).length),
  ]);
  const lines = [['area', 'mutants', 'killed'], ['-----------', '------:', '-----:'], ...rows];
  return lines
    .map(([area, ...counts]) => `| ${area!.padEnd(11)} | ${counts[0]!.padStart(7)} | ${counts[1]!.padStart(6)} |`)
    .join('\n');
}

/** Puts the counts where the page has the last ones. */
export function publish(verdicts: readonly Verdict[], minutes: number): void {
  const page = join(ROOT, 'docs/mutants.md');
  const date = new Date().toISOString().slice(0, 10);
  const result = `\n${table(verdicts)}\n\nLast run: ${date}, ${minutes.toFixed(0)} minutes.\n`;
  const marks = /(<!-- result of `npm run test:mutants -- --write` -->\n)[^]*(\n<!-- end of result -->)/;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(marks, (_, begin: string, end: string) => begin + result + end),
  );
}
