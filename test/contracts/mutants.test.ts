/** Each important check is needed: without it, the test that stands for it fails. */
import { expect } from 'chai';
import { compile, source } from './compile.ts';
import {
  type Fixture,
  deployMarket,
  drawCommittee,
  ethers,
  finalize,
  idOf,
  networkHelpers,
  passDeadline,
  registerTasks,
  registerWorkers,
  signReport,
} from './market.ts';

const MARKET = 'contracts/smartcast/SmartCastMarket.sol';
const BASE = 'contracts/smartcast/SmartCast.sol';
const MATRIX = 'contracts/libraries/BitMatrix.sol';

interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Fails on the mutant, passes on the market as it is. */
  readonly check: (fixture: Fixture) => Promise<void>;
}

const rejects = async (attempt: Promise<unknown>): Promise<void> => {
  const refused = await attempt.then(
    () => false,
    () => true,
  );
  expect(refused).to.equal(true);
};

async function lateReport(fixture: Fixture): Promise<void> {
  const { members, draw } = await drawCommittee(fixture, 4, 1);
  await passDeadline(fixture);
  await rejects(fixture.market.reportAll([await signReport(fixture.market, members[0]!, 0n, draw.seed)]));
}

async function rewardWithoutReport(fixture: Fixture): Promise<void> {
  const { members } = await drawCommittee(fixture, 4, 1);
  const [silent, friend] = members;
  await fixture.market.connect(friend!.signer).report(friend!.id, 0b1111n);
  await passDeadline(fixture);
  await rejects(fixture.market.connect(silent!.signer).claim(silent!.id, silent!.signer));
}

async function secondClaim(fixture: Fixture): Promise<void> {
  const [worker] = await registerWorkers(fixture, 2);
  await finalize(fixture);
  await fixture.market.connect(worker!.signer).claim(worker!.id, worker!.signer);
  await rejects(fixture.market.connect(worker!.signer).claim(worker!.id, worker!.signer));
}

async function reentrantClaim(fixture: Fixture): Promise<void> {
  const { market, config } = fixture;
  const receiver = await ethers.deployContract('ReentrantReceiver');
  const register = market.interface.encodeFunctionData('registerWorker', [1n, ethers.id('key'), '']);
  await receiver.execute(market, config.collateral, register, { value: config.collateral });
  await registerWorkers(fixture, 2);
  await finalize(fixture);
  const claim = market.interface.encodeFunctionData('claim', [idOf(0), await receiver.getAddress()]);
  await receiver.callBack(market, claim);
  await receiver.execute(market, 0n, claim);
  expect(await ethers.provider.getBalance(receiver)).to.equal(config.collateral);
}

async function reportWithoutSeat(fixture: Fixture): Promise<void> {
  const { order } = await drawCommittee(fixture, 6, 1);
  const bystander = order[5]!;
  await rejects(fixture.market.connect(bystander.signer).report(bystander.id, 0b1111n));
}

async function secondReport(fixture: Fixture): Promise<void> {
  const { members, committee } = await drawCommittee(fixture, 4, 1);
  const { id, signer, seat } = members[1]!;
  await fixture.market.connect(signer).report(id, 0n);
  await fixture.market
    .connect(signer)
    .report(id, 0b1111n)
    .catch(() => undefined);
  expect((await fixture.market.reportsOf(committee))[Number(seat)]).to.equal(1n << seat);
}

async function foreignReport(fixture: Fixture): Promise<void> {
  const { members } = await drawCommittee(fixture, 4, 1);
  await rejects(fixture.market.connect(members[1]!.signer).report(members[0]!.id, 0n));
}

async function forgedReport(fixture: Fixture): Promise<void> {
  const { members, draw } = await drawCommittee(fixture, 4, 1);
  const forged = { id: members[0]!.id, signer: members[1]!.signer };
  await rejects(fixture.market.reportAll([await signReport(fixture.market, forged, 0n, draw.seed)]));
}

async function reportForAnotherDraw(fixture: Fixture): Promise<void> {
  const { members, draw } = await drawCommittee(fixture, 4, 1);
  await rejects(fixture.market.reportAll([await signReport(fixture.market, members[0]!, 0n, draw.seed + 1n)]));
}

async function earlyClaim(fixture: Fixture): Promise<void> {
  const { members } = await drawCommittee(fixture, 4, 1);
  const { id, signer } = members[0]!;
  await fixture.market.connect(signer).report(id, 0n);
  await rejects(fixture.market.connect(signer).claim(id, signer));
}

async function ownFriendship(fixture: Fixture): Promise<void> {
  const { members } = await drawCommittee(fixture, 4, 1);
  const { id, signer } = members[0]!;
  await fixture.market.connect(signer).report(id, 0b1111n);
  expect((await fixture.market.claimable(id)).reward).to.equal(0n);
}

async function refundOfFilledTask(fixture: Fixture): Promise<void> {
  const { task } = await drawCommittee(fixture, 4, 1);
  const creator = fixture.signers.at(-1)!;
  await rejects(fixture.market.connect(creator).refund(task, creator));
}

async function secondRefund(fixture: Fixture): Promise<void> {
  const tasks = await registerTasks(fixture, 2);
  await finalize(fixture);
  const creator = fixture.signers.at(-1)!;
  await fixture.market.connect(creator).refund(tasks[0]!, creator);
  await rejects(fixture.market.connect(creator).refund(tasks[0]!, creator));
}

