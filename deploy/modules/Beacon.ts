import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import { BEACONS, DEFAULT_BEACON } from '../beacons.ts';

/** The beacon that market and escrow share. @param beacon name of a row of `BEACONS`, or the address of a deployed beacon. */
export function beaconModule(beacon = DEFAULT_BEACON) {
  return buildModule('Beacon', (m) => {
    const kind = BEACONS[beacon];
    if (kind === undefined) return { beacon: m.contractAt('IRandomnessBeacon', beacon) };
    const values = Object.entries(kind.parameters).map(([name, value]) => m.getParameter(name, value));
    return { beacon: m.contract(kind.contract, values) };
  });
}

export default beaconModule();
