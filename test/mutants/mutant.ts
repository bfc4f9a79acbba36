import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One textual change to one file, and the test that must fail then. */
export interface Mutant {
  /** Description of what the changed code does or lacks. */
  readonly change: string;
  /** The changed file, from the root of the checkout. */
  readonly file: string;
  /** Text that the file has exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test file, from the root of the checkout. */
  readonly suite: string;
  /** The end of the title of one test of the suite, its `describe`s included. */
  readonly test: string;
}

export interface AreaMutant extends Mutant {
  /** Name of the file of mutants. */
  readonly area: string;
}

/** All mutants: a file for each area, a mutant on each line. */
export function readMutants(): AreaMutant[] {
  const folder = join(ROOT, 'test/mutants');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.toSorted().flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => ({ ...(JSON.parse(line) as Mutant), area: basename(name, '.jsonl') })),
  );
}

/** @throws if the source does not have the text to replace exactly once. */
export function mutate(source: string, { file, find, replace }: Pick<Mutant, 'file' | 'find' | 'replace'>): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(find)} ${parts.length - 1} times`);
  return parts.join(replace);
}
