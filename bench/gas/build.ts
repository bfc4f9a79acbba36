/** The contracts that the benchmark deploys: the market as built, the baseline and its beacon as compiled on the spot. */
import hre from 'hardhat';
import { compile, source } from '../../test/contracts/compile.ts';
import type { Artifact } from './chain.ts';

export async function build(): Promise<Record<'market' | 'naive' | 'beacon', Artifact>> {
  await hre.tasks.getTask('build').run({ quiet: true });
  const market = await hre.artifacts.readArtifact('SmartCastMarket');
  const paths = { naive: 'bench/gas/NaiveMarket.sol', beacon: 'bench/gas/FixedBeacon.sol' };
  const compiled = compile({ [paths.naive]: source(paths.naive), [paths.beacon]: source(paths.beacon) });
  const artifact = (path: string, name: string): Artifact => {
    const { abi, evm } = compiled[path]![name]!;
    return { abi, bytecode: `0x${evm.bytecode.object}` };
  };
  return {
    market,
    naive: artifact(paths.naive, 'NaiveMarket'),
    beacon: artifact(paths.beacon, 'FixedBeacon'),
  };
}

/** Size of the deployed code of each contract that is meant to be deployed, in bytes; EIP-170 allows 24,576. */
export async function bytecodeSizes(): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of ['SmartCastMarket', 'FutureBlockBeacon', 'CommitRevealBeacon']) {
    const { deployedBytecode } = await hre.artifacts.readArtifact(name);
    sizes[name] = deployedBytecode.length / 2 - 1;
  }
  return sizes;
}
