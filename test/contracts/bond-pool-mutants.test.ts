/** Each important check of the pool is needed: without it, the scenario that stands for it fails. */
import { expect } from 'chai';
import { ESCROW, POOL, ROSTER, describeMutants, rejects } from './escrow-mutant.ts';
import {
  BOND,
  BUDGET,
  type Fixture,
  LIMITS,
  POOL_INSURED,
  awaitDraw,
  type deployEscrow,
  ethers,
  insuredFor,
  makeRequest,
  mineTo,
  networkHelpers,
  settle,
  termsOf,
} from './procurement.ts';

type Deploy = typeof deployEscrow;

const insured = (fixture: Fixture, bond: bigint) =>
  termsOf(fixture, { ...POOL_INSURED, committee: 1n, prize: 0n, bond });

async function slash(fixture: Fixture, bond: bigint): Promise<void> {
  const made = await makeRequest(fixture, fixture.requester, insured(fixture, bond));
  await awaitDraw(made.request);
  await fixture.escrow.draw(made.request);
  await settle(fixture, made);
}

async function earlyExit(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  await escrow.connect(provers[0]).startExit();
  await networkHelpers.mine(LIMITS.exitDelay - 2n);
  await rejects(escrow.connect(provers[0]).exit(provers[0]!));
}

async function secondExit(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  const prover = escrow.connect(provers[0]);
  await prover.startExit();
  await networkHelpers.mine(LIMITS.exitDelay);
  await prover.exit(provers[0]!);
  await rejects(prover.exit(provers[0]!));
}

async function reentrantExit(deploy: Deploy): Promise<void> {
  const { escrow } = await deploy();
  const receiver = await ethers.deployContract('ReentrantReceiver');
  await receiver.execute(escrow, BOND, escrow.interface.encodeFunctionData('bond'), { value: BOND });
  await receiver.execute(escrow, 0n, escrow.interface.encodeFunctionData('startExit'));
  await networkHelpers.mine(LIMITS.exitDelay);
  const exit = escrow.interface.encodeFunctionData('exit', [await receiver.getAddress()]);
  await receiver.callBack(escrow, exit);
  await receiver.execute(escrow, 0n, exit);
  expect(await ethers.provider.getBalance(receiver)).to.equal(BOND);
}

/** It would be on the roster while its shares are on the way out. */
async function bondDuringExit(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  await escrow.connect(provers[0]).startExit();
  await rejects(escrow.connect(provers[0]).bond({ value: BOND }));
}

async function secondStart(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  await escrow.connect(provers[0]).startExit();
  await expect(escrow.connect(provers[0]).startExit()).to.be.revertedWithCustomError(escrow, 'Exiting');
}

async function cheapNames(deploy: Deploy): Promise<void> {
  const { escrow, stranger } = await deploy();
  await rejects(escrow.connect(stranger).bond({ value: LIMITS.minimumBond - 1n }));
}

async function movedProver(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  await escrow.connect(provers[0]).startExit();
  expect((await escrow.positionOf(provers[5]!)).place).to.equal(1n);
}

async function rosterHistory(deploy: Deploy): Promise<void> {
  const { escrow, provers } = await deploy();
  const { version } = await escrow.roster();
  await escrow.connect(provers[0]).startExit();
  expect(await escrow.holderAt(5n, version)).to.equal(provers[5]!.address);
  expect(await escrow.holderAt(0n, version)).to.equal(provers[0]!.address);
  expect(await escrow.holderAt(0n, version + 1n)).to.equal(provers[5]!.address);
}

/** Bonds that are about to leave do not stand for new requests. */
async function leavingBonds(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 2 });
  await fixture.escrow.connect(fixture.provers[0]).startExit();
  await rejects(makeRequest(fixture, fixture.requester, insured(fixture, BOND + 1n)));
}

async function secondReservation(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 2 });
  await makeRequest(fixture, fixture.requester, insured(fixture, BOND));
  await rejects(makeRequest(fixture, fixture.requester, insured(fixture, BOND)));
}

async function wholePool(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 1 });
  await rejects(makeRequest(fixture, fixture.requester, insured(fixture, BOND)));
  await makeRequest(fixture, fixture.requester, insured(fixture, BOND - 1n));
}

async function exhaustedBudget(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 20 });
  await makeRequest(fixture, fixture.requester, insured(fixture, BUDGET - 1n));
  await rejects(makeRequest(fixture, fixture.requester, insured(fixture, 2n)));
}

