import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import { BEACONS, DEFAULT_BEACON } from '../beacons.ts';

/** The beacon that market and escrow share. @param beacon name of a row of `BEACONS`, or the address of a deployed beacon. */
export function beaconModule(beacon = DEFAULT_BEACON) {
  return buildModule('Beacon', (m) => {
    const defaults = BEACONS[beacon];
    if (defaults === undefined) return { beacon: m.contractAt('IRandomnessBeacon', beacon) };
    const values = Object.entries(defaults).map(([name, value]) => m.getParameter(name, value));
    return { beacon: m.contract(beacon, values) };
  });
}

export default beaconModule();
