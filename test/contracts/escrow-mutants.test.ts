/** Each important check of the escrow is needed: without it, the scenario that stands for it fails. */
import { expect } from 'chai';
import { CHECK, ESCROW, type Mutant, POOL, PRIZES, RULES, describeMutants, rejects } from './escrow-mutant.ts';
import {
  BOND,
  BY_CONSENT,
  LIMITS,
  LOTTERY,
  POOL_INSURED,
  TABLE,
  type Terms,
  accept,
  deadlineOf,
  deliver,
  type deployEscrow,
  ethers,
  hashed,
  lastAcceptBlock,
  makeRequest,
  mineTo,
  openPrize,
  openRequest,
  packed,
  participants,
  proofOf,
  seatsOf,
  settle,
  termsOf,
} from './procurement.ts';

type Deploy = typeof deployEscrow;

const TWO_BY_CONSENT = { ...BY_CONSENT, designates: 2n };

/** A request that can be drawn in the next block. */
async function requested(deploy: Deploy, changes: Partial<Terms> = {}) {
  return openRequest(await deploy(), changes);
}

async function lateDelivery(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy);
  await mineTo(deadlineOf(request));
  await rejects(deliver(fixture, request, seats[0]!));
}

async function lateDraw(deploy: Deploy): Promise<void> {
  const { escrow, request } = await requested(deploy, POOL_INSURED);
  await mineTo(deadlineOf(request));
  await rejects(escrow.draw(request));
}

async function outsidersDelivery(deploy: Deploy): Promise<void> {
  const { fixture, provers, request, seats } = await requested(deploy);
  const outsider = provers.findIndex((prover) => seats.every(({ signer }) => signer !== prover));
  await rejects(deliver(fixture, request, { seat: 4n, index: BigInt(outsider), signer: provers[outsider]! }));
}

async function strangersDelivery(deploy: Deploy): Promise<void> {
  const { fixture, stranger, request, seats } = await requested(deploy);
  await rejects(deliver(fixture, request, { ...seats[0]!, signer: stranger }));
}

/** Of one whose place somebody else takes: the last of the roster has no successor. */
async function leaversDelivery(deploy: Deploy): Promise<void> {
  const { escrow, fixture, provers, request, seats } = await requested(deploy);
  const leaver = seats.find(({ signer }) => signer !== provers.at(-1))!;
  await escrow.connect(leaver.signer).startExit();
  await deliver(fixture, request, leaver);
}

/** Places that the roster has given up still name whoever stood there last. */
async function deliveryFromBeyond(deploy: Deploy): Promise<void> {
  const fixture = await deploy({ provers: 7 });
  const signer = fixture.provers[6]!;
  await fixture.escrow.connect(signer).startExit();
  const { escrow, request } = await openRequest(fixture, { committee: 6n });
  const proof = proofOf(request, signer.address);
  // Off the roster a permutation need not end.
  const attempt = escrow.connect(signer).deliver(request, 6n, proof, { gasLimit: 500_000n });
  await expect(attempt).to.be.revertedWithCustomError(escrow, 'NotOnRoster');
}

async function secondDelivery(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy);
  await deliver(fixture, request, seats[0]!);
  await rejects(deliver(fixture, request, seats[0]!));
}

async function foreignProofs(deploy: Deploy): Promise<void> {
  const { escrow, fixture, request, seats } = await requested(deploy);
  const { signer, index } = seats[0]!;
  const elsewhere = { terms: { ...request.terms, statement: [11n, 22n, 34n] } };
  await rejects(escrow.connect(signer).deliver(request, index, ethers.id('forged')));
  await rejects(escrow.connect(signer).deliver(request, index, proofOf(request, seats[1]!.signer.address)));
  await rejects(escrow.connect(signer).deliver(request, index, proofOf(elsewhere, signer.address)));
  await deliver(fixture, request, seats[0]!);
}

