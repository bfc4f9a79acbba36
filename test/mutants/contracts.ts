import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile, source } from '../contracts/compile.ts';
import { ROOT } from './mutant.ts';

/** Gas does not matter here, but the compiler's time does. */
const SETTINGS = { viaIR: false, optimizer: { enabled: false } };

/**
 * Compiles every contract that depends on one of the files.
 * @param files changed sources by path.
 * @returns by path, the artifacts with the code that comes out.
 */
export function compileWith(files: ReadonlyMap<string, string>): Map<string, string> {
  if (files.size === 0) return new Map();
  const sources: Record<string, string> = {};
  for (const path of filesThatImport(files.keys())) sources[path] = files.get(path) ?? source(path);
  const changed = new Map<string, string>();
  for (const [path, contracts] of Object.entries(compile(sources, SETTINGS))) {
    for (const [name, { evm }] of Object.entries(contracts)) {
      const artifact = `artifacts/${path}/${name}.json`;
      if (!(path in sources) || !existsSync(join(ROOT, artifact))) continue;
      const before = JSON.parse(readFileSync(join(ROOT, artifact), 'utf8')) as object;
      changed.set(artifact, JSON.stringify({ ...before, bytecode: `0x${evm.bytecode.object}` }));
    }
  }
  return changed;
}

/** The files and all that import them, directly or through others, without the tests in Solidity. */
function filesThatImport(files: Iterable<string>): Set<string> {
  const paths = globSync('contracts/**/*.sol', { cwd: ROOT });
  const imports = new Map(paths.map((path) => [path, importsOf(path)]));
  const found = new Set(files);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [path, imported] of imports) if (imported.some((each) => found.has(each))) found.add(path);
  }
  return found;
}

function importsOf(path: string): string[] {
  const found = source(path).matchAll(/^import [^;]*?"(\.[^"]+)";/gm);
  return [...found].map(([, relative]) => join(dirname(path), relative!));
}
