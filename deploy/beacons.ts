/** Nobody has its key: what is sent there is burnt. */
export const BURN = '0x000000000000000000000000000000000000dEaD';

/**
 * Contracts in contracts/randomness that can be deployed as the beacon of market and escrow, with the arguments of their
 * constructors, in order. Parameters of the module `Beacon` change these arguments.
 */
export const BEACONS: Readonly<Record<string, Readonly<Record<string, string | bigint>>>> = {
  FutureBlockBeacon: {},
  CommitRevealBeacon: { deposit: 10n ** 16n, sink: BURN },
};

export const DEFAULT_BEACON = 'FutureBlockBeacon';
