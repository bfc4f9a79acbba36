import { expect } from 'chai';
import type { CompilerInput, CompilerOutput } from 'hardhat/types/solidity';
import { compileInGroups } from '../../scripts/solidity-build/compile.ts';

const ESCROW = 'project/contracts/procurement/ProverEscrow.sol';
const MOCK = 'project/contracts/mocks/HashVerifier.sol';
const TEST = 'project/test/contracts/ProverEscrow.t.sol';
const MARKET = 'project/contracts/smartcast/SmartCastMarket.sol';
const LIBRARY = 'npm/@openzeppelin/contracts@5.7.0/utils/math/Math.sol';
const ALL = [ESCROW, MOCK, TEST, MARKET, LIBRARY];

const OUTPUTS = { '': ['ast'], '*': ['abi'] };
const OPTIMIZED = { viaIR: true, optimizer: { enabled: true, runs: 10 } };

const inputOf = (files: readonly string[]): CompilerInput => ({
  language: 'Solidity',
  sources: Object.fromEntries(files.map((file) => [file, { content: '' }])),
  settings: { ...OPTIMIZED, evmVersion: 'osaka', outputSelection: { '*': OUTPUTS } },
});

/** Like the compiler: knows all sources, has the outputs of those that were asked for, and finds faults anywhere. */
function outputFor({ sources, settings }: CompilerInput): CompilerOutput {
  const wanted = Object.keys(settings.outputSelection);
  const entry = (file: string, id: number): object => (wanted.includes(file) ? { id, ast: file } : { id });
  const warning = { type: 'Warning', component: 'general', severity: 'warning', message: 'unused' } as const;
  return {
    errors: [{ ...warning, formattedMessage: 'unused' }],
    sources: Object.fromEntries(Object.keys(sources).map((file, id) => [file, entry(file, id)])) as never,
    contracts: Object.fromEntries(wanted.map((file) => [file, { Contract: { abi: file } }])),
  };
}

describe('the build of the contracts', () => {
  let inputs: CompilerInput[];
  let lines: string[];

  beforeEach(() => {
    inputs = [];
    lines = [];
  });

  function compile(files: readonly string[]): Promise<CompilerOutput> {
    const compileOne = (input: CompilerInput): Promise<CompilerOutput> => {
      inputs.push(input);
      return Promise.resolve(outputFor(input));
    };
    return compileInGroups(inputOf(files), compileOne, (line) => lines.push(line));
  }

  it('asks for every file once, and shows all of them to every group', async () => {
    await compile(ALL);
    expect(inputs.flatMap(({ settings }) => Object.keys(settings.outputSelection))).to.have.members(ALL);
    for (const { sources, settings } of inputs) {
      expect(Object.keys(sources)).to.deep.equal(ALL);
      for (const outputs of Object.values(settings.outputSelection)) expect(outputs).to.equal(OUTPUTS);
    }
  });

  it('optimizes what is deployed, and nothing else', async () => {
    await compile(ALL);
    for (const { settings } of inputs) {
      const { outputSelection, evmVersion, ...optimizer } = settings;
      const isDeployed = !(MOCK in outputSelection || TEST in outputSelection);
      expect(evmVersion).to.equal('osaka');
      expect(optimizer).to.deep.equal(isDeployed ? OPTIMIZED : { viaIR: false, optimizer: { enabled: false } });
    }
  });

  it('puts together what one compilation would have returned', async () => {
    const { errors, sources, contracts } = await compile(ALL);
    expect(errors).to.have.length(1);
    expect(sources).to.deep.equal(Object.fromEntries(ALL.map((file, id) => [file, { id, ast: file }])));
    expect(contracts).to.deep.equal(Object.fromEntries(ALL.map((file) => [file, { Contract: { abi: file } }])));
  });

  it('compiles no group without files, and says what it does', async () => {
    await compile([MARKET, LIBRARY]);
    expect(inputs).to.have.length(1);
    expect(lines).to.have.length(2);
    expect(lines[0]).to.equal('compiling Solidity: market and the rest (2 files)');
    expect(lines[1]).to.match(/^compiled Solidity: market and the rest in \d+ s$/);
  });
});
