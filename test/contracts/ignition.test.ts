import { expect } from 'chai';
import { network } from 'hardhat';
import SmartCast from '../../deploy/modules/SmartCast.ts';
import { SINK } from './market.ts';

describe('deploy/modules/SmartCast', () => {
  it('wires market, beacon and the burning sink', async () => {
    const { ignition } = await network.create();
    const { beacon, market } = await ignition.deploy(SmartCast);
    expect(await market.getFunction('beacon')()).to.equal(await beacon.getAddress());
    expect(await market.getFunction('sink')()).to.equal(SINK);
  });

  it('takes another sink', async () => {
    const { ethers, ignition } = await network.create();
    const sink = (await ethers.getSigners())[5]!.address;
    const { market } = await ignition.deploy(SmartCast, { parameters: { SmartCast: { sink } } });
    expect(await market.getFunction('sink')()).to.equal(sink);
  });
});
