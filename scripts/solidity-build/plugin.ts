/** How Hardhat builds the contracts of this project: see the hooks. */
import type { HardhatPlugin } from 'hardhat/types/plugins';

export const solidityBuild: HardhatPlugin = {
  id: 'smartcast-solidity-build',
  hookHandlers: {
    config: () => import('./config-hooks.ts'),
    solidity: () => import('./solidity-hooks.ts'),
  },
};
