import { createRequire } from 'node:module';
import toolbox from '@nomicfoundation/hardhat-toolbox-mocha-ethers';
import { defineConfig } from 'hardhat/config';
import { solidityBuild } from './scripts/solidity-build/plugin.ts';

const require = createRequire(import.meta.url);
/** Bytecode that counts its lines stays apart from what everything else runs. */
const build = process.argv.includes('--coverage') ? 'coverage/' : '';

export default defineConfig({
  plugins: [toolbox, solidityBuild],
  // The verifier that the circuit's set-up exported stands beside its keys.
  paths: {
    artifacts: `${build}artifacts`,
    cache: `${build}cache`,
    sources: ['contracts', 'circuits/small'],
    ignition: 'deploy',
    tests: { mocha: 'test/contracts', solidity: 'test/contracts' },
  },
  // Tests wait for events; the limit only ends one that hangs (as in .mocharc.json).
  test: { mocha: { timeout: 1_200_000 } },
  solidity: {
    version: '0.8.37',
    // The compiler comes from npm, so that a build needs no other host than the package registry.
    path: require.resolve('solc/soljson.js'),
    settings: {
      evmVersion: 'osaka',
      optimizer: { enabled: true, runs: 10_000 },
      viaIR: true,
    },
  },
  networks: {
    // `hardhat node`: a block per transaction, and one a second besides, so that epochs close on an idle chain too.
    node: {
      type: 'edr-simulated',
      chainId: 31337,
      mining: { auto: true, interval: 1000 },
      allowBlocksWithSameTimestamp: true,
    },
  },
});
