import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** Nobody has its key: forfeits are burnt unless the deployer names another sink. */
const BURN = '0x000000000000000000000000000000000000dEaD';

export default buildModule('SmartCast', (m) => {
  const sink = m.getParameter('sink', BURN);
  const beacon = m.contract('FutureBlockBeacon');
  const market = m.contract('SmartCastMarket', [beacon, sink]);
  return { beacon, market };
});
