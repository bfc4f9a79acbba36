/** Compiles groups side by side, one process each. */
import { availableParallelism } from 'node:os';
import type { CompilerInput, CompilerOutput } from 'hardhat/types/solidity';
import { type Group, groupsOf } from './groups.ts';

/**
 * @param compile runs the compiler in a process.
 * @param report is told a line at the beginning, and one whenever a group is finished.
 * @returns what compiling everything together would have, but for what is never deployed.
 */
export async function compileInGroups(
  input: CompilerInput,
  compile: (input: CompilerInput) => Promise<CompilerOutput>,
  report: (line: string) => void,
): Promise<CompilerOutput> {
  const groups = groupsOf(input);
  report(`compiling Solidity: ${groups.map(({ title, files }) => `${title} (${files.length} files)`).join(', ')}`);
  const waiting = [...groups];
  const outputs = new Map<Group, CompilerOutput>();
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const started = performance.now();
      outputs.set(group, await compile(group.input));
      report(`compiled Solidity: ${group.title} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), groups.length) }, work));
  // In a fixed order, so that the result does not depend on which is finished first.
  return merge(groups.map((group) => [group, outputs.get(group)!]));
}

/** Groups see the same sources: hence the same errors, and entries of files whose contents another group has. */
function merge(outputs: readonly (readonly [Group, CompilerOutput])[]): CompilerOutput {
  const merged: Required<CompilerOutput> = { errors: [], sources: {}, contracts: {} };
  const known = new Set<string>();
  for (const [{ files }, { errors = [], sources, contracts = {} }] of outputs) {
    for (const error of errors) {
      const message = error.formattedMessage ?? error.message;
      if (!known.has(message)) merged.errors.push(error);
      known.add(message);
    }
    for (const file of files) {
      if (sources[file] !== undefined) merged.sources[file] = sources[file];
      if (contracts[file] !== undefined) merged.contracts[file] = contracts[file];
    }
  }
  return merged;
}