async function refusedProof(deploy: Deploy): Promise<void> {
  const verifier = await ethers.deployContract('MisbehavingVerifier');
  const { fixture, request, seats } = await openRequest(await deploy({ verifier: await verifier.getAddress() }), {});
  // Refuse, AnswerTwo, AnswerLong.
  for (const manner of [1n, 4n, 6n]) {
    await verifier.behave(manner);
    await rejects(deliver(fixture, request, seats[0]!));
  }
}

async function earlySettlement(deploy: Deploy): Promise<void> {
  const { escrow, request } = await requested(deploy);
  await rejects(escrow.settle(request, [], '0x'));
}

async function secondSettlement(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request } = await requested(deploy);
  await settle(fixture, made);
  await rejects(escrow.settle(request, [], '0x'));
}

async function wrongProvers(deploy: Deploy): Promise<void> {
  const { escrow, fixture, id, request, seats, stranger } = await requested(deploy);
  await deliver(fixture, request, seats[0]!);
  await mineTo(deadlineOf(request));
  const [right] = await participants(fixture, id);
  await rejects(escrow.settle(request, [{ ...right!, prover: stranger.address }], '0x'));
  await rejects(escrow.settle(request, [right!, right!], '0x'));
  await rejects(escrow.settle(request, [], '0x'));
}

/** Where nobody is paid, whoever settles need not know who delivered. */
async function settlementWithoutList(deploy: Deploy): Promise<void> {
  const { escrow, fixture, request, requester, seats } = await requested(deploy, POOL_INSURED);
  await deliver(fixture, request, seats[2]!);
  await mineTo(deadlineOf(request));
  await escrow.settle(request, [], '0x');
  expect(await escrow.balanceOf(requester)).to.equal(2_500n + 9_000n);
}

async function designateAlone(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, seats } = await requested(deploy);
  await deliver(fixture, request, seats[0]!);
  await settle(fixture, made);
  expect(await escrow.balanceOf(seats[0]!.signer)).to.equal(2_500n);
}

/** Z does not divide by 3: the designate has the remainder. */
async function remainderOfPrize(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, seats } = await requested(deploy, { prize: 1_000n });
  for (const seat of seats) await deliver(fixture, request, seat);
  await settle(fixture, made);
  const balances = await Promise.all(seats.map(({ signer }) => escrow.balanceOf(signer)));
  expect(balances).to.deep.equal([1_501n, 333n, 333n, 333n]);
}

async function paidByTable(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, requester, seats } = await requested(deploy, TABLE);
  for (const seat of seats.slice(1)) await deliver(fixture, request, seat);
  await settle(fixture, made);
  expect(await escrow.balanceOf(seats[3]!.signer)).to.equal(862n);
  expect(await escrow.balanceOf(requester)).to.equal(3_054n - 3n * 862n);
}

async function otherPrizes(deploy: Deploy): Promise<void> {
  const { escrow, fixture, id, request, seats } = await requested(deploy, TABLE);
  for (const seat of seats.slice(1)) await deliver(fixture, request, seat);
  await mineTo(deadlineOf(request));
  const provers = await participants(fixture, id);
  const others = { terms: { ...request.terms, prizes: [3n, 3n, 3n, 3n] } };
  await rejects(escrow.settle(request, provers, openPrize(others, 3)));
  await escrow.settle(request, provers, openPrize(request, 3));
}

/** More prizes than there are deliveries open none. */
async function prizesAhead(deploy: Deploy): Promise<void> {
  const { escrow, fixture, id, request, seats } = await requested(deploy, TABLE);
  await deliver(fixture, request, seats[1]!);
  await mineTo(deadlineOf(request));
  const provers = await participants(fixture, id);
  await rejects(escrow.settle(request, provers, openPrize(request, 2)));
}

