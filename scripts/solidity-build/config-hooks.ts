import type { ConfigHooks } from 'hardhat/types/hooks';

/**
 * One build for everything: `hardhat ignition deploy` asks for the profile `production`, which by Hardhat's defaults would
 * compile all contracts again, each file by itself, to the same bytecode.
 */
export default function configHooks(): Promise<Partial<ConfigHooks>> {
  return Promise.resolve({
    async resolveUserConfig(userConfig, resolveVariable, next) {
      const config = await next(userConfig, resolveVariable);
      const profiles = { ...config.solidity.profiles, production: config.solidity.profiles['default']! };
      return { ...config, solidity: { ...config.solidity, profiles } };
    },
  });
}
