import { Contract } from 'ethers';
import type { IRandomnessBeacon } from '../contracts/IRandomnessBeacon.ts';
import { beaconInterface } from './abi.ts';
import { type Chain, providerOf } from './chain.ts';
import { requireContract } from './require-contract.ts';

/** Makes sure that a beacon is at the address, or at least a contract that answers the same. @throws WrongContract. */
export function requireBeacon(chain: Chain, address: string): Promise<void> {
  const question = () => beaconAt(chain, address).expiresAt(0);
  return chain.ask(() => requireContract(providerOf(chain), address, 'beacon', question));
}

export function beaconAt(chain: Chain, address: string): IRandomnessBeacon {
  return new Contract(address, beaconInterface, providerOf(chain)) as unknown as IRandomnessBeacon;
}