/** Though nobody is slashed, bonds would make designates work for nothing. */
async function unpaidWork(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow, steward, requester, verifier } = fixture;
  await escrow.connect(steward).announce(insuredFor(requester, verifier, BUDGET, 1_000n));
  await mineTo((await escrow.acceptanceOf(requester)).effectiveAt);
  await makeRequest(fixture, requester, { ...insured(fixture, 9_000n), total: 1_000n });
  await rejects(makeRequest(fixture, requester, { ...insured(fixture, 9_000n), total: 999n }));
  const toOneself = { committee: 2n, prize: 1_600n, total: 2_500n };
  await rejects(makeRequest(fixture, requester, { ...insured(fixture, 9_000n), ...toOneself }));
}

async function budgetOfAnother(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow, steward, requester, verifier } = fixture;
  const made = await makeRequest(fixture, requester, insured(fixture, 9_000n));
  await escrow.connect(steward).announce(insuredFor(requester, verifier, 1_000n));
  await settle(fixture, made);
  expect((await escrow.acceptanceOf(requester)).budget).to.equal(1_000n);
}

async function returnedBudget(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  await settle(fixture, await makeRequest(fixture, fixture.requester, insured(fixture, 9_000n)));
  expect((await fixture.escrow.acceptanceOf(fixture.requester)).budget).to.equal(BUDGET);
}

async function spentBudget(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  await slash(fixture, 9_000n);
  expect((await fixture.escrow.acceptanceOf(fixture.requester)).budget).to.equal(BUDGET - 9_000n);
}

async function surprise(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow, steward, stranger, verifier, provers } = fixture;
  await escrow.connect(steward).announce(insuredFor(stranger, verifier));
  for (const prover of provers) await escrow.connect(prover).startExit();
  const { exitableAt } = await escrow.positionOf(provers[5]!);
  expect((await escrow.acceptanceOf(stranger)).effectiveAt > exitableAt).to.equal(true);
}

async function earlyInsurance(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow, steward, stranger, verifier } = fixture;
  await escrow.connect(steward).announce(insuredFor(stranger, verifier));
  await rejects(makeRequest(fixture, stranger, insured(fixture, 9_000n)));
}

async function otherVerifier(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const verifier = await (await ethers.deployContract('HashVerifier')).getAddress();
  await rejects(makeRequest(fixture, fixture.requester, { ...insured(fixture, 9_000n), verifier }));
}

async function strangersAnnouncement(deploy: Deploy): Promise<void> {
  const { escrow, stranger, verifier } = await deploy();
  await rejects(escrow.connect(stranger).announce(insuredFor(stranger, verifier)));
}

async function strangersRevocation(deploy: Deploy): Promise<void> {
  const { escrow, stranger, requester } = await deploy();
  await rejects(escrow.connect(stranger).revoke(requester));
}

async function shortDelay(deploy: Deploy): Promise<void> {
  await rejects(deploy({ limits: { exitDelay: LIMITS.maxDuration + LIMITS.settleBlocks } }));
}

/** Whoever comes after a slash does not pay for it, and whoever was there does. */
async function fairShares(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow, provers, stranger } = fixture;
  await slash(fixture, 30_000n);
  await escrow.connect(stranger).bond({ value: BOND });
  expect((await escrow.bondOf(stranger)) >= BOND - 1n).to.equal(true);
  expect(await escrow.bondOf(provers[0]!)).to.equal(BOND / 2n);
}

/** With these numbers the last one's shares are worth a wei less than what is there. */
async function emptyPool(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 2 });
  const { escrow, requester, stranger, provers } = fixture;
  await slash(fixture, 1n);
  await escrow.connect(stranger).bond({ value: 1_000n });
  const all = [...provers, stranger];
  for (const prover of all) await escrow.connect(prover).startExit();
  await networkHelpers.mine(LIMITS.exitDelay);
  for (const prover of all) await escrow.connect(prover).exit(prover);
  await escrow.connect(requester).withdraw(requester);
  expect(await ethers.provider.getBalance(escrow)).to.equal(0n);
}

const DELETED = '        delete _positions[msg.sender];\n';
const EXITED = `${DELETED}        pool.assets -= uint128(assets);
        pool.shares -= position.shares;
        _accounts = pool;

        emit Exited(msg.sender, to, assets, position.shares);
        _transfer(to, assets);
`;