async function sweptRewards(fixture: Fixture): Promise<void> {
  const { members, task } = await drawCommittee(fixture, 4, 1);
  for (const { id, signer } of members) await fixture.market.connect(signer).report(id, 0b1111n);
  await passDeadline(fixture);
  const held = await ethers.provider.getBalance(fixture.market);
  await fixture.market.sweep(task);
  expect(await ethers.provider.getBalance(fixture.market)).to.equal(held);
}

async function underpaidEndowment(fixture: Fixture): Promise<void> {
  await rejects(fixture.market.registerTask(1n, ethers.id('ledger'), [], { value: fixture.endowment - 1n }));
}

async function lateRegistration(fixture: Fixture): Promise<void> {
  await registerWorkers(fixture, 1);
  const { closesAt } = await fixture.market.poolState(1n);
  await networkHelpers.mineUpTo(closesAt);
  await rejects(registerWorkers(fixture, 1));
}

const CLAIMED = '        registration.claimed = true;\n';
const PAID = '        _transfer(to, reward + collateral);\n';

const MUTANTS: Readonly<Record<string, Mutant>> = {
  'the deadline of reports': {
    file: BASE,
    from: 'if (block.timestamp > epoch.deadline) revert ReportTooLate',
    to: 'if (false) revert ReportTooLate',
    check: lateReport,
  },
  'the seat of a reporter': {
    file: BASE,
    from: 'if (!assigned) revert NotAMember(worker);',
    to: '',
    check: reportWithoutSeat,
  },
  'the account of a reporter': {
    file: BASE,
    from: 'if (_accountOf(worker) != msg.sender) revert NotTheWorker(worker, msg.sender);',
    to: '',
    check: foreignReport,
  },
  'the signer of a relayed report': {
    file: BASE,
    from: '== ECDSA.RecoverError.NoError && signer == account',
    to: '== ECDSA.RecoverError.NoError',
    check: forgedReport,
  },
  'the draw in the signature': {
    file: BASE,
    from: 'mstore(add(at, 0x60), seed)',
    to: 'mstore(add(at, 0x60), add(seed, 1))',
    check: reportForAnotherDraw,
  },
  'one report a member': {
    file: MATRIX,
    from: 'written = bits & (own << shift) == 0;',
    to: 'written = true;',
    check: secondReport,
  },
  'no friendship with oneself': {
    file: MATRIX,
    from: 'if (has(self, n, seat)) --count;',
    to: '',
    check: ownFriendship,
  },
  'reward for reporters only': {
    file: MARKET,
    from: 'if (!_reports[committee].has(epoch.members, seat)) revert NeverReported(worker);',
    to: '',
    check: rewardWithoutReport,
  },
  'the deadline of claims': {
    file: MARKET,
    from: 'if (block.timestamp <= epoch.deadline) revert ReportsOpen(epoch.deadline);',
    to: '',
    check: earlyClaim,
  },
  'one claim a worker': { file: MARKET, from: CLAIMED, to: '', check: secondClaim },
  'claimed before paid': { file: MARKET, from: PAID, to: PAID + CLAIMED, check: reentrantClaim },
  'refunds for unfilled tasks only': {
    file: MARKET,
    from: 'if (filled) revert TaskFilled(task);',
    to: '',
    check: refundOfFilledTask,
  },
  'one refund a task': {
    file: MARKET,
    from: 'if (_tasks[task].settled) revert AlreadySettled(task);\n        (bool filled, ) =',
    to: '(bool filled, ) =',
    check: secondRefund,
  },
  'nothing swept that is owed': {
    file: MARKET,
    from: '- friendships) * config.theta',
    to: ') * config.theta',
    check: sweptRewards,
  },
  'the whole endowment up front': {
    file: MARKET,
    from: 'if (msg.value != required)',
    to: 'if (msg.value > required)',
    check: underpaidEndowment,
  },
  'the end of registration': {
    file: MARKET,
    from: 'if (block.number > state.closesAt()) revert RegistrationClosed(pool, state.closesAt());',
    to: '',
    check: lateRegistration,
  },
};

/** One compiler run for all: each mutant is a copy of the contracts in a folder of its own. */
function compileMutants(): string[] {
  const sources: Record<string, string> = {};
  Object.values(MUTANTS).forEach(({ file, from, to }, index) => {
    for (const path of [MARKET, BASE, MATRIX]) {
      let content = source(path);
      if (path === file) {
        expect(content.split(from), `${file} has ${from} once`).to.have.length(2);
        // Where the statement moves, it leaves its old place.
        content = from === PAID ? content.replace(CLAIMED, '').replace(from, to) : content.replace(from, to);
      }
      sources[`mutant${index}/${path}`] = content;
    }
  });
  // Gas does not matter here, but the compiler's time does.
  const compiled = compile(sources, { viaIR: false });
  return Object.keys(MUTANTS).map(
    (_, index) => `0x${compiled[`mutant${index}/${MARKET}`]!['SmartCastMarket']!.evm.bytecode.object}`,
  );
}

describe('SmartCastMarket: what happens without', function () {
  this.timeout(240_000);
  let bytecodes: string[];

  before(() => {
    bytecodes = compileMutants();
  });

  Object.entries(MUTANTS).forEach(([name, { check }], index) => {
    it(name, async () => {
      await check(await deployMarket());
      const survived = await check(await deployMarket({ bytecode: bytecodes[index]! })).then(
        () => true,
        () => false,
      );
      expect(survived, 'the mutant passes the test').to.equal(false);
    });
  });
});