/** Any of those that delivered wins sooner or later, and nobody else; the list is not looked at. */
async function lotteryWinner(deploy: Deploy): Promise<void> {
  const beacon = await ethers.deployContract('LyingBeacon');
  const fixture = await deploy({ beacon: await beacon.getAddress() });
  const { escrow } = fixture;
  const winners = new Set<number>();
  for (let word = 0; word < 12; word++) {
    await beacon.tell(ethers.id(`draw ${word}`));
    const { id, request, seats } = await openRequest(fixture, LOTTERY);
    for (const seat of [3, 1]) await deliver(fixture, request, seats[seat]!);
    await mineTo(deadlineOf(request));
    const final = ethers.id(`deadline ${word}`);
    await beacon.tell(final);
    const seat = [1, 3][Number(BigInt(ethers.keccak256(ethers.concat([final, id]))) % 2n)]!;
    const before = await escrow.balanceOf(seats[seat]!.signer);
    await escrow.settle(request, [], '0x');
    expect((await escrow.balanceOf(seats[seat]!.signer)) - before).to.equal(2_133n);
    winners.add(seat);
  }
  expect(winners.size).to.equal(2);
}

async function underpaidDeposit(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  await rejects(fixture.escrow.request(termsOf(fixture), '0x', { value: 2_499n }));
}

async function underpaidConsent(deploy: Deploy): Promise<void> {
  const { escrow, request, seats } = await requested(deploy, BY_CONSENT);
  await rejects(escrow.connect(seats[0]!.signer).accept(request, seats[0]!.index, { value: 5_999n }));
}

async function lateConsent(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy, BY_CONSENT);
  await mineTo(lastAcceptBlock(request));
  await rejects(accept(fixture, request, seats[0]!));
}

async function consentOfOthers(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy, TWO_BY_CONSENT);
  await rejects(accept(fixture, request, seats[2]!));
}

async function secondConsent(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy, TWO_BY_CONSENT);
  await accept(fixture, request, seats[0]!);
  await rejects(accept(fixture, request, seats[0]!));
}

async function deliveryWithoutConsent(deploy: Deploy): Promise<void> {
  const { fixture, request, seats } = await requested(deploy, TWO_BY_CONSENT);
  await accept(fixture, request, seats[1]!);
  await rejects(deliver(fixture, request, seats[1]!));
}

/** A designate that consented keeps its bond when the other did not. */
async function voidRequest(deploy: Deploy): Promise<void> {
  const { escrow, fixture, id, request, requester, seats } = await requested(deploy, TWO_BY_CONSENT);
  await accept(fixture, request, seats[0]!);
  await mineTo(lastAcceptBlock(request));
  await escrow.settle(request, await participants(fixture, id), '0x');
  expect(await escrow.balanceOf(requester)).to.equal(2_500n);
  expect(await escrow.balanceOf(seats[0]!.signer)).to.equal(3_000n);
}

async function slashedConsent(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, requester, seats } = await requested(deploy, BY_CONSENT);
  await accept(fixture, request, seats[0]!);
  await settle(fixture, made);
  expect(await escrow.balanceOf(requester)).to.equal(2_500n + 6_000n);
  expect(await escrow.balanceOf(seats[0]!.signer)).to.equal(0n);
}

async function slashWithoutDraw(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made } = await requested(deploy, POOL_INSURED);
  await settle(fixture, made);
  expect((await escrow.accounts()).assets).to.equal(6n * BOND);
}

async function lapsedInsurance(deploy: Deploy): Promise<void> {
  const { escrow, request } = await requested(deploy, POOL_INSURED);
  await escrow.draw(request);
  await mineTo(deadlineOf(request) + LIMITS.settleBlocks);
  await escrow.settle(request, [], '0x');
  expect((await escrow.accounts()).assets).to.equal(6n * BOND);
}

async function slashDespiteDelivery(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, seats } = await requested(deploy, POOL_INSURED);
  await deliver(fixture, request, seats[0]!);
  await settle(fixture, made);
  expect((await escrow.accounts()).assets).to.equal(6n * BOND);
}

/** What was slashed is paid, and no more than once. */
async function slashAccounts(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, request, requester } = await requested(deploy, POOL_INSURED);
  await escrow.draw(request);
  await settle(fixture, made);
  const owed = (await escrow.accounts()).assets + (await escrow.balanceOf(requester));
  expect(await ethers.provider.getBalance(escrow)).to.equal(owed);
  expect((await escrow.accounts()).reserved).to.equal(0n);
}

