import { Interface } from 'ethers';
import beacon from '../contracts/IRandomnessBeacon.abi.ts';
import type { IRandomnessBeaconInterface } from '../contracts/IRandomnessBeacon.ts';
import market from '../contracts/ISmartCastMarket.abi.ts';
import type { ISmartCastMarketInterface } from '../contracts/ISmartCastMarket.ts';
import escrow from '../contracts/ProverEscrow.abi.ts';
import type { ProverEscrowInterface } from '../contracts/ProverEscrow.ts';

const beaconErrors = beacon.filter(({ type }) => type === 'error');

/** The market's functions and events, and every custom error a call to it can end with. */
export const marketInterface = new Interface([...market, ...beaconErrors]) as ISmartCastMarketInterface;

/** The same of the prover escrow, which is a bond pool as well, and has an owner. */
export const escrowInterface = new Interface([...escrow, ...beaconErrors]) as ProverEscrowInterface;

export const beaconInterface = new Interface(beacon) as IRandomnessBeaconInterface;
