/** Receivers, wallets and beacons that do what they should not. */
import { expect } from 'chai';
import type { ContractAccount } from '../../types/ethers-contracts/index.ts';
import {
  EPOCH,
  type Fixture,
  POOL,
  deployMarket,
  drawCommittee,
  ethers,
  expectRefusal,
  finalize,
  idOf,
  passDeadline,
  passTo,
  registerTasks,
  registerWorkers,
  signReport,
} from './market.ts';

type Account = Pick<ContractAccount, 'execute' | 'getAddress'>;

/** Registers `account` as worker number 0, and three ordinary workers besides: with one task all four are members. */
async function seatContract(fixture: Fixture, account: Account) {
  const { market, config } = fixture;
  const data = market.interface.encodeFunctionData('registerWorker', [POOL, ethers.id('key'), '']);
  await account.execute(market, config.collateral, data, { value: config.collateral });
  await registerWorkers(fixture, 3);
  const [task] = await registerTasks(fixture, 1);
  const draw = await finalize(fixture);
  const [, , seat] = await market.seatOf(idOf(0));
  return { id: idOf(0), task: task!, draw, seat };
}

describe('SmartCastMarket among misbehaving outsiders', () => {
  it('I4: pays a re-entering receiver once', async () => {
    const fixture = await deployMarket();
    const { market, config, signers } = fixture;
    const receiver = await ethers.deployContract('ReentrantReceiver');
    const { id, draw } = await seatContract(fixture, receiver);
    // Money of another epoch, which must stay.
    await registerWorkers(fixture, 5);
    await receiver.execute(market, 0n, market.interface.encodeFunctionData('report', [id, 0n, draw.seed]));
    await passDeadline(fixture);

    const claim = market.interface.encodeFunctionData('claim', [id, await receiver.getAddress()]);
    await receiver.callBack(market, claim);
    await receiver.connect(signers[0]).execute(market, 0n, claim);
    expect(await receiver.attempts()).to.equal(1n);
    expect(await receiver.successes()).to.equal(0n);
    expect(await ethers.provider.getBalance(receiver)).to.equal(config.collateral);
  });

  it('I4: refunds a re-entering creator once', async () => {
    const fixture = await deployMarket();
    const { market, endowment } = fixture;
    const creator = await ethers.deployContract('ReentrantReceiver');
    const register = market.interface.encodeFunctionData('registerTask', [POOL, ethers.id('ledger'), []]);
    await creator.execute(market, endowment, register, { value: endowment });
    await registerTasks(fixture, 1);
    await finalize(fixture);

    const refund = market.interface.encodeFunctionData('refund', [idOf(0), await creator.getAddress()]);
    await creator.callBack(market, refund);
    await creator.execute(market, 0n, refund);
    expect(await creator.successes()).to.equal(0n);
    expect(await ethers.provider.getBalance(creator)).to.equal(endowment);
    expect(await ethers.provider.getBalance(market)).to.equal(endowment);
  });

  it('I6: keeps what a receiver refuses, for another receiver', async () => {
    const fixture = await deployMarket();
    const { market } = fixture;
    const refusing = await ethers.deployContract('RefusingReceiver');
    const [worker] = await registerWorkers(fixture, 1);
    await finalize(fixture);
    const { id, signer } = worker!;
    const claimTo = async (to: string) => market.connect(signer).claim(id, to);
    await expect(claimTo(await refusing.getAddress())).to.be.revertedWithCustomError(refusing, 'NoEther');
    await expect(claimTo(await market.getAddress())).to.be.revertedWithCustomError(market, 'FailedCall');
    await market.connect(signer).claim(id, signer);
    expect(await ethers.provider.getBalance(market)).to.equal(0n);
  });

  it('I6: pays members whatever the sink does', async () => {
    const refusing = await ethers.deployContract('RefusingReceiver');
    const sink = await refusing.getAddress();
    const fixture = await deployMarket({ sink });
    const { market, config } = fixture;
    const { members, task, draw } = await drawCommittee(fixture, 4, 1);
    const { id, signer } = members[0]!;
    await market.connect(signer).report(id, 0n, draw.seed);
    await passDeadline(fixture);
    await expect(market.sweep(task)).to.be.revertedWithCustomError(refusing, 'NoEther');
    await expect(market.connect(signer).claim(id, signer)).to.changeEtherBalance(ethers, signer, config.collateral);
  });

  it('accepts the report of a contract account by ERC-1271', async () => {
    const fixture = await deployMarket();
    const { market, signers } = fixture;
    const wallet = await ethers.deployContract('ContractAccount');
    const { id, draw, seat } = await seatContract(fixture, wallet);
    const forged = await signReport(market, { id, signer: signers[1]! }, 0b1111n, draw.seed);
    // ECDSA.recover does not revert here; the wallet says no.
    await expectRefusal(market.reportAll([forged]), 'InvalidReportSignature', id, await wallet.getAddress());
    await market.reportAll([await signReport(market, { id, signer: signers[0]! }, 0b1111n, draw.seed)]);
    const rows = await market.reportsOf(idOf(0));
    expect(rows[Number(seat)]).to.equal(0b1111n);
  });

  it('lets a committee report around a wallet that burns gas', async () => {
    const fixture = await deployMarket();
    const { market, signers } = fixture;
    const wallet = await ethers.deployContract('GasBurningWallet');
    const { id, draw } = await seatContract(fixture, wallet);
    const signed = await signReport(market, { id, signer: signers[5]! }, 0b1111n, draw.seed);
    const reporting = market.reportAll([signed], { gasLimit: 1_000_000n });
    await expectRefusal(reporting, 'InvalidReportSignature', id, await wallet.getAddress());
    const others = [1, 2, 3].map((i) => signReport(market, { id: idOf(i), signer: signers[i]! }, 0b1111n, draw.seed));
    await market.reportAll(await Promise.all(others));
    // And the wallet itself can still report directly.
    await wallet.execute(market, 0n, market.interface.encodeFunctionData('report', [id, 0n, draw.seed]));
  });

  it('passes over reports already on record, so that a batch cannot be stopped', async () => {
    const fixture = await deployMarket();
    const { market } = fixture;
    const { members, draw, committee } = await drawCommittee(fixture, 4, 1);
    const batch = await Promise.all(members.map((member) => signReport(market, member, 0b1111n, draw.seed)));
    await market.reportAll(batch.slice(1, 2));
    await expect(market.reportAll(batch)).to.emit(market, 'Reported').withArgs(members[0]!.id, 0b1111n);
    expect([...(await market.reportsOf(committee))]).to.deep.equal([0b1111n, 0b1111n, 0b1111n, 0b1111n]);
  });

  it('takes reports of several epochs in one batch', async () => {
    const fixture = await deployMarket({ config: { reportSeconds: 100_000n } });
    const { market } = fixture;
    const first = await drawCommittee(fixture, 4, 1);
    const later = await registerWorkers(fixture, 4);
    await registerTasks(fixture, 1);
    const draw = await finalize(fixture);
    await market.reportAll([
      await signReport(market, first.members[0]!, 0b1111n, first.draw.seed),
      await signReport(market, later[0]!, 0b1111n, draw.seed),
      await signReport(market, first.members[1]!, 0b1111n, first.draw.seed),
    ]);
    expect((await market.reportsOf(idOf(0))).filter((row) => row !== 0n)).to.have.length(2);
    expect((await market.reportsOf(idOf(0, POOL, 2n))).filter((row) => row !== 0n)).to.have.length(1);
  });

  it('I6: lets everybody leave an epoch whose beacon died', async () => {
    const beacon = await ethers.deployContract('LyingBeacon');
    const fixture = await deployMarket({ beacon: await beacon.getAddress() });
    const { market, config, endowment, signers } = fixture;
    const workers = await registerWorkers(fixture, 5);
    const [task] = await registerTasks(fixture, 1);
    const { closesAt } = await market.poolState(POOL);
    await beacon.die();
    await passTo(closesAt + 600_000n);
    await expect(market.finalize(POOL)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
    await passTo(closesAt + (await market.ABANDON_SECONDS()));
    await market.abandon(POOL);

    expect((await market.drawOf(POOL, EPOCH)).workers).to.equal(0n);
    for (const { id, signer } of workers) {
      await expect(market.connect(signer).claim(id, signer)).to.changeEtherBalance(ethers, signer, config.collateral);
    }
    const creator = signers.at(-1)!;
    await expect(market.connect(creator).refund(task!, creator)).to.changeEtherBalance(ethers, creator, endowment);
    expect(await ethers.provider.getBalance(market)).to.equal(0n);

    await beacon.tell(ethers.ZeroHash);
    await registerWorkers(fixture, 4);
    await registerTasks(fixture, 1);
    expect((await finalize(fixture)).workers).to.equal(4n);
  });
});
