import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = new URL('../', import.meta.url).pathname;

/** One textual change to a file of a layer. */
export interface Mutation {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The module `entry` of a layer (a folder of src) from a copy of its sources to which `mutation` was applied.
 * @throws if the text to replace does not stand there exactly once: the sources have moved on.
 */
export async function importMutant<Module>(layer: string, mutation: Mutation, entry: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    cpSync(join(ROOT, 'src', layer), join(folder, layer), { recursive: true });
    for (const other of readdirSync(join(ROOT, 'src'))) {
      if (other !== layer) symlinkSync(join(ROOT, 'src', other), join(folder, other));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const path = join(folder, layer, mutation.file);
    const source = readFileSync(path, 'utf8');
    if (source.split(mutation.find).length !== 2)
      throw new Error(`${mutation.file} does not hold "${mutation.find}" once`);
    writeFileSync(
      path,
      source.replace(mutation.find, () => mutation.replace),
    );
    return (await import(pathToFileURL(join(folder, layer, entry)).href)) as Module;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
