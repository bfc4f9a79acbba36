/**
 * Limits of the prover escrow and its bond pool, to be checked before the contracts refuse.
 * test/contracts/constants.test.ts holds this against the contracts.
 */

/** Most seats of one request (c). */
export const MOST_PROVERS = 64;
/** Most designates of one request (D). */
export const MOST_DESIGNATES = 8;
/** Bytes of a prize in the packed table of a request. */
export const PRIZE_BYTES = 12;
/** Most blocks of a request's phase, and of each of the pool's limits: 32 bits. */
export const MOST_BLOCKS = 2 ** 32 - 1;
/** Least unit cost, wei. Below it, rounding by a wei would be a millionth of a proof's cost or more. */
export const LEAST_UNIT_COST = 1_000_000n;

/** Whose bond pays the requester if no designate delivers, in the order of Solidity's enum `Insurance`. */
export const INSURANCES = ['none', 'pool', 'consent'] as const;
export type Insurance = (typeof INSURANCES)[number];

/** Fields that the escrow can find out of bounds, in the order of Solidity's enum `TermsField`. */
export const TERMS_FIELDS = [
  'seats',
  'designates',
  'probability',
  'prize',
  'prizes',
  'total',
  'prizesHash',
  'insurance',
  'bond',
  'consentBlocks',
  'proveBlocks',
] as const;

/** What a bond pool is deployed with: wei and blocks, meanings as in PoolLimits.sol. */
export interface PoolLimits {
  readonly minimumBond: bigint;
  readonly maxDuration: number;
  readonly settleBlocks: number;
  readonly exitDelay: number;
}

/** Fields of PoolLimits that can be out of bounds, in the order of Solidity's enum `LimitsField`. */
export const LIMITS_FIELDS = ['minimumBond', 'maxDuration', 'exitDelay'] as const;

/** The first field for which a bond pool's constructor refuses the limits; undefined if it takes them. */
export function limitOutOfBounds(limits: PoolLimits): (typeof LIMITS_FIELDS)[number] | undefined {
  const { minimumBond, maxDuration, settleBlocks, exitDelay } = limits;
  if (minimumBond === 0n) return 'minimumBond';
  if (maxDuration === 0) return 'maxDuration';
  // Nobody leaves before what it is liable for is settled.
  return exitDelay <= maxDuration + settleBlocks ? 'exitDelay' : undefined;
}
