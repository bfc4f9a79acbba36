/* eslint-disable max-lines -- a list of every error of the market */
/** Every bad input has its error, and loses nothing. */
import { CONFIG_FIELDS } from '../../packages/mechanism/src/committee/limits.ts';
import { expect } from 'chai';
import type { SmartCastMarket } from '../../types/ethers-contracts/index.ts';
import {
  CONFIG,
  EPOCH,
  POOL,
  creatorOf,
  deployMarket,
  drawCommittee,
  ethers,
  expectRefusal,
  finalize,
  idOf,
  networkHelpers,
  passDeadline,
  registerTasks,
  registerWorkers,
  signReport,
} from './market.ts';
import { expectRefusalOf } from './refusal.ts';

const KEY = ethers.id('key');

async function opened() {
  const fixture = await deployMarket();
  return { ...fixture, fixture };
}

/** One worker has registered. */
async function registered() {
  const fixture = await deployMarket();
  const [worker] = await registerWorkers(fixture, 1);
  const { closesAt } = await fixture.market.poolState(POOL);
  return { ...fixture, fixture, worker: worker!, closesAt };
}

/** Ten workers, two tasks, so two committees of four and two workers without a seat. */
async function drawn() {
  const fixture = await deployMarket();
  return { ...fixture, ...(await drawCommittee(fixture, 10, 2)), fixture };
}

/** Six workers, two tasks: one task stays without a committee. */
async function scarce() {
  const fixture = await deployMarket();
  const draw = await drawCommittee(fixture, 6, 2);
  return { ...fixture, ...draw, fixture, unfilled: draw.tasks.find((task) => task !== draw.task)! };
}

