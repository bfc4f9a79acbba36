/** What is compiled together, in a process of its own. */
import type { CompilerInput } from 'hardhat/types/solidity';

export interface Group {
  readonly title: string;
  readonly files: readonly string[];
  /** The compiler's input for these files; the others are there to be imported. */
  readonly input: CompilerInput;
}

interface GroupRule {
  readonly title: string;
  readonly folders: readonly string[];
  /** Whether it is never deployed: then it is not optimized, which is most of the time that compiling takes. */
  readonly quick?: boolean;
}

/** A file belongs to the first that it fits; they are begun in this order. ProverEscrow alone takes as long as the rest. */
const RULES: readonly GroupRule[] = [
  { title: 'procurement', folders: ['project/contracts/procurement/'] },
  { title: 'tests and mocks', folders: ['project/contracts/mocks/', 'project/test/'], quick: true },
  { title: 'market and the rest', folders: [''] },
];

/**
 * Splits a compilation. Every group sees all sources, because the bytecode and the identifiers of syntax trees depend on
 * what else is there; and it asks for all outputs of its files, because Hardhat's EVM rejects a syntax tree
 * without its contracts.
 */
export function groupsOf(input: CompilerInput): Group[] {
  const { settings, sources } = input;
  const groups = new Map<GroupRule, string[]>(RULES.map((rule) => [rule, []]));
  for (const source of Object.keys(sources)) groups.get(ruleOf(source))!.push(source);
  return [...groups]
    .filter(([, files]) => files.length > 0)
    .map(([{ title, quick }, files]) => {
      const outputs = settings.outputSelection['*']!;
      const outputSelection = Object.fromEntries(files.map((file) => [file, outputs]));
      const unoptimized = quick ? { viaIR: false, optimizer: { enabled: false } } : {};
      return { title, files, input: { ...input, settings: { ...settings, ...unoptimized, outputSelection } } };
    });
}

function ruleOf(source: string): GroupRule {
  return RULES.find(({ folders }) => folders.some((folder) => source.startsWith(folder)))!;
}
