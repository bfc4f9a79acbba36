import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = new URL('../', import.meta.url).pathname;

/** One textual change to a file of a package. */
export interface Mutation {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The module `entry` of a package from a copy of its sources to which `mutation` was applied.
 * @throws if the text to replace does not stand there exactly once: the sources have moved on.
 */
export async function importMutant<Module>(name: string, mutation: Mutation, entry: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    for (const part of ['package.json', 'src']) {
      cpSync(join(ROOT, 'packages', name, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const path = join(folder, 'src', mutation.file);
    const source = readFileSync(path, 'utf8');
    if (source.split(mutation.find).length !== 2)
      throw new Error(`${mutation.file} does not hold "${mutation.find}" once`);
    writeFileSync(
      path,
      source.replace(mutation.find, () => mutation.replace),
    );
    return (await import(pathToFileURL(join(folder, 'src', entry)).href)) as Module;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
