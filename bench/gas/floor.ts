/** What an operation cannot go below: intrinsic gas, its calldata, the storage slots that have to become non-zero. */
import { getBytes } from 'ethers';
import type { GasCall } from './chain.ts';

const TRANSACTION = 21_000n;
/** A cold slot that turns from zero to non-zero (EIP-2929). */
const NEW_SLOT = 22_100n;

/** @param newSlots how many slots the operation cannot do without; the share of one when several operations fill it. */
export function floorOf({ contract, method, args }: GasCall, newSlots: number): number {
  return (
    Number(TRANSACTION) + calldataGas(contract.interface.encodeFunctionData(method, args)) + newSlots * Number(NEW_SLOT)
  );
}

/** EIP-2028: 4 for a zero byte, 16 for any other. */
function calldataGas(data: string): number {
  return getBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4 : 16), 0);
}