/** What a committee prover has that delivered without the designate. */
async function paidAlone(deploy: Deploy, changes: Partial<Terms>): Promise<bigint> {
  const { escrow, fixture, made, request, seats } = await requested(deploy, changes);
  if (changes === BY_CONSENT) await accept(fixture, request, seats[0]!);
  await deliver(fixture, request, seats[2]!);
  await settle(fixture, made);
  const { assets } = await escrow.accounts();
  const owed = (await escrow.balanceOf(fixture.requester)) + (await escrow.balanceOf(seats[2]!.signer));
  expect(await ethers.provider.getBalance(escrow)).to.equal(assets + owed);
  return escrow.balanceOf(seats[2]!.signer);
}

async function committeeAlone(deploy: Deploy): Promise<void> {
  expect(await paidAlone(deploy, POOL_INSURED)).to.equal(0n);
}

async function uninsuredCommitteeAlone(deploy: Deploy): Promise<void> {
  expect(await paidAlone(deploy, {})).to.equal(1_714n);
}

async function committeeAloneByConsent(deploy: Deploy): Promise<void> {
  expect(await paidAlone(deploy, BY_CONSENT)).to.equal(1_714n);
}

/** The prize that is paid although the designate failed is not the designate's, nor is it part of a delivery's pay. */
async function sharesWithoutDesignate(deploy: Deploy): Promise<void> {
  const { escrow, fixture, id, made, request, seats } = await requested(deploy);
  for (const seat of seats.slice(1, 3)) await deliver(fixture, request, seat);
  const receipt = await (await settle(fixture, made)).wait();
  const [settled] = await escrow.queryFilter(escrow.filters.Settled(id), receipt!.blockNumber);
  const { designateShare, committeeShare, refund } = settled!.args.payout;
  expect([designateShare, committeeShare, refund]).to.deep.equal([0n, 857n, 786n]);
}

async function secondWithdrawal(deploy: Deploy): Promise<void> {
  const { escrow, fixture, made, requester } = await requested(deploy);
  await settle(fixture, made);
  await escrow.connect(requester).withdraw(requester);
  await rejects(escrow.connect(requester).withdraw(requester));
}

async function reentrantWithdrawal(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { escrow } = fixture;
  const receiver = await ethers.deployContract('ReentrantReceiver');
  const terms = termsOf(fixture);
  const data = escrow.interface.encodeFunctionData('request', [terms, '0x']);
  await receiver.execute(escrow, 2_500n, data, { value: 2_500n });
  const [event] = await escrow.queryFilter(escrow.filters.Requested);
  const [requester, serial, openedAt, rosterVersion, rosterSize] = event!.args.opening;
  const request = { terms, opening: { requester, serial, openedAt, rosterVersion, rosterSize } };
  await settle(fixture, { id: event!.args.id, request });
  const withdraw = escrow.interface.encodeFunctionData('withdraw', [await receiver.getAddress()]);
  await receiver.callBack(escrow, withdraw);
  await receiver.execute(escrow, 0n, withdraw);
  expect(await ethers.provider.getBalance(receiver)).to.equal(2_500n);
}

/** The seats stay, whatever the beacon says later. */
async function fixedDraw(deploy: Deploy): Promise<void> {
  const beacon = await ethers.deployContract('LyingBeacon');
  const { escrow, fixture, id, made, request, seats } = await openRequest(
    await deploy({ beacon: await beacon.getAddress() }),
    {},
  );
  await deliver(fixture, request, seats[0]!);
  const { seed } = await escrow.progressOf(id);
  await beacon.tell(ethers.id('another word'));
  await deliver(fixture, request, seats[1]!);
  expect((await escrow.progressOf(id)).seed).to.equal(seed);
  await rejects(escrow.draw(request));
  expect(await seatsOf(fixture, made)).to.deep.equal(seats);
}