describeMutants('BondPool: what happens without', {
  'the exit delay': {
    file: POOL,
    from: 'if (block.number < position.exitableAt) revert ExitTooEarly(msg.sender, position.exitableAt);',
    to: '',
    check: earlyExit,
  },
  'one exit a bond': { file: POOL, from: DELETED, to: '', check: secondExit },
  'gone before paid': { file: POOL, from: EXITED, to: EXITED.replace(DELETED, '') + DELETED, check: reentrantExit },
  'no bond during an exit': {
    file: POOL,
    from: 'if (position.exitableAt != 0) revert Exiting(msg.sender, position.exitableAt);\n        bool joins',
    to: 'bool joins',
    check: bondDuringExit,
  },
  'one start of an exit': {
    file: POOL,
    from: 'if (position.exitableAt != 0) revert Exiting(msg.sender, position.exitableAt);\n        if (position.place == 0)',
    to: 'if (position.place == 0)',
    check: secondStart,
  },
  'the price of a name': {
    file: POOL,
    from: 'if (joins && msg.value < _minimumBond) revert BondTooSmall(msg.value, _minimumBond);',
    to: '',
    check: cheapNames,
  },
  'the place of whoever moved': {
    file: POOL,
    from: 'if (moved != address(0)) _positions[moved].place = uint32(index + 1);',
    to: '',
    check: movedProver,
  },
  'the first version of a tenure': {
    file: ROSTER,
    from: 'tenures[middle].since <= version',
    to: 'tenures[middle].since < version',
    check: rosterHistory,
  },
  'a version for every leaving': {
    file: ROSTER,
    from: 'uint48 version = ++self.version;',
    to: 'uint48 version = self.version;',
    check: rosterHistory,
  },
  'shares that stop being active': {
    file: POOL,
    from: '_accounts.activeShares -= position.shares;',
    to: '',
    check: leavingBonds,
  },
  'the difference of active bonds': {
    file: POOL,
    from: '_toAssetsDown(pool, pool.activeShares)',
    to: '_toAssetsDown(pool, pool.shares)',
    check: leavingBonds,
  },
  'what other requests have reserved': {
    file: POOL,
    from: 'uint256(pool.reserved) + amount + remainder',
    to: 'amount + remainder',
    check: secondReservation,
  },
  'a remainder that keeps shares worth something': {
    file: POOL,
    from: 'uint256(pool.reserved) + amount + remainder',
    to: 'uint256(pool.reserved) + amount',
    check: wholePool,
  },
  'the least pay': {
    file: POOL,
    from: 'if (pay < acceptance.leastPay) revert PayTooLow(requester, pay, acceptance.leastPay);',
    to: '',
    check: unpaidWork,
  },
  'pay that does not depend on others': {
    file: ESCROW,
    from: '(terms.total - terms.prize) / terms.designates;',
    to: 'terms.total / terms.designates;',
    check: unpaidWork,
  },
  'the use of the budget': {
    file: POOL,
    from: '_acceptances[requester].budget = acceptance.budget - amount;',
    to: '',
    check: exhaustedBudget,
  },
  'the return of the budget': { file: POOL, from: 'acceptance.budget += amount;', to: '{}', check: returnedBudget },
  'the age of the budget': {
    file: POOL,
    from: ' && effectiveAt <= openedAt',
    to: '',
    check: budgetOfAnother,
  },
  'the loss of the budget with a slash': {
    file: POOL,
    from: 'emit Slashed(requester, amount);',
    to: '_acceptances[requester].budget += amount;',
    check: spentBudget,
  },
  'time to leave before an acceptance': {
    file: POOL,
    from: 'return 2 * uint256(_exitDelay);',
    to: 'return uint256(_exitDelay) - 1;',
    check: surprise,
  },
  'the start of an acceptance': {
    file: POOL,
    from: 'acceptance.effectiveAt == 0 || block.number < acceptance.effectiveAt',
    to: 'acceptance.effectiveAt == 0',
    check: earlyInsurance,
  },
  'the verifier of an acceptance': {
    file: POOL,
    from: 'if (address(verifier) != address(acceptance.verifier)) revert WrongVerifier(requester, acceptance.verifier);',
    to: '',
    check: otherVerifier,
  },
  'the steward’s say in whom to accept': {
    file: POOL,
    from: 'announce(InsuredRequester calldata insured) external onlyOwner {',
    to: 'announce(InsuredRequester calldata insured) external {',
    check: strangersAnnouncement,
  },
  'the steward’s say in whom to revoke': {
    file: POOL,
    from: 'function revoke(address requester) external onlyOwner {',
    to: 'function revoke(address requester) external {',
    check: strangersRevocation,
  },
  'a delay longer than any request': {
    file: POOL,
    from: 'if (exitsTooEarly) revert InvalidPoolLimits("exitDelay");',
    to: '',
    check: shortDelay,
  },
  'the price of shares': {
    file: POOL,
    from: '(assets * (pool.shares + VIRTUAL_SHARES)) / (pool.assets + VIRTUAL_ASSETS)',
    to: 'assets * VIRTUAL_SHARES',
    check: fairShares,
  },
  'the last one’s remainder': {
    file: POOL,
    from: 'isLast ? pool.assets : _toAssetsDown(pool, position.shares)',
    to: '_toAssetsDown(pool, position.shares)',
    check: emptyPool,
  },
});
