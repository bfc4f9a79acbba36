import { Interface, type InterfaceAbi } from 'ethers';
import beacon from '../../artifacts/contracts/randomness/IRandomnessBeacon.sol/IRandomnessBeacon.json' with { type: 'json' };
import market from '../../artifacts/contracts/smartcast/ISmartCastMarket.sol/ISmartCastMarket.json' with { type: 'json' };
import type { ISmartCastMarketInterface } from '../../types/ethers-contracts/smartcast/ISmartCastMarket.ts';

const beaconErrors = beacon.abi.filter((item) => item.type === 'error');

/** The market's functions and events, and every custom error a call to it can end with. */
export const marketInterface = new Interface([
  ...market.abi,
  ...beaconErrors,
] as InterfaceAbi) as ISmartCastMarketInterface;
