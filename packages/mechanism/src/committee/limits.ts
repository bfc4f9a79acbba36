/**
 * Limits of a pool's terms, to be checked before the market refuses them.
 * test/contracts/constants.test.ts holds this against the contracts.
 */

interface FieldRange {
  readonly least: number;
  readonly most: number;
}

const UINT16 = 2 ** 16 - 1;
const UINT24 = 2 ** 24 - 1;
const UINT32 = 2 ** 32 - 1;
const MOST_MEMBERS = 64;

/** Fields of a pool's terms by themselves; meanings as in PoolConfig.sol. Besides, b < N - 2. */
export const POOL_LIMITS = {
  members: { least: 3, most: MOST_MEMBERS },
  faults: { least: 0, most: MOST_MEMBERS - 3 },
  slots: { least: 1, most: UINT16 },
  batchBytes: { least: 1, most: UINT32 },
  roundMs: { least: 1, most: UINT32 },
  registrationSeconds: { least: 1, most: UINT24 },
  leadSeconds: { least: 0, most: UINT24 },
  reportSeconds: { least: 1, most: UINT24 },
} as const satisfies Record<string, FieldRange>;

/** Fields that the market can find out of bounds, in the order of Solidity's enum `ConfigField`. */
export const CONFIG_FIELDS = [
  'members',
  'faults',
  'theta',
  'slots',
  'batchBytes',
  'roundMs',
  'registrationSeconds',
  'sessionSeconds',
  'reportSeconds',
] as const;