/** The word is not that of a block that the requester knew, and requests of one block draw apart. */
async function independentDraws(deploy: Deploy): Promise<void> {
  const beacon = await ethers.deployContract('LyingBeacon');
  const fixture = await deploy({ beacon: await beacon.getAddress() });
  const seeds = new Set<bigint>();
  for (let i = 0; i < 2; i++) {
    const { escrow, id, request } = await openRequest(fixture, {});
    await escrow.draw(request);
    seeds.add((await escrow.progressOf(id)).seed);
  }
  expect(seeds.size).to.equal(2);
}

async function unpredictableDraw(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const { request } = await makeRequest(fixture, fixture.requester, termsOf(fixture));
  await rejects(fixture.escrow.draw(request));
}

async function changedTerms(deploy: Deploy): Promise<void> {
  const { escrow, request } = await requested(deploy);
  await mineTo(deadlineOf(request));
  await rejects(escrow.settle({ ...request, terms: { ...request.terms, total: 3_000n } }, [], '0x'));
}

const wrongTerms =
  (changes: Partial<Terms>): Mutant['check'] =>
  async (deploy) => {
    const fixture = await deploy();
    await rejects(makeRequest(fixture, fixture.requester, termsOf(fixture, changes)));
  };

/** By its name: dividing by no designates would revert as well. */
async function insuredTable(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const terms = termsOf(fixture, { ...TABLE, ...POOL_INSURED });
  await expect(makeRequest(fixture, fixture.requester, terms))
    .to.be.revertedWithCustomError(fixture.escrow, 'InvalidTerms')
    .withArgs('insurance');
}

/** Read from its end, a table with a byte too many goes on into the length before it: hash and deposit fit that here. */
async function cutOffPrizes(deploy: Deploy): Promise<void> {
  const fixture = await deploy();
  const terms = termsOf(fixture, TABLE);
  const prizes = `${packed(terms.prizes)}00`;
  const length = ethers.toBeHex(ethers.dataLength(prizes), 11);
  const read = Array.from({ length: 5 }, (_, i) =>
    BigInt(ethers.dataSlice(ethers.concat([length, prizes]), 12 * i, 12 * i + 12)),
  );
  const changed = { ...terms, prizesHash: hashed(read), total: read.reduce((x, y) => (x > y ? x : y)) };
  await rejects(fixture.escrow.request(changed, prizes, { value: changed.total }));
}

const CLEARED = '        balanceOf[msg.sender] = 0;\n';
const WITHDRAWN = `${CLEARED}
        emit Withdrawn(msg.sender, to, amount);
        _transfer(to, amount);
`;

