/** The contracts that the benchmark deploys: those of the project from their artifacts, its own compiled here. */
import hre from 'hardhat';
import { BEACONS } from '../../deploy/beacons.ts';
import { compile, source } from '../../test/contracts/compile.ts';
import type { Artifact } from './chain.ts';

/** Contracts that are meant to be deployed. */
const DEPLOYED = [
  'SmartCastMarket',
  ...Object.values(BEACONS).map(({ contract }) => contract),
  'ProverEscrow',
  'LedgerTransitionProofs',
  'LedgerTransitionVerifier',
];

/** Contracts in bench/gas. */
const COMPILED = ['NaiveMarket', 'FixedBeacon', 'FreeVerifier', 'GasMeter'];

export async function build(): Promise<(name: string) => Artifact> {
  await hre.tasks.getTask('build').run({ quiet: true });
  const artifacts = new Map<string, Artifact>();
  for (const name of DEPLOYED) artifacts.set(name, await hre.artifacts.readArtifact(name));
  const path = (name: string): string => `bench/gas/${name}.sol`;
  const compiled = compile(Object.fromEntries(COMPILED.map((name) => [path(name), source(path(name))])));
  for (const name of COMPILED) {
    const { abi, evm } = compiled[path(name)]![name]!;
    artifacts.set(name, { abi, bytecode: `0x${evm.bytecode.object}` });
  }
  return (name) => artifacts.get(name)!;
}

/** Size of the deployed code of each contract that is meant to be deployed, in bytes; EIP-170 allows 24,576. */
export async function bytecodeSizes(): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of DEPLOYED) {
    const { deployedBytecode } = await hre.artifacts.readArtifact(name);
    sizes[name] = deployedBytecode.length / 2 - 1;
  }
  return sizes;
}
