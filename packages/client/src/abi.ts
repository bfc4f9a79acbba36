import { Interface, type InterfaceAbi } from 'ethers';
import escrow from '../../../artifacts/contracts/procurement/IProverEscrow.sol/IProverEscrow.json' with { type: 'json' };
import beacon from '../../../artifacts/contracts/randomness/IRandomnessBeacon.sol/IRandomnessBeacon.json' with { type: 'json' };
import market from '../../../artifacts/contracts/smartcast/ISmartCastMarket.sol/ISmartCastMarket.json' with { type: 'json' };
import type { IProverEscrowInterface } from '../../../types/ethers-contracts/contracts/procurement/IProverEscrow.ts';
import type { IRandomnessBeaconInterface } from '../../../types/ethers-contracts/contracts/randomness/IRandomnessBeacon.ts';
import type { ISmartCastMarketInterface } from '../../../types/ethers-contracts/contracts/smartcast/ISmartCastMarket.ts';

const beaconErrors = beacon.abi.filter((item) => item.type === 'error');

/** The market's functions and events, and every custom error a call to it can end with. */
export const marketInterface = new Interface([
  ...market.abi,
  ...beaconErrors,
] as InterfaceAbi) as ISmartCastMarketInterface;

/** OpenZeppelin's, of which no interface tells. */
const ownable = ['function owner() view returns (address)', 'error OwnableUnauthorizedAccount(address account)'];

/** The same of the prover escrow, which is a bond pool as well, and has an owner. */
export const escrowInterface = new Interface([
  ...escrow.abi,
  ...beaconErrors,
  ...ownable,
] as InterfaceAbi) as IProverEscrowInterface;

export const beaconInterface = new Interface(beacon.abi) as IRandomnessBeaconInterface;
