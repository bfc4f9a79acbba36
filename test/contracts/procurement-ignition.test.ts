import { expect } from 'chai';
import { network } from 'hardhat';
import Procurement from '../../deploy/modules/Procurement.ts';

describe('deploy/modules/Procurement', () => {
  it('wires escrow, beacon and steward, and insures nobody', async () => {
    const { ethers, ignition } = await network.create();
    const [deployer] = await ethers.getSigners();
    const { beacon, escrow } = await ignition.deploy(Procurement);
    expect(await escrow.getFunction('beacon')()).to.equal(await beacon.getAddress());
    expect(await escrow.getFunction('owner')()).to.equal(deployer!.address);
    expect((await escrow.getFunction('coverageOf')(deployer!.address)).effectiveAt).to.equal(0n);
  });

  it('takes another steward, other limits and insured requesters', async () => {
    const { ethers, ignition } = await network.create();
    const [, steward, requester, verifier] = (await ethers.getSigners()).map(({ address }) => address);
    const limits = { minimumBond: 1n, maxDuration: 50, settleBlocks: 20, exitDelay: 71 };
    const insured = [{ requester: requester!, verifier: verifier!, leastPay: 500n, budget: 1_000n }];
    const parameters = { Procurement: { steward: steward!, limits, insured } };
    const { escrow } = await ignition.deploy(Procurement, { parameters });
    expect(await escrow.getFunction('owner')()).to.equal(steward);
    expect((await escrow.getFunction('limits')()).toArray()).to.deep.equal([1n, 50n, 20n, 71n]);
    const { verifier: named, leastPay, budget } = await escrow.getFunction('coverageOf')(requester);
    expect([named, leastPay, budget]).to.deep.equal([verifier, 500n, 1_000n]);
  });
});
