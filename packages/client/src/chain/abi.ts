import { type FunctionFragment, Interface, isError } from 'ethers';
import drand from '../contracts/DrandBeacon.abi.ts';
import type { DrandBeaconInterface } from '../contracts/DrandBeacon.ts';
import beacon from '../contracts/IRandomnessBeacon.abi.ts';
import type { IRandomnessBeaconInterface } from '../contracts/IRandomnessBeacon.ts';
import market from '../contracts/ISmartCastMarket.abi.ts';
import type { ISmartCastMarketInterface } from '../contracts/ISmartCastMarket.ts';
import prevRandao from '../contracts/PrevRandaoBeacon.abi.ts';
import type { PrevRandaoBeaconInterface } from '../contracts/PrevRandaoBeacon.ts';
import escrow from '../contracts/ProverEscrow.abi.ts';
import type { ProverEscrowInterface } from '../contracts/ProverEscrow.ts';
import { SmartCastError } from '../errors.ts';

/** An interface that says which argument does not fit its type. */
class CheckedInterface extends Interface {
  /** @throws SmartCastError `InvalidArgument`. */
  override encodeFunctionData(fragment: FunctionFragment | string, values?: readonly unknown[]): string {
    try {
      return super.encodeFunctionData(fragment, values);
    } catch (cause) {
      if (!isError(cause, 'INVALID_ARGUMENT')) throw cause;
      const { argument, shortMessage } = cause;
      const value = String(cause.value).slice(0, 100);
      const message = `${argument} ${value} is nothing that the contract can take: ${shortMessage}`;
      throw new SmartCastError('InvalidArgument', message, { argument, value }, { cause });
    }
  }
}

/** Errors of every beacon that an account brings random values to. */
const beaconErrors = [...new Set([...drand, ...prevRandao].map((item) => JSON.stringify(item)))]
  .map((item) => JSON.parse(item) as (typeof drand)[number])
  .filter(({ type }) => type === 'error');
/** Errors of OpenZeppelin's `Address`, by which both contracts pay: the market's interface does not list them. */
const paymentErrors = escrow.filter((item) => item.type === 'error' && item.name === 'FailedCall');

/** The market's functions and events, and every custom error a call to it can end with. */
export const marketInterface = new CheckedInterface([
  ...market,
  ...beaconErrors,
  ...paymentErrors,
]) as ISmartCastMarketInterface;

/** The same of the prover escrow, which includes the bond pool and its owner. */
export const escrowInterface = new CheckedInterface([...escrow, ...beaconErrors]) as ProverEscrowInterface;

export const beaconInterface = new Interface(beacon) as IRandomnessBeaconInterface;
export const drandInterface = new Interface(drand) as DrandBeaconInterface;
export const prevRandaoInterface = new Interface(prevRandao) as PrevRandaoBeaconInterface;
