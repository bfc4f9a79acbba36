import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import { BURN } from '../beacons.ts';
import { beaconModule } from './Beacon.ts';

/** @param beaconName as `beaconModule` takes it. */
export function smartCastModule(beaconName?: string) {
  return buildModule('SmartCast', (m) => {
    /** Address that gets forfeits. */
    const sink = m.getParameter('sink', BURN);
    const { beacon } = m.useModule(beaconModule(beaconName));
    const market = m.contract('SmartCastMarket', [beacon, sink]);
    return { beacon, market };
  });
}

export default smartCastModule();
