import { keyWordsOf, QUICKNET } from '@smartcast/client/randomness';

/** Nobody has its key: what is sent there is burnt. */
export const BURN = '0x000000000000000000000000000000000000dEaD';

/** A point of G2 as the constructor of DrandBeacon takes it. A type alias, since an interface is no parameter to Ignition. */
export type Key = { words: string[] };

export type BeaconParameter = string | bigint | Key;

interface BeaconKind {
  /** In contracts/randomness. */
  readonly contract: string;
  /** Arguments of its constructor, in order. Parameters of the module `Beacon` change them. */
  readonly parameters: Readonly<Record<string, BeaconParameter>>;
}

/**
 * The parameters of DrandBeacon for a network.
 * @param margin seconds by which a round is later than a moment; the least by default, which is for development chains.
 */
export function drandParameters(
  { publicKey, genesis, period }: Pick<typeof QUICKNET, 'publicKey' | 'genesis' | 'period'>,
  margin = 2 * period,
): Readonly<Record<string, BeaconParameter>> {
  return {
    key: { words: keyWordsOf(publicKey) },
    genesis: BigInt(genesis),
    period: BigInt(period),
    margin: BigInt(margin),
  };
}

/** Seconds by which a round is later than a moment, unless a chain is for development. */
export const SAFE_MARGIN = 30;

/**
 * Beacons that can be deployed for market and escrow. Blocks of Ethereum mainnet come every 12 seconds, and may be up to 12
 * seconds older than they say.
 */
export const BEACONS: Readonly<Record<string, BeaconKind>> = {
  drand: { contract: 'DrandBeacon', parameters: drandParameters(QUICKNET, SAFE_MARGIN) },
  'prev-randao': { contract: 'PrevRandaoBeacon', parameters: { margin: 60n, slot: 12n } },
};

export const DEFAULT_BEACON = 'drand';

/** Which beacon a deployment has. */
export interface WantedBeacon {
  /** The name of one to deploy, a row of `BEACONS`, or the address of a deployed one; `DEFAULT_BEACON` by default. */
  readonly beacon?: string | undefined;
  /** Constructor arguments of a beacon to deploy, where they differ from `BEACONS`. */
  readonly beaconParameters?: Readonly<Record<string, BeaconParameter>> | undefined;
}
