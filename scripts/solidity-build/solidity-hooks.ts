import type { HookContext, SolidityHooks } from 'hardhat/types/hooks';
import { compileInGroups } from './compile.ts';

export default function solidityHooks(): Promise<Partial<SolidityHooks>> {
  return Promise.resolve({
    /** Tests deploy contracts from their artifacts: these must not be older than the contracts, whatever is asked for. */
    async build(context, files, options, next) {
      return next(context, [...new Set([...files, ...(await contractsFor(context, files))])], options);
    },
    invokeSolc(context, compiler, input, config, next) {
      return compileInGroups(input, (part) => next(context, compiler, part, config), report);
    },
  });
}

/** In a terminal, where Hardhat's spinner is at the beginning of the line. */
function report(line: string): void {
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001B[K' : ''}${line}\n`);
}

/** All contracts if there is a test among the files. */
async function contractsFor({ solidity }: HookContext, files: readonly string[]): Promise<string[]> {
  const isContract = async (file: string): Promise<boolean> => (await solidity.getScope(file)) === 'contracts';
  if ((await Promise.all(files.map(isContract))).every(Boolean)) return [];
  const all = await solidity.getRootFilePaths({ scope: 'contracts' });
  const wanted = await Promise.all(all.map(isContract));
  return all.filter((_, index) => wanted[index]);
}
