/** Mutants of the escrow: one textual change each, held against the scenario that stands for what was changed. */
import { expect } from 'chai';
import { compile, source } from './compile.ts';
import { type Fixture, deployEscrow } from './procurement.ts';

export const ESCROW = 'contracts/procurement/ProverEscrow.sol';
export const POOL = 'contracts/procurement/BondPool.sol';
export const ROSTER = 'contracts/procurement/Roster.sol';
export const RULES = 'contracts/procurement/PaymentRules.sol';
export const PRIZES = 'contracts/libraries/PrizeTable.sol';
export const CHECK = 'contracts/procurement/TermsCheck.sol';
const FILES = [ESCROW, POOL, ROSTER, RULES, PRIZES, CHECK];

export interface Mutant {
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
  /** Fails on the mutant, passes on the escrow as it is. Deploys what it plays on. */
  readonly check: (deploy: typeof deployEscrow) => Promise<void>;
}

export function describeMutants(title: string, mutants: Readonly<Record<string, Mutant>>): void {
  describe(title, function () {
    this.timeout(240_000);
    let bytecodes: string[];

    before(() => {
      bytecodes = compileMutants(Object.values(mutants));
    });

    Object.entries(mutants).forEach(([name, { check }], index) => {
      it(name, async () => {
        await check(deployEscrow);
        const mutant = (options = {}): Promise<Fixture> => deployEscrow({ ...options, bytecode: bytecodes[index]! });
        const survived = await check(mutant).then(
          () => true,
          () => false,
        );
        expect(survived, 'the mutant passes the test').to.equal(false);
      });
    });
  });
}

/** One compiler run for all: each mutant is a copy of the contracts in a folder of its own. */
function compileMutants(mutants: readonly Mutant[]): string[] {
  const sources: Record<string, string> = {};
  mutants.forEach(({ file, from, to }, index) => {
    for (const path of FILES) sources[`mutant${index}/${path}`] = source(path);
    const parts = source(file).split(from);
    expect(parts, `${file} has ${from} once`).to.have.length(2);
    sources[`mutant${index}/${file}`] = parts.join(to);
  });
  // Gas does not matter here, but the compiler's time does.
  const compiled = compile(sources, { viaIR: false, optimizer: { enabled: false } });
  return mutants.map((_, index) => `0x${compiled[`mutant${index}/${ESCROW}`]!['ProverEscrow']!.evm.bytecode.object}`);
}

export async function rejects(attempt: Promise<unknown>): Promise<void> {
  const refused = await attempt.then(
    () => false,
    () => true,
  );
  expect(refused).to.equal(true);
}
