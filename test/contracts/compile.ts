/** Compiles contracts that are not shipped (mutants, baselines) with the project's compiler and settings. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config } from 'hardhat';

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, CompiledContract>>;
}

interface CompiledContract {
  readonly abi: readonly { readonly type: string }[];
  readonly evm: { readonly bytecode: { readonly object: string } };
}

/** Source of a file, by its path from the root of the checkout. */
export function source(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/**
 * @param sources by path from the root; whatever they import and is not among them is read from disk.
 * @param changes to the project's compiler settings.
 * @returns contracts by path and name.
 */
export function compile(sources: Readonly<Record<string, string>>, changes: object = {}): CompilerOutput['contracts'] {
  const solc = require('solc') as { compile(input: string, callbacks: object): string };
  const { settings } = config.solidity.profiles['default']!.compilers[0]!;
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: { ...settings, ...changes, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport })) as CompilerOutput;
  const failures = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.formattedMessage).join('\n'));
  return output.contracts;
}

function readImport(unit: string): { contents: string } {
  return { contents: source(unit.startsWith('@') ? relative(ROOT, require.resolve(unit)) : unit) };
}
