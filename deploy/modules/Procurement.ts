import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import { beaconModule } from './Beacon.ts';

/** About twelve hours of blocks to prove, a day to settle, and so a day and a half and one block to leave. */
export const LIMITS = { minimumBond: 10n ** 17n, maxDuration: 3_600, settleBlocks: 7_200, exitDelay: 10_801 };

/** @param beaconName as `beaconModule` takes it. */
export function procurementModule(beaconName?: string) {
  return buildModule('Procurement', (m) => {
    /** Account that says whom the pool insures. */
    const steward = m.getParameter('steward', m.getAccount(0));
    const limits = m.getParameter('limits', LIMITS);
    /** Requesters insured from the start, before there are provers: { requester, verifier, leastPay, budget } each. */
    const insured = m.getParameter<InsuredParameter[]>('insured', []);
    const { beacon } = m.useModule(beaconModule(beaconName));
    const escrow = m.contract('ProverEscrow', [beacon, steward, limits, insured]);
    return { beacon, escrow };
  });
}

export default procurementModule();

// A type alias, since an interface is no solidity parameter to Ignition.
type InsuredParameter = { requester: string; verifier: string; leastPay: bigint; budget: bigint };