describe('SmartCastMarket refuses', () => {
  describe('a pool', () => {
    const wrong = {
      members: [{ members: 2n, faults: 0n }, { members: 65n }],
      faults: [{ faults: 2n }],
      theta: [{ theta: 0n }],
      slots: [{ slots: 0n }],
      batchBytes: [{ batchBytes: 0n }],
      roundMs: [{ roundMs: 0n }],
      registrationSeconds: [{ registrationSeconds: 0n }],
      // (4 slots × 2 rounds + 1) × 500 ms = 4.5 s.
      sessionSeconds: [{ sessionSeconds: 4n }, { sessionSeconds: 0n }],
      reportSeconds: [{ reportSeconds: 0n }, { sessionSeconds: 2n ** 24n - 1n, reportSeconds: 1n }],
    };
    for (const [field, configs] of Object.entries(wrong)) {
      it(`with a wrong ${field}`, async () => {
        const { market } = await networkHelpers.loadFixture(opened);
        for (const config of configs) {
          const code = CONFIG_FIELDS.indexOf(field as (typeof CONFIG_FIELDS)[number]);
          await expectRefusal(market.createPool({ ...CONFIG, ...config }), 'InvalidPoolConfig', code);
        }
      });
    }

    it('but none at the edge', async () => {
      const { market } = await networkHelpers.loadFixture(opened);
      await market.createPool({ ...CONFIG, members: 3n, faults: 0n, leadSeconds: 0n, collateral: 0n });
      await market.createPool({ ...CONFIG, members: 64n, faults: 61n, sessionSeconds: 125n });
      await market.createPool({ ...CONFIG, sessionSeconds: 5n, reportSeconds: 1n });
    });
  });

  describe('a registration', () => {
    it('in an unknown pool', async () => {
      const { market } = await networkHelpers.loadFixture(opened);
      for (const pool of [0n, 2n]) {
        await expectRefusal(market.registerWorker(pool, KEY, ''), 'UnknownPool', pool);
        await expectRefusal(market.registerTask(pool, KEY, []), 'UnknownPool', pool);
        await expectRefusal(market.finalize(pool), 'UnknownPool', pool);
        await expectRefusal(market.abandon(pool), 'UnknownPool', pool);
        for (const view of ['poolConfig', 'poolState', 'endowment'] as const) {
          await expectRefusal(market[view](pool), 'UnknownPool', pool);
        }
      }
    });

    it('that is under- or overpaid', async () => {
      const { market, config, endowment } = await networkHelpers.loadFixture(opened);
      for (const error of [-1n, 1n]) {
        const value = config.collateral + error;
        await expectRefusal(market.registerWorker(POOL, KEY, '', { value }), 'WrongPayment', value, config.collateral);
        const task = market.registerTask(POOL, KEY, [], { value: endowment + error });
        await expectRefusal(task, 'WrongPayment', endowment + error, endowment);
      }
    });

    it('that no id is left for', async () => {
      const { fixture, market, config, endowment } = await networkHelpers.loadFixture(opened);
      const most = 2n ** 32n - 1n;
      const { slot, word } = await stateSlot(market);
      const address = await market.getAddress();
      const [workers, tasks] = [most << 32n, most << 64n];
      await networkHelpers.setStorageAt(address, slot, word | workers);
      await expectRefusal(market.registerWorker(POOL, KEY, '', { value: config.collateral }), 'EpochFull', POOL);
      await registerTasks(fixture, 1);
      await networkHelpers.setStorageAt(address, slot, word | tasks);
      await expectRefusal(market.registerTask(POOL, KEY, [], { value: endowment }), 'EpochFull', POOL);
      await registerWorkers(fixture, 1);
    });

    it('after registration has closed', async () => {
      const { fixture, market, config, endowment, closesAt } = await networkHelpers.loadFixture(registered);
      // The last second in which registration is open.
      await networkHelpers.time.setNextBlockTimestamp(closesAt);
      await registerWorkers(fixture, 1);
      const worker = market.registerWorker(POOL, KEY, '', { value: config.collateral });
      await expectRefusal(worker, 'RegistrationClosed', POOL, closesAt);
      const task = market.registerTask(POOL, KEY, [], { value: endowment });
      await expectRefusal(task, 'RegistrationClosed', POOL, closesAt);
    });
  });

  describe('a draw', () => {
    it('while registration is open, or has not begun', async () => {
      const { fixture, market } = await networkHelpers.loadFixture(opened);
      await expectRefusal(market.finalize(POOL), 'RegistrationOpen', POOL, 0n);
      await registerWorkers(fixture, 1);
      const { closesAt } = await market.poolState(POOL);
      for (const early of [() => market.finalize(POOL), () => market.abandon(POOL)]) {
        await networkHelpers.time.setNextBlockTimestamp(closesAt);
        await expectRefusal(early(), 'RegistrationOpen', POOL, closesAt);
      }
    });

    it('before the beacon is ready, and a second one', async () => {
      const { market, closesAt } = await networkHelpers.loadFixture(registered);
      const beacon = await ethers.getContractAt('ClockBeacon', await market.beacon());
      await networkHelpers.time.setNextBlockTimestamp(closesAt + 4n);
      await expectRefusalOf(beacon)(market.finalize(POOL), 'BeaconNotReady', closesAt, closesAt + 5n);
      await networkHelpers.time.setNextBlockTimestamp(closesAt + 5n);
      await market.finalize(POOL);
      await expectRefusal(market.finalize(POOL), 'RegistrationOpen', POOL, 0n);
    });

    it('to be abandoned before its time', async () => {
      const { market, closesAt } = await networkHelpers.loadFixture(registered);
      const abandonableAt = closesAt + (await market.ABANDON_SECONDS());
      await networkHelpers.time.setNextBlockTimestamp(abandonableAt - 1n);
      await expectRefusal(market.abandon(POOL), 'NotAbandoned', POOL, abandonableAt);
      await networkHelpers.time.setNextBlockTimestamp(abandonableAt);
      await market.abandon(POOL);
    });
  });

  describe('a report', () => {
    it('by another account, or for a worker that is not registered', async () => {
      const { market, members, order } = await networkHelpers.loadFixture(drawn);
      const stranger = order[9]!.signer;
      for (const id of [members[0]!.id, idOf(10), members[0]!.id | (1n << 96n), 0n]) {
        await expectRefusal(market.connect(stranger).report(id, 0n, 0n), 'NotTheWorker', id, stranger.address);
      }
    });

    it('by a worker without a seat', async () => {
      const { market, order, draw } = await networkHelpers.loadFixture(drawn);
      const bystander = order[8]!;
      await expectRefusal(
        market.connect(bystander.signer).report(bystander.id, 0n, draw.seed),
        'NotAMember',
        bystander.id,
      );
      const signed = await signReport(market, bystander, 0n, draw.seed);
      await expectRefusal(market.reportAll([signed]), 'NotAMember', bystander.id);
    });

    it('before the draw', async () => {
      const { fixture, market } = await networkHelpers.loadFixture(opened);
      const [worker] = await registerWorkers(fixture, 4);
      await registerTasks(fixture, 1);
      await expectRefusal(market.connect(worker!.signer).report(worker!.id, 0n, 0n), 'NotFinalized', POOL, EPOCH);
    });

    it('for another draw', async () => {
      const { market, members, draw } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = members[0]!;
      await expectRefusal(market.connect(signer).report(id, 0n, draw.seed ^ 1n), 'OtherDraw', id, draw.seed);
    });

    it('a second time', async () => {
      const { market, members, draw } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = members[0]!;
      await market.connect(signer).report(id, 0b0010n, draw.seed);
      await expectRefusal(market.connect(signer).report(id, 0b1110n, draw.seed), 'AlreadyReported', id);
    });

    it('after the deadline, and not at it', async () => {
      const { market, members, draw } = await networkHelpers.loadFixture(drawn);
      const deadline = draw.startsAt + draw.duration;
      const [punctual, late] = members;
      await networkHelpers.time.setNextBlockTimestamp(deadline);
      await market.connect(punctual!.signer).report(punctual!.id, 0n, draw.seed);
      await expectRefusal(
        market.connect(late!.signer).report(late!.id, 0n, draw.seed),
        'ReportTooLate',
        late!.id,
        deadline,
      );
      const signed = await signReport(market, late!, 0n, draw.seed);
      await expectRefusal(market.reportAll([signed]), 'ReportTooLate', late!.id, deadline);
    });

    it('on seats that there are not', async () => {
      const { market, members, draw } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = members[0]!;
      await expectRefusal(market.connect(signer).report(id, 0b10000n, draw.seed), 'UnknownSeats', 0b10000n, 4n);
      const signed = await signReport(market, members[0]!, 0b10000n, draw.seed);
      await expectRefusal(market.reportAll([signed]), 'UnknownSeats', 0b10000n, 4n);
    });

    it('that its author did not sign, or signed for something else', async () => {
      const { market, members, order, draw } = await networkHelpers.loadFixture(drawn);
      const [author, other] = [members[0]!, order[9]!];
      const good = await signReport(market, author, 0b1111n, draw.seed);
      const forged = await signReport(market, { ...author, signer: other.signer }, 0b1111n, draw.seed);
      const elsewhere = await deployMarket();
      const wrong = [
        forged,
        { ...good, friends: 0b0111n },
        { ...good, signature: `${good.signature}00` },
        { ...good, signature: '0x' },
        await signReport(market, author, 0b1111n, draw.seed ^ 1n),
        await signReport(elsewhere.market, author, 0b1111n, draw.seed),
      ];
      for (const report of wrong) {
        await expectRefusal(market.reportAll([report]), 'InvalidReportSignature', author.id, author.signer.address);
      }
      const unregistered = author.id | (1n << 96n);
      const unknown = market.reportAll([{ ...good, worker: unregistered }]);
      await expectRefusal(unknown, 'InvalidReportSignature', unregistered, ethers.ZeroAddress);
      await expect(market.reportAll([good])).not.to.revert(ethers);
    });
  });

  describe('a claim', () => {
    it('by another account', async () => {
      const { market, members, order } = await networkHelpers.loadFixture(drawn);
      const stranger = order[9]!.signer;
      const { id } = members[0]!;
      await expectRefusal(market.connect(stranger).claim(id, stranger), 'NotTheWorker', id, stranger.address);
    });

    it('before the draw', async () => {
      const { market, worker } = await networkHelpers.loadFixture(registered);
      const claim = market.connect(worker.signer).claim(worker.id, worker.signer);
      await expectRefusal(claim, 'NotFinalized', POOL, EPOCH);
    });

    it('of a member before the deadline has passed', async () => {
      const { market, members, draw } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = members[0]!;
      const deadline = draw.startsAt + draw.duration;
      await market.connect(signer).report(id, 0n, draw.seed);
      await networkHelpers.time.setNextBlockTimestamp(deadline);
      await expectRefusal(market.connect(signer).claim(id, signer), 'ReportsOpen', deadline);
    });

    it('of a member that did not report', async () => {
      const { market, members, fixture } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = members[0]!;
      await passDeadline(fixture);
      await expectRefusal(market.connect(signer).claim(id, signer), 'NeverReported', id);
      expect([...(await market.claimable(id))]).to.deep.equal([0n, 0n]);
    });

    it('a second time', async () => {
      const { market, order } = await networkHelpers.loadFixture(drawn);
      const { id, signer } = order[9]!;
      await market.connect(signer).claim(id, signer);
      await expectRefusal(market.connect(signer).claim(id, signer), 'AlreadyClaimed', id);
      expect(await market.accountOf(id)).to.equal(signer.address);
    });
  });

  describe('a refund or a sweep', () => {
    it('of an unknown task', async () => {
      const { market, signers } = await networkHelpers.loadFixture(drawn);
      const creator = creatorOf(signers);
      for (const task of [idOf(2), idOf(0) | (1n << 96n)]) {
        await expectRefusal(market.connect(creator).refund(task, creator), 'NotTheCreator', task, creator.address);
        await expectRefusal(market.sweep(task), 'UnknownTask', task);
        await expectRefusal(market.committeeOf(task), 'UnknownTask', task);
      }
    });

    it('by another account, before the draw, or of a filled task', async () => {
      const { fixture, market, signers } = await networkHelpers.loadFixture(opened);
      const creator = creatorOf(signers);
      const [task] = await registerTasks(fixture, 1);
      await registerWorkers(fixture, 4);
      const foreign = market.connect(signers[1]).refund(task!, signers[1]!);
      await expectRefusal(foreign, 'NotTheCreator', task!, signers[1]!.address);
      await expectRefusal(market.connect(creator).refund(task!, creator), 'NotFinalized', POOL, EPOCH);
      await finalize(fixture);
      await expectRefusal(market.connect(creator).refund(task!, creator), 'TaskFilled', task!);
    });

    it('of an unfilled task to the sink, or a second time', async () => {
      const { market, signers, unfilled, fixture } = await networkHelpers.loadFixture(scarce);
      const creator = creatorOf(signers);
      await passDeadline(fixture);
      await expectRefusal(market.sweep(unfilled), 'TaskUnfilled', unfilled);
      await market.connect(creator).refund(unfilled, creator);
      await expectRefusal(market.connect(creator).refund(unfilled, creator), 'AlreadySettled', unfilled);
    });

    it('of a filled task before the deadline has passed, or a second time', async () => {
      const { market, draw, task, fixture } = await networkHelpers.loadFixture(drawn);
      const deadline = draw.startsAt + draw.duration;
      await networkHelpers.time.setNextBlockTimestamp(deadline);
      await expectRefusal(market.sweep(task), 'ReportsOpen', deadline);
      await passDeadline(fixture);
      await market.sweep(task);
      await expectRefusal(market.sweep(task), 'AlreadySettled', task);
    });
  });

  describe('a look-up', () => {
    it('of what does not exist', async () => {
      const { market, committee } = await networkHelpers.loadFixture(drawn);
      for (const worker of [idOf(10), idOf(0) | (1n << 96n)]) {
        for (const view of ['accountOf', 'seatOf', 'claimable'] as const) {
          await expectRefusal(market[view](worker), 'UnknownWorker', worker);
        }
      }
      await expectRefusal(market.memberAt(committee, 4n), 'UnknownCommittee', committee, 4n);
      for (const unknown of [idOf(2), committee | (1n << 96n)]) {
        for (const view of ['taskOf', 'reportsOf'] as const) {
          await expectRefusal(market[view](unknown), 'UnknownCommittee', unknown, 0n);
        }
      }
      await expectRefusal(market.drawOf(POOL, 2n), 'NotFinalized', POOL, 2n);
    });
  });
});

/** Where the market keeps the state of POOL, and the word that is there: found by what it must be. */
async function stateSlot(market: SmartCastMarket): Promise<{ slot: bigint; word: bigint }> {
  const { epoch, registrationSeconds, collateral } = await market.poolState(POOL);
  const word = epoch | (registrationSeconds << 136n) | (collateral << 160n);
  for (let place = 0n; place < 32n; place++) {
    const at = ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(['uint256', 'uint256'], [POOL, place]));
    const stored = await ethers.provider.getStorage(market, at);
    if (BigInt(stored) === word) return { slot: BigInt(at), word };
  }
  throw new Error('the state of the pool is nowhere');
}
