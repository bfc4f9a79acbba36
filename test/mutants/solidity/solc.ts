#!/usr/bin/env node
/** The compiler from npm behind as much of solc's own command line as Slither uses. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, Contract>>;
  readonly sources: Record<string, { readonly id: number; readonly ast: object }>;
}
interface Bytecode {
  readonly object: string;
  readonly sourceMap: string;
}
interface Contract {
  readonly abi: object;
  readonly evm: {
    readonly bytecode: Bytecode;
    readonly deployedBytecode: Bytecode;
    readonly methodIdentifiers: object;
  };
  readonly userdoc: object;
  readonly devdoc: object;
}

const solc = createRequire(import.meta.url)('solc') as { version(): string; compile(i: string, c: object): string };
const pathOf = (unit: string): string => (existsSync(unit) ? resolve(unit) : resolve('node_modules', unit));

function combined(file: string): string {
  const unit = relative('.', resolve(file));
  const parts = ['abi', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers', 'userdoc', 'devdoc'];
  const input = {
    language: 'Solidity',
    sources: { [unit]: { content: readFileSync(unit, 'utf8') } },
    settings: { evmVersion: 'osaka', outputSelection: { '*': { '*': parts, '': ['ast'] } } },
  };
  const find = (path: string) => ({ contents: readFileSync(pathOf(path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as Output;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const contracts = Object.entries(output.contracts).flatMap(([path, named]) =>
    Object.entries(named).map(([name, { abi, evm, userdoc, devdoc }]) => [
      `${pathOf(path)}:${name}`,
      {
        abi,
        userdoc,
        devdoc,
        bin: evm.bytecode.object,
        'bin-runtime': evm.deployedBytecode.object,
        srcmap: evm.bytecode.sourceMap,
        'srcmap-runtime': evm.deployedBytecode.sourceMap,
        hashes: evm.methodIdentifiers,
      },
    ]),
  );
  const sources = Object.entries(output.sources).toSorted(([, a], [, b]) => a.id - b.id);
  return JSON.stringify({
    contracts: Object.fromEntries(contracts),
    sourceList: sources.map(([path]) => pathOf(path)),
    sources: Object.fromEntries(
      sources.map(([path, { ast }]) => [pathOf(path), { AST: { ...ast, absolutePath: pathOf(path) } }]),
    ),
    version: solc.version(),
  });
}

const file = process.argv.slice(2).find((argument) => argument.endsWith('.sol'));
process.stdout.write(
  file === undefined
    ? `solc, the solidity compiler\nVersion: ${solc.version().replace('Emscripten.clang', 'Linux.g++')}\n`
    : combined(file),
);
