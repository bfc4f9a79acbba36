/** Receivers, verifiers, beacons, requesters and provers that do what they should not. */
import { expect } from 'chai';
import type { Addressable } from 'ethers';
import type { ContractAccount } from '../../types/ethers-contracts/index.ts';
import {
  BOND,
  BY_CONSENT,
  type Fixture,
  LIMITS,
  LOTTERY,
  POOL_INSURED,
  deadlineOf,
  deliver,
  deployEscrow,
  ethers,
  expectRefusal,
  makeRequest,
  closeLottery,
  mineTo,
  networkHelpers,
  proofOf,
  seatsOf,
  settle,
  termsOf,
  openRequest,
} from './procurement.ts';

const MANNERS = ['Refuse', 'Revert', 'BurnGas', 'AnswerTwo', 'AnswerShort', 'AnswerLong', 'AnswerNothing'];

describe('BondPool among misbehaving outsiders', () => {
  it('P5: pays a re-entering receiver its exit once', async () => {
    const { escrow } = await deployEscrow();
    const receiver = await ethers.deployContract('ReentrantReceiver');
    await receiver.execute(escrow, BOND, escrow.interface.encodeFunctionData('bond'), { value: BOND });
    await receiver.execute(escrow, 0n, escrow.interface.encodeFunctionData('startExit'));
    await networkHelpers.mine(LIMITS.exitDelay);
    const exit = escrow.interface.encodeFunctionData('exit', [await receiver.getAddress()]);
    await receiver.callBack(escrow, exit);
    await receiver.execute(escrow, 0n, exit);
    expect(await receiver.attempts()).to.equal(1n);
    expect(await receiver.successes()).to.equal(0n);
    expect(await ethers.provider.getBalance(receiver)).to.equal(BOND);
  });

  it('P7: keeps what a receiver refuses, for another receiver', async () => {
    const { escrow, provers } = await deployEscrow();
    const prover = provers[0]!;
    const refusing = await ethers.deployContract('RefusingReceiver');
    await escrow.connect(prover).startExit();
    await networkHelpers.mine(LIMITS.exitDelay);
    const exitTo = (receiver: Addressable) => escrow.connect(prover).exit(receiver);
    await expect(exitTo(refusing)).to.be.revertedWithCustomError(refusing, 'NoEther');
    await expectRefusal(exitTo(await ethers.deployContract('HashVerifier')), 'FailedCall');
    await expect(escrow.connect(prover).exit(prover)).to.changeEtherBalance(ethers, prover, BOND);
  });
});

/** An escrow whose beacon does what the test says. */
async function deployWithBeacon() {
  const beacon = await ethers.deployContract('LyingBeacon');
  const fixture = await deployEscrow({ beacon: await beacon.getAddress() });
  return { ...fixture, fixture, beacon };
}