describeMutants('ProverEscrow: what happens without', {
  'the deadline of deliveries': {
    file: ESCROW,
    from: 'if (block.number > deadline) revert DeliveryTooLate(id, deadline);\n        if (_lacksConsent',
    to: 'if (_lacksConsent',
    check: lateDelivery,
  },
  'the deadline of the draw': {
    file: ESCROW,
    from: 'if (block.number > deadline) revert DeliveryTooLate(id, deadline);\n\n',
    to: '\n',
    check: lateDraw,
  },
  'the seat of a delivery': {
    file: ESCROW,
    from: 'if (seat >= terms.committee) revert NotAMember(id, msg.sender);',
    to: '',
    check: outsidersDelivery,
  },
  'the account of a delivery': {
    file: ESCROW,
    from: '&& holderAt(index, opening.rosterVersion) == msg.sender',
    to: '',
    check: strangersDelivery,
  },
  'the roster as it was': {
    file: ESCROW,
    from: 'holderAt(index, opening.rosterVersion) == msg.sender',
    to: 'holderAt(index, type(uint48).max) == msg.sender',
    check: leaversDelivery,
  },
  'the size of the roster': {
    file: ESCROW,
    from: 'index < opening.rosterSize && holderAt',
    to: 'holderAt',
    check: deliveryFromBeyond,
  },
  'one delivery a prover': {
    file: ESCROW,
    from: 'if (_has(progress.delivered(), seat)) revert AlreadyDelivered(id, msg.sender);',
    to: '',
    check: secondDelivery,
  },
  'the proof': {
    file: ESCROW,
    from: 'if (!_verifies(terms, proof)) revert InvalidProof(id, msg.sender);',
    to: '',
    check: foreignProofs,
  },
  'the prover in the proof': {
    file: ESCROW,
    from: 'publicInputs[terms.statement.length] = uint160(msg.sender);',
    to: '',
    check: foreignProofs,
  },
  'the statement in the proof': {
    file: ESCROW,
    from: 'publicInputs[i] = terms.statement[i];',
    to: '{}',
    check: foreignProofs,
  },
  'the answer of the verifier': {
    file: ESCROW,
    from: 'return ok && answer.length == 32 && uint256(bytes32(answer)) == 1;',
    to: 'return ok;',
    check: refusedProof,
  },
  'the exact answer of the verifier': {
    file: ESCROW,
    from: 'uint256(bytes32(answer)) == 1;',
    to: 'uint256(bytes32(answer)) > 0;',
    check: refusedProof,
  },
  'the length of the verifier’s answer': { file: ESCROW, from: 'answer.length == 32 && ', to: '', check: refusedProof },
  'the deadline of settlements': {
    file: ESCROW,
    from: 'if (block.number <= lastBlock) revert RequestOpen(id, lastBlock);',
    to: '',
    check: earlySettlement,
  },
  'one settlement a request': {
    file: ESCROW,
    from: '_progress[id] = NOT_OPEN;',
    to: '',
    check: secondSettlement,
  },
  'the list of provers': {
    file: ESCROW,
    from: 'if (_hashOf(provers) != _proversHash[id]) revert WrongProvers(id);',
    to: '',
    check: wrongProvers,
  },
  'settlements without a list where nobody is paid': {
    file: ESCROW,
    from: 'if (returned | payout.designateShare | payout.committeeShare == 0) return;',
    to: '',
    check: settlementWithoutList,
  },
  'bonds that come back though nobody is paid': {
    file: ESCROW,
    from: 'if (returned | ',
    to: 'if (',
    check: voidRequest,
  },
  'pay for designates alone': {
    file: ESCROW,
    from: ' | payout.designateShare | payout.committeeShare == 0',
    to: ' | payout.committeeShare == 0',
    check: designateAlone,
  },
  'pay for members alone': {
    file: ESCROW,
    from: ' | payout.committeeShare == 0',
    to: ' == 0',
    check: paidByTable,
  },
  'the remainder of the prize': {
    file: RULES,
    from: 'terms.total - others * otherShare',
    to: 'terms.total - (others > 0 ? prize : 0)',
    check: remainderOfPrize,
  },
  'the prize for this many deliveries': {
    file: PRIZES,
    from: 'prize = prizeFor(prizes, deliveries);',
    to: 'prize = prizeFor(prizes, 1);',
    check: paidByTable,
  },
  'the prizes that were promised': {
    file: ESCROW,
    from: 'if (!isOpened) revert WrongPrizes(id);',
    to: '',
    check: otherPrizes,
  },
  'chance in a lottery': { file: ESCROW, from: 'skip = ticket % deliveries', to: 'skip = 0', check: lotteryWinner },
  'the seat of a winner': { file: ESCROW, from: '(~seats + 1)) - 1)', to: '(~seats + 1)))', check: lotteryWinner },
  'a winner that delivered': {
    file: ESCROW,
    from: 'seats &= seats - 1;',
    to: 'seats <<= 1;',
    check: lotteryWinner,
  },
  'the whole deposit up front': {
    file: ESCROW,
    from: 'if (msg.value != terms.total)',
    to: 'if (msg.value > terms.total)',
    check: underpaidDeposit,
  },
  'the whole bond up front': {
    file: ESCROW,
    from: 'if (msg.value != required)',
    to: 'if (msg.value > required)',
    check: underpaidConsent,
  },
  'the end of consent': {
    file: ESCROW,
    from: 'if (block.number > lastBlock) revert AcceptTooLate(id, lastBlock);',
    to: '',
    check: lateConsent,
  },
  'consent of the designates': {
    file: ESCROW,
    from: 'if (seat >= terms.designates) revert NotADesignate(id, msg.sender);',
    to: '',
    check: consentOfOthers,
  },
  'one consent a designate': {
    file: ESCROW,
    from: 'if (_has(progress.accepted(), seat)) revert AlreadyAccepted(id, msg.sender);',
    to: '',
    check: secondConsent,
  },
  'everybody’s consent': {
    file: ESCROW,
    from: 'if (_lacksConsent(terms, progress)) revert ConsentMissing(id, progress.accepted());',
    to: '',
    check: deliveryWithoutConsent,
  },
  'the end of a void request': {
    file: ESCROW,
    from: 'if (designates == 0 && !isVoid)',
    to: 'if (designates == 0)',
    check: voidRequest,
  },
  'the loss of a bond by consent': {
    file: ESCROW,
    from: 'acceptances == 0 || payout.slashed > 0 ? 0',
    to: 'acceptances == 0 ? 0',
    check: slashedConsent,
  },
  'the draw before a slash': {
    file: ESCROW,
    from: 'progress.isDrawn() && !isLate',
    to: '!isLate',
    check: slashWithoutDraw,
  },
  'the end of insurance': {
    file: ESCROW,
    from: 'progress.isDrawn() && !isLate',
    to: 'progress.isDrawn()',
    check: lapsedInsurance,
  },
  'the failure before a slash': {
    file: ESCROW,
    from: 'if (designates == 0 && !isVoid)',
    to: 'if (!isVoid)',
    check: slashDespiteDelivery,
  },
  'the pool’s payment of a slash': { file: POOL, from: '_accounts.assets -= amount;', to: '', check: slashAccounts },
  'the release of a slash': {
    file: POOL,
    from: '_accounts.reserved -= amount;\n        _accounts.assets',
    to: '_accounts.assets',
    check: slashAccounts,
  },
  'payment of committees with a designate only, for requesters that the pool insures': {
    file: RULES,
    from: 'if (designates == 0 && terms.insurance == Insurance.Pool) return (0, 0);',
    to: '',
    check: committeeAlone,
  },
  'payment of committees without a designate, for anybody': {
    file: RULES,
    from: 'designates == 0 && terms.insurance == Insurance.Pool',
    to: 'designates == 0 && terms.insurance != Insurance.Consent',
    check: uninsuredCommitteeAlone,
  },
  'payment of committees without a designate, by consent': {
    file: RULES,
    from: 'designates == 0 && terms.insurance == Insurance.Pool',
    to: 'designates == 0 && terms.insurance != Insurance.None',
    check: committeeAloneByConsent,
  },
  'the absence of a designate from its share': {
    file: RULES,
    from: 'if (designates > 0) designateShare',
    to: 'designateShare',
    check: sharesWithoutDesignate,
  },
  'one prize for all of the committee': {
    file: RULES,
    from: 'otherShare = prize / others;',
    to: 'otherShare = prize;',
    check: sharesWithoutDesignate,
  },
  'one withdrawal a balance': { file: ESCROW, from: CLEARED, to: '', check: secondWithdrawal },
  'cleared before paid': {
    file: ESCROW,
    from: WITHDRAWN,
    to: WITHDRAWN.replace(CLEARED, '') + CLEARED,
    check: reentrantWithdrawal,
  },
  'the record of the draw': {
    file: ESCROW,
    from: 'if (!progress.isDrawn()) progress = _draw(id, progress, request_.opening);\n        uint256 seat = _callersSeat(id, progress, request_.opening, index);\n        if (seat >= terms.committee)',
    to: 'progress = _draw(id, progress, request_.opening);\n        uint256 seat = _callersSeat(id, progress, request_.opening, index);\n        if (seat >= terms.committee)',
    check: fixedDraw,
  },
  'one draw a request': {
    file: ESCROW,
    from: 'if (progress.isDrawn()) revert AlreadyDrawn(id);',
    to: '',
    check: fixedDraw,
  },
  'the request in the draw': {
    file: ESCROW,
    from: 'abi.encode(beacon.randomness(opening.openedAt), id)',
    to: 'abi.encode(beacon.randomness(opening.openedAt))',
    check: independentDraws,
  },
  'the block of the draw': {
    file: ESCROW,
    from: 'beacon.randomness(opening.openedAt)',
    to: 'beacon.randomness(opening.openedAt - 6)',
    check: unpredictableDraw,
  },
  'the request itself': {
    file: ESCROW,
    from: 'if (!progress.isOpened()) revert NotOpen(id);',
    to: '',
    check: changedTerms,
  },
  'enough provers for the seats': {
    file: CHECK,
    from: ' && committee <= rosterSize',
    to: '',
    check: wrongTerms({ committee: 7n }),
  },
  'a prize that the total pays for': {
    file: CHECK,
    from: '_require(terms.prize <= mostPrize, "prize");',
    to: '',
    check: wrongTerms({ prize: 2_501n }),
  },
  'a prize for every number of deliveries': {
    file: CHECK,
    from: '_require(PrizeTable.size(prizes) == terms.committee, "prizes");',
    to: '',
    check: wrongTerms({ ...TABLE, prizes: [1n, 2n, 3n] }),
  },
  'prizes in tables only': {
    file: CHECK,
    from: '_require(prizes.length == 0, "prizes");',
    to: '',
    check: wrongTerms({ prizes: [1n], prizesHash: ethers.ZeroHash }),
  },
  'a deposit for the greatest prize': {
    file: CHECK,
    from: '_require(terms.total == most, "total");',
    to: '',
    check: wrongTerms({ ...TABLE, total: 3_053n }),
  },
  'a deposit for any prize': {
    file: PRIZES,
    from: 'if gt(prize, most) {',
    to: 'if iszero(most) {',
    check: wrongTerms({ ...TABLE, prizes: [2n, 1n, 1n, 1n], total: 1n }),
  },
  'no prizes by hash alone': {
    file: CHECK,
    from: '_require(terms.prizesHash == 0, "prizesHash");',
    to: '',
    check: wrongTerms({ prizesHash: ethers.id('others') }),
  },
  'the prizes behind the hash': {
    file: CHECK,
    from: '_require(terms.prizesHash == head, "prizesHash");',
    to: '',
    check: wrongTerms({ ...TABLE, prizesHash: ethers.id('others') }),
  },
  'a prize for exactly as many deliveries': {
    file: PRIZES,
    from: 'if (opening.length != end + 32) return (false, 0);',
    to: 'if (opening.length < end + 32) return (false, 0);\n        end = opening.length - 32;',
    check: prizesAhead,
  },
  'every prize in the hash': {
    file: PRIZES,
    from: 'mstore(0x00, word)',
    to: 'mstore(0x00, 0)',
    check: otherPrizes,
  },
  'the rest in the hash': {
    file: PRIZES,
    from: 'head = rest;',
    to: 'head = 0;',
    check: paidByTable,
  },
  'whole prizes': {
    file: PRIZES,
    from: 'table.length % BYTES == 0 ? table.length / BYTES : 0',
    to: 'table.length / BYTES',
    check: cutOffPrizes,
  },
  'insurance of designates only': {
    file: CHECK,
    from: '_require(designated || !insured, "insurance");',
    to: '',
    check: insuredTable,
  },
  'bonds that divide': {
    file: CHECK,
    from: 'terms.bond % terms.designates == 0 && ',
    to: '',
    check: wrongTerms({ ...TWO_BY_CONSENT, bond: 6_001n }),
  },
  'bonds that make up for the prize': {
    file: CHECK,
    from: ' && terms.bond >= terms.prize',
    to: '',
    check: wrongTerms({ ...BY_CONSENT, bond: 1_713n }),
  },
  'the most that a request may last': {
    file: CHECK,
    from: ' && uint256(terms.acceptBlocks) + terms.proveBlocks <= maxDuration',
    to: '',
    check: wrongTerms({ proveBlocks: LIMITS.maxDuration + 1n }),
  },
});
