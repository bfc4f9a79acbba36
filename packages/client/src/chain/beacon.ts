import { Contract } from 'ethers';
import type { IRandomnessBeacon } from '../contracts/IRandomnessBeacon.ts';
import { beaconInterface } from './abi.ts';
import { type Chain, providerOf } from './chain.ts';

/** The beacon that a contract draws by, whichever it was deployed with. */
export async function beaconOf(
  chain: Chain,
  contract: { readonly beacon: () => Promise<string> },
): Promise<IRandomnessBeacon> {
  const beacon = new Contract(await contract.beacon(), beaconInterface, providerOf(chain));
  return beacon as unknown as IRandomnessBeacon;
}