describe('ProverEscrow among misbehaving outsiders', () => {
  describe('receivers', () => {
    /** Lets a contract make a request, which nobody answers. */
    async function requestOf(fixture: Fixture, requester: Pick<ContractAccount, 'execute'>) {
      const { escrow } = fixture;
      const terms = termsOf(fixture);
      const data = escrow.interface.encodeFunctionData('request', [terms, '0x']);
      await requester.execute(escrow, terms.total, data, { value: terms.total });
      const [event] = await escrow.queryFilter(escrow.filters.Requested);
      const [address, serial, openedAt, moment, rosterVersion, rosterSize] = event!.args.opening;
      const opening = { requester: address, serial, openedAt, moment, rosterVersion, rosterSize };
      return { id: event!.args.id, request: { terms, opening } };
    }

    it('P5: pays a re-entering receiver its balance once', async () => {
      const fixture = await deployEscrow();
      const { escrow } = fixture;
      const requester = await ethers.deployContract('ReentrantReceiver');
      const made = await requestOf(fixture, requester);
      await settle(fixture, made);
      const withdraw = escrow.interface.encodeFunctionData('withdraw', [await requester.getAddress()]);
      await requester.callBack(escrow, withdraw);
      await requester.execute(escrow, 0n, withdraw);
      expect(await requester.attempts()).to.equal(1n);
      expect(await requester.successes()).to.equal(0n);
      expect(await ethers.provider.getBalance(requester)).to.equal(2_500n);
    });

    it('P7: settles for all whoever refuses its payment, and keeps it for another receiver', async () => {
      const fixture = await deployEscrow();
      const { escrow, stranger } = fixture;
      const requester = await ethers.deployContract('RefusingReceiver');
      const made = await requestOf(fixture, requester);
      await settle(fixture, made);
      const address = await requester.getAddress();
      const withdrawTo = (to: string): string => escrow.interface.encodeFunctionData('withdraw', [to]);
      const refused = requester.execute(escrow, 0n, withdrawTo(address));
      await expect(refused).to.be.revertedWithCustomError(requester, 'CallFailed');
      const elsewhere = requester.execute(escrow, 0n, withdrawTo(stranger.address));
      await expect(elsewhere).to.changeEtherBalance(ethers, stranger, 2_500n);
    });
  });

  describe('verifiers', () => {
    for (const [place, manner] of MANNERS.entries()) {
      it(`takes no proof when the verifier's manner is ${manner}, and refunds`, async () => {
        const verifier = await ethers.deployContract('MisbehavingVerifier');
        const fixture = await deployEscrow({ verifier: await verifier.getAddress() });
        await verifier.behave(place + 1);
        const { escrow, requester, made, id, request, seats } = await openRequest(fixture);
        const { signer, index } = seats[0]!;
        const proof = proofOf(request, signer.address);
        const delivery = escrow.connect(signer).deliver(request, index, proof, { gasLimit: 5_000_000n });
        await expectRefusal(delivery, 'InvalidProof', id, signer.address);
        await settle(fixture, made);
        expect(await escrow.balanceOf(requester)).to.equal(2_500n);
      });
    }

    it('takes no proof where there is no verifier', async () => {
      const fixture = await deployEscrow();
      const { escrow, request, seats } = await openRequest(fixture, { verifier: fixture.stranger.address });
      await expect(deliver(fixture, request, seats[0]!)).to.be.revertedWithCustomError(escrow, 'InvalidProof');
    });

    it('lets a verifier that accepts everything cost nobody but the requester that named it', async () => {
      const verifier = await (await ethers.deployContract('MisbehavingVerifier')).getAddress();
      const fixture = await deployEscrow();
      const { escrow, made, request, seats } = await openRequest(fixture, { verifier }, fixture.stranger);
      for (const { signer, index } of seats) await escrow.connect(signer).deliver(request, index, '0x');
      const held = await ethers.provider.getBalance(escrow);
      await settle(fixture, made);
      expect(await ethers.provider.getBalance(escrow)).to.equal(held);
      expect((await escrow.accounts()).assets).to.equal(6n * BOND);
    });
  });

  describe('beacons', () => {
    it('P7: refunds requests whose beacon died before the draw, and slashes nobody', async () => {
      const { fixture, escrow, requester, beacon } = await deployWithBeacon();
      await beacon.die();
      for (const changes of [{}, POOL_INSURED, BY_CONSENT, LOTTERY]) {
        const made = await makeRequest(fixture, requester, termsOf(fixture, changes));
        await expect(escrow.draw(made.request)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
        await settle(fixture, made);
      }
      expect(await escrow.balanceOf(requester)).to.equal(3n * 2_500n + 2_133n);
      expect((await escrow.accounts()).assets).to.equal(6n * BOND);
    });

    it('P7: splits a lottery’s prize when the beacon died before the end', async () => {
      const { fixture, escrow, beacon } = await deployWithBeacon();
      const { made, seats } = await openRequest(fixture, LOTTERY);
      for (const seat of seats.slice(0, 2)) await deliver(fixture, made.request, seat);
      await beacon.die();
      await closeLottery(fixture, made.request);
      await expect(settle(fixture, made)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
      await mineTo(deadlineOf(made.request) + LIMITS.settleBlocks);
      await settle(fixture, made);
      expect(await escrow.balanceOf(seats[0]!.signer)).to.equal(1_066n);
      expect(await escrow.balanceOf(seats[1]!.signer)).to.equal(1_066n);
    });

    it('P8: keeps a draw that was recorded, whatever the beacon says later', async () => {
      const { fixture, escrow, beacon } = await deployWithBeacon();
      const { made, seats } = await openRequest(fixture);
      await deliver(fixture, made.request, seats[2]!);
      for (const word of ['one', 'another']) {
        await beacon.tell(ethers.id(word));
        expect(await seatsOf(fixture, made)).to.deep.equal(seats);
        for (const { seat, index } of seats) {
          expect([...(await escrow.seatOf(made.request, index))]).to.deep.equal([true, seat]);
        }
      }
      await beacon.die();
      await expect(deliver(fixture, made.request, seats[0]!)).not.to.revert(ethers);
    });

    it('P8: draws differently for requests with the same block and random value', async () => {
      const { fixture, escrow, requester } = await deployWithBeacon();
      const seeds = new Set<bigint>();
      for (let i = 0; i < 8; i++) {
        const made = await makeRequest(fixture, requester, termsOf(fixture));
        await escrow.draw(made.request);
        seeds.add((await escrow.progressOf(made.id)).seed);
      }
      expect(seeds.size).to.equal(8);
    });
  });
});
