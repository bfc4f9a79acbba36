import { expect } from 'chai';
import type { Interface } from 'ethers';

/** @returns an expectation that a call is refused with an error of the contract, and with these arguments of the error. */
export function expectRefusalOf(contract: { interface: Interface }) {
  return async (call: Promise<unknown>, error: string, ...args: readonly unknown[]): Promise<void> => {
    await expect(call)
      .to.be.revertedWithCustomError(contract, error)
      .withArgs(...args);
  };
}
