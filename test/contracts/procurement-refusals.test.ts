/* eslint-disable max-lines -- a list of every error of the bond pool and the escrow */
/** Every bad input has its error, and loses nothing. */
import { LIMITS_FIELDS, TERMS_FIELDS } from '../../packages/mechanism/src/procurement/limits.ts';
import { SHAPES } from '../../packages/mechanism/src/procurement/rules/registry.ts';
import { expect } from 'chai';
import {
  BOND,
  BUDGET,
  BY_CONSENT,
  LIMITS,
  LOTTERY,
  POOL_INSURED,
  Shape,
  TABLE,
  type Terms,
  consent,
  deadlineOf,
  deliver,
  deployEscrow,
  ethers,
  expectRefusal,
  hashed,
  insuredFor,
  lastConsentBlock,
  makeRequest,
  mineTo,
  networkHelpers,
  openPrize,
  openRequest,
  packed,
  participants,
  proofOf,
  settle,
  termsOf,
  requested,
} from './procurement.ts';
import { expectRefusalOf } from './refusal.ts';

/** Number of a field of the terms in the escrow's errors. */
function codeOf(field: string): number {
  return TERMS_FIELDS.indexOf(field as (typeof TERMS_FIELDS)[number]);
}

describe('BondPool refuses', () => {
  it('limits under which the bonds of open requests could leave', async () => {
    const wrong = {
      minimumBond: { minimumBond: 0n },
      maxDuration: { maxDuration: 0n },
      exitDelay: { exitDelay: LIMITS.maxDuration + LIMITS.settleBlocks },
    };
    for (const [field, limits] of Object.entries(wrong)) {
      const code = LIMITS_FIELDS.indexOf(field as (typeof LIMITS_FIELDS)[number]);
      await expectRefusal(deployEscrow({ limits }), 'InvalidPoolLimits', code);
    }
    await deployEscrow({ limits: { exitDelay: LIMITS.maxDuration + LIMITS.settleBlocks + 1n }, provers: 0 });
  });

  it('a first bond below the least, and a bond of nothing', async () => {
    const { escrow, stranger, provers } = await deployEscrow();
    await expectRefusal(escrow.connect(stranger).bond({ value: 999n }), 'BondTooSmall', 999n, 1_000n);
    await expectRefusal(escrow.connect(provers[0]).bond(), 'BondTooSmall', 0n, 1n);
  });

  it('an exit of nobody, too early, or twice, and a bond during it', async () => {
    const { escrow, stranger, provers } = await deployEscrow();
    const prover = escrow.connect(provers[0]);
    const { address } = provers[0]!;
    await expectRefusal(escrow.connect(stranger).startExit(), 'NotBonded', stranger.address);
    await expectRefusal(prover.exit(address), 'NotExiting', address);
    await prover.startExit();
    const { exitableAt } = await escrow.positionOf(address);
    for (const attempt of [() => prover.startExit(), () => prover.bond({ value: BOND })]) {
      await expectRefusal(attempt(), 'Exiting', address, exitableAt);
    }
    await mineTo(exitableAt - 2n);
    await expectRefusal(prover.exit(address), 'ExitTooEarly', address, exitableAt);
    await mineTo(exitableAt - 1n);
    await prover.exit(address);
    await expectRefusal(prover.exit(address), 'NotExiting', address);
  });

  it('a steward that is none, and the end of what never began', async () => {
    const { escrow, steward, stranger, verifier } = await deployEscrow();
    for (const attempt of [
      () => escrow.connect(stranger).announce(insuredFor(stranger, verifier, 1n)),
      () => escrow.connect(stranger).revoke(stranger),
    ]) {
      await expectRefusal(attempt(), 'OwnableUnauthorizedAccount', stranger.address);
    }
    await expectRefusal(escrow.connect(steward).revoke(stranger), 'NotInsured', stranger.address, 0n);
  });

  it('to insure whom it has not announced, or not yet, or for another verifier, or beyond the budget', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, requester, stranger, verifier } = fixture;
    const terms = termsOf(fixture, POOL_INSURED);
    await expectRefusal(makeRequest(fixture, stranger, terms), 'NotInsured', stranger.address, 0n);
    await escrow.connect(steward).announce(insuredFor(stranger, verifier));
    const { effectiveAt } = await escrow.coverageOf(stranger);
    await mineTo(effectiveAt - 2n);
    await expectRefusal(makeRequest(fixture, stranger, terms), 'NotInsured', stranger.address, effectiveAt);
    await mineTo(effectiveAt - 1n);
    await makeRequest(fixture, stranger, terms);
    const elsewhere = makeRequest(fixture, requester, { ...terms, verifier: stranger.address });
    await expectRefusal(elsewhere, 'WrongVerifier', requester.address, verifier);
    const dear = makeRequest(fixture, requester, { ...terms, bond: BUDGET + 1n });
    await expectRefusal(dear, 'BudgetExceeded', requester.address, BUDGET + 1n, BUDGET);
  });

  it('to insure requests that pay designates too little', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, requester, verifier } = fixture;
    await escrow.connect(steward).announce(insuredFor(requester, verifier, BUDGET, 393n));
    await mineTo((await escrow.coverageOf(requester)).effectiveAt);
    // Where the committee delivers, 786 = 2,500 - 1,714 are left for the two.
    const terms = termsOf(fixture, { ...POOL_INSURED, designates: 2n });
    await makeRequest(fixture, requester, terms);
    const meagre = makeRequest(fixture, requester, { ...terms, total: 2_499n });
    await expectRefusal(meagre, 'PayTooLow', requester.address, 392n, 393n);
    await makeRequest(fixture, fixture.stranger, termsOf(fixture, { total: 0n, prize: 0n }));
  });
});

describe('ProverEscrow refuses', () => {
  describe('terms', () => {
    const two = { designates: 2n };
    const wrong: Readonly<Record<string, readonly Partial<Terms>[]>> = {
      seats: [{ seats: 0n }, { seats: 65n }, { seats: 7n }],
      designates: [
        { designates: 0n },
        { designates: 5n },
        { designates: 9n, seats: 64n },
        { ...TABLE, designates: 1n },
        { ...LOTTERY, designates: 1n },
      ],
      probability: [{ probability: 10n ** 18n + 1n }],
      total: [
        { ...TABLE, total: 3_053n },
        { ...TABLE, total: 3_055n },
        { ...TABLE, prizes: [2n, 1n, 1n, 1n], total: 1n },
      ],
      prize: [{ prize: 2_501n }, { seats: 1n, prize: 1n }, { ...TABLE, prize: 1n }, { ...LOTTERY, prize: 1n }],
      prizes: [{ prizes: [1n] }, { ...LOTTERY, prizes: [1n] }, { ...TABLE, prizes: [1n, 2n, 3n] }],
      prizesHash: [
        { prizesHash: ethers.id('prizes') },
        { ...TABLE, prizesHash: ethers.ZeroHash },
        { ...TABLE, prizesHash: ethers.id('prizes') },
      ],
      insurance: [
        { ...TABLE, ...POOL_INSURED },
        { ...LOTTERY, ...POOL_INSURED },
        { ...LOTTERY, ...BY_CONSENT },
      ],
      bond: [
        { bond: 1n },
        { ...POOL_INSURED, bond: 0n },
        { ...BY_CONSENT, ...two, bond: 6_001n },
        { ...BY_CONSENT, bond: 0n },
        { ...BY_CONSENT, bond: 1_713n },
        { ...BY_CONSENT, ...two, bond: 1_712n },
      ],
      consentBlocks: [
        { consentBlocks: 1n },
        { ...POOL_INSURED, consentBlocks: 1n },
        { ...BY_CONSENT, consentBlocks: 0n },
      ],
      proveBlocks: [{ proveBlocks: 0n }, { proveBlocks: 201n }, { ...BY_CONSENT, proveBlocks: 181n }],
    };
    for (const [field, cases] of Object.entries(wrong)) {
      it(`with a wrong ${field}`, async () => {
        const fixture = await deployEscrow();
        const harness = await ethers.deployContract('PaymentRulesHarness');
        for (const changes of cases) {
          const terms = termsOf(fixture, changes);
          const size = terms.seats > 7n ? 100n : 6n;
          const checked = harness.check(terms, packed(terms.prizes), size, LIMITS.maxDuration);
          await expectRefusal(checked, 'InvalidTerms', codeOf(field));
          if (size === 6n) {
            await expectRefusal(makeRequest(fixture, fixture.requester, terms), 'InvalidTerms', codeOf(field));
          }
        }
      });
    }

    it('but none at the edge', async () => {
      const harness = await ethers.deployContract('PaymentRulesHarness');
      const edges: readonly Partial<Terms>[] = [
        { seats: 64n, designates: 8n, prize: 2_500n },
        { seats: 6n, proveBlocks: 200n, probability: 10n ** 18n },
        { seats: 1n, prize: 0n, total: 0n, statement: [] },
        { ...BY_CONSENT, designates: 3n, proveBlocks: 180n },
        TABLE,
        { ...TABLE, seats: 1n, prizes: [0n] },
      ];
      for (const changes of edges) {
        const terms = termsOf({ verifier: ethers.ZeroAddress }, changes);
        await expect(harness.check(terms, packed(terms.prizes), 64n, LIMITS.maxDuration)).not.to.revert(ethers);
      }
    });

    it('with prizes that are cut off', async () => {
      const fixture = await deployEscrow();
      const terms = termsOf(fixture, TABLE);
      for (const bytes of [47, 49]) {
        const prizes = ethers.dataSlice(`${packed(terms.prizes)}00`, 0, bytes);
        const changed = { ...terms, prizesHash: ethers.keccak256(prizes) };
        const request = fixture.escrow.request(changed, prizes, { value: terms.total });
        await expectRefusal(request, 'InvalidTerms', codeOf('prizes'));
      }
    });

    it('with a byte too many, where hash and deposit fit what is read from the end', async () => {
      const fixture = await deployEscrow();
      const terms = termsOf(fixture, TABLE);
      const prizes = `${packed(terms.prizes)}00`;
      const length = ethers.toBeHex(ethers.dataLength(prizes), 11);
      const read = Array.from({ length: 5 }, (_, i) =>
        BigInt(ethers.dataSlice(ethers.concat([length, prizes]), 12 * i, 12 * i + 12)),
      );
      const total = read.reduce((x, y) => (x > y ? x : y));
      const request = fixture.escrow.request({ ...terms, prizesHash: hashed(read), total }, prizes, { value: total });
      await expectRefusal(request, 'InvalidTerms', codeOf('prizes'));
    });

    it('whose shape or insurance there is not', async () => {
      const fixture = await deployEscrow();
      for (const changes of [{ shape: BigInt(SHAPES.length) }, { insurance: 3n }]) {
        await expect(makeRequest(fixture, fixture.requester, termsOf(fixture, changes))).to.revert(ethers);
      }
    });

    it('that are under- or overpaid', async () => {
      const fixture = await deployEscrow();
      const { escrow } = fixture;
      for (const changes of [{}, TABLE, LOTTERY]) {
        const terms = termsOf(fixture, changes);
        const required = terms.total;
        for (const value of [required - 1n, required + 1n]) {
          await expectRefusal(escrow.request(terms, packed(terms.prizes), { value }), 'WrongPayment', value, required);
        }
      }
    });

    it('whose incentives cannot be told', async () => {
      const fixture = await deployEscrow();
      const gap = fixture.escrow.incentiveGap(termsOf(fixture, { designates: 0n }), '0x');
      await expectRefusal(gap, 'InvalidTerms', codeOf('designates'));
    });
  });

  it('a request that is not encoded as the contract does it', async () => {
    const { escrow, request, seats, made } = await requested();
    const { signer, index } = seats[0]!;
    const proof = proofOf(request, signer.address);
    const data = escrow.interface.encodeFunctionData('deliver', [request, index, proof]);
    const word = (i: number): string => ethers.dataSlice(data, 4 + 32 * i, 36 + 32 * i);
    const withWord = (i: number, value: bigint): string =>
      ethers.concat([
        ethers.dataSlice(data, 0, 4 + 32 * i),
        ethers.toBeHex(value, 32),
        ethers.dataSlice(data, 36 + 32 * i),
      ]);
    // The request begins after the three words of the arguments: offset of the terms, opening, terms.
    const [terms, statement] = [3 + 7, 3 + 7 + 14];
    expect([BigInt(word(3)), BigInt(word(statement))]).to.deep.equal([7n * 32n, 3n]);
    const send = (changed: string) => signer.sendTransaction({ to: escrow, data: changed });
    // One word more of the statement, which the next argument lends; terms that begin a word later.
    for (const changed of [withWord(statement, 4n), withWord(statement, 2n), withWord(3, 8n * 32n)]) {
      await expect(send(changed)).to.revert(ethers);
    }
    // A value of more bits than its type has.
    await expect(send(withWord(terms + 3, (1n << 8n) | 1n))).to.revert(ethers);
    // The same values, with a gap before the statement.
    const shifted = ethers.concat([
      ethers.dataSlice(withWord(statement - 1, 15n * 32n), 0, 4 + 32 * statement),
      ethers.ZeroHash,
      ethers.dataSlice(data, 4 + 32 * statement),
    ]);
    const moved = ethers.concat([
      ethers.dataSlice(shifted, 0, 4 + 64),
      ethers.toBeHex(BigInt(word(2)) + 32n, 32),
      ethers.dataSlice(shifted, 4 + 96),
    ]);
    expect(escrow.interface.decodeFunctionData('deliver', moved)[2]).to.equal(proof);
    await expect(send(moved)).to.be.revertedWithCustomError(escrow, 'NotOpen');
    expect(await escrow.idOf(request)).to.equal(made.id);
    await send(data);
  });

  it('whatever concerns a request that was never made', async () => {
    const { escrow, request, seats, id } = await requested();
    const { signer, index } = seats[0]!;
    const changed = [
      { ...request, terms: { ...request.terms, statement: [11n, 22n, 34n] } },
      { ...request, terms: { ...request.terms, total: 2_501n } },
      { ...request, opening: { ...request.opening, serial: 2n } },
      { ...request, opening: { ...request.opening, requester: signer.address } },
      { ...request, opening: { ...request.opening, rosterVersion: 1n } },
    ];
    for (const unknown of changed) {
      const unknownId = await escrow.idOf(unknown);
      expect(unknownId).not.to.equal(id);
      const prover = escrow.connect(signer);
      for (const attempt of [
        () => prover.draw(unknown),
        () => prover.consent(unknown, index),
        () => prover.deliver(unknown, index, '0x'),
        () => prover.settle(unknown, [], '0x'),
        () => prover.seatOf(unknown, index),
        () => prover.proverAt(unknown, 0n),
      ]) {
        await expectRefusal(attempt(), 'NotOpen', unknownId);
      }
    }
  });

  describe('a draw', () => {
    it('before the beacon can tell', async () => {
      const fixture = await deployEscrow();
      const { escrow, requester } = fixture;
      const beacon = await ethers.getContractAt('ClockBeacon', await escrow.beacon());
      const { request } = await makeRequest(fixture, requester, termsOf(fixture));
      const { moment } = request.opening;
      await networkHelpers.time.setNextBlockTimestamp(moment + 4n);
      await expectRefusalOf(beacon)(escrow.draw(request), 'BeaconNotReady', moment, moment + 5n);
      await networkHelpers.time.setNextBlockTimestamp(moment + 5n);
      await escrow.draw(request);
    });

    it('a second time, or after the deadline', async () => {
      const { escrow, fixture, requester, id, request } = await requested();
      const other = await makeRequest(fixture, requester, request.terms);
      await escrow.draw(request);
      await expectRefusal(escrow.draw(request), 'AlreadyDrawn', id);
      await mineTo(deadlineOf(other.request));
      await expectRefusal(escrow.draw(other.request), 'DeliveryTooLate', other.id, deadlineOf(other.request));
    });

    it('of seats that there are not', async () => {
      const { escrow, id, request } = await requested();
      await escrow.draw(request);
      await expectRefusal(escrow.proverAt(request, 4n), 'UnknownSeat', id, 4n);
    });
  });

  describe('consent', () => {
    it('that nobody asked for', async () => {
      for (const changes of [{}, POOL_INSURED]) {
        const { escrow, id, request, seats } = await requested(changes);
        const { signer, index } = seats[0]!;
        await expectRefusal(escrow.connect(signer).consent(request, index), 'ConsentNotSought', id);
      }
    });

    it('too late, underpaid, twice, or of others than the designates', async () => {
      const { escrow, fixture, id, request, seats, stranger } = await requested({ ...BY_CONSENT, designates: 2n });
      const [first, second, third] = seats;
      const by = ({ signer }: { signer: typeof stranger }) => escrow.connect(signer);
      for (const value of [2_999n, 3_001n]) {
        await expectRefusal(by(first!).consent(request, first!.index, { value }), 'WrongPayment', value, 3_000n);
      }
      const value = 3_000n;
      const uninvited = by(third!).consent(request, third!.index, { value });
      await expectRefusal(uninvited, 'NotADesignate', id, third!.signer.address);
      for (const [account, index] of [
        [stranger, first!.index],
        [first!.signer, second!.index],
        [first!.signer, 6n],
      ] as const) {
        const misplaced = escrow.connect(account).consent(request, index, { value });
        await expectRefusal(misplaced, 'NotOnRoster', id, account.address, index);
      }
      await consent(fixture, request, first!);
      await expectRefusal(consent(fixture, request, first!), 'AlreadyConsented', id, first!.signer.address);
      await mineTo(lastConsentBlock(request));
      await expectRefusal(consent(fixture, request, second!), 'ConsentTooLate', id, lastConsentBlock(request));
    });

    it('but not in the last block for it', async () => {
      const { escrow, fixture, id, request, seats } = await requested(BY_CONSENT);
      await mineTo(lastConsentBlock(request) - 1n);
      await consent(fixture, request, seats[0]!);
      expect((await escrow.progressOf(id)).consented).to.equal(1n);
    });
  });

  describe('a delivery', () => {
    it('before all designates have consented', async () => {
      const { fixture, id, request, seats } = await requested({ ...BY_CONSENT, designates: 2n });
      for (const consented of [0n, 0b10n]) {
        if (consented > 0n) await consent(fixture, request, seats[1]!);
        await expectRefusal(deliver(fixture, request, seats[1]!), 'ConsentMissing', id, consented);
      }
      await consent(fixture, request, seats[0]!);
      await deliver(fixture, request, seats[3]!);
    });

    it('after the deadline, and not at it', async () => {
      const { fixture, id, request, seats } = await requested();
      const deadline = deadlineOf(request);
      await mineTo(deadline - 1n);
      await deliver(fixture, request, seats[0]!);
      await expectRefusal(deliver(fixture, request, seats[1]!), 'DeliveryTooLate', id, deadline);
    });

    it('a second time', async () => {
      const { fixture, id, request, seats } = await requested();
      await deliver(fixture, request, seats[2]!);
      await expectRefusal(deliver(fixture, request, seats[2]!), 'AlreadyDelivered', id, seats[2]!.signer.address);
    });

    it('of others than the members', async () => {
      const { escrow, fixture, id, request, seats, provers, stranger } = await requested();
      const outsider = provers.findIndex((prover) => seats.every(({ signer }) => signer !== prover));
      const signer = provers[outsider]!;
      const outside = deliver(fixture, request, { seat: 4n, index: BigInt(outsider), signer });
      await expectRefusal(outside, 'NoSeat', id, signer.address);
      for (const index of [seats[0]!.index, 6n, 2n ** 255n]) {
        const misplaced = deliver(fixture, request, { seat: 0n, index, signer: stranger });
        await expectRefusal(misplaced, 'NotOnRoster', id, stranger.address, index);
      }
      // A prover that joins after the request has no part in it.
      await escrow.connect(stranger).bond({ value: BOND });
      const newcomer = deliver(fixture, request, { seat: 0n, index: 6n, signer: stranger });
      await expectRefusal(newcomer, 'NotOnRoster', id, stranger.address, 6n);
    });

    it('from a place that the roster has given up, though it still names whoever stood there last', async () => {
      const fixture = await deployEscrow({ provers: 7 });
      const signer = fixture.provers[6]!;
      await fixture.escrow.connect(signer).startExit();
      const { escrow, id, request } = await openRequest(fixture, { seats: 6n });
      const proof = proofOf(request, signer.address);
      // For a place off the roster the permutation may not end.
      const delivery = escrow.connect(signer).deliver(request, 6n, proof, { gasLimit: 500_000n });
      await expectRefusal(delivery, 'NotOnRoster', id, signer.address, 6n);
    });

    it('of a proof that is forged, malformed, copied, or of another statement', async () => {
      const { escrow, id, request, seats } = await requested();
      const [member, other] = seats;
      const good = proofOf(request, member!.signer.address);
      const elsewhere = { terms: { ...request.terms, statement: [11n, 22n, 34n] } };
      const wrong = [
        '0x',
        good.slice(0, -2),
        `${good}00`,
        ethers.id('forged'),
        proofOf(request, other!.signer.address),
        proofOf(elsewhere, member!.signer.address),
      ];
      for (const proof of wrong) {
        const delivery = escrow.connect(member!.signer).deliver(request, member!.index, proof);
        await expectRefusal(delivery, 'InvalidProof', id, member!.signer.address);
      }
      await expect(escrow.connect(member!.signer).deliver(request, member!.index, good)).not.to.revert(ethers);
    });
  });

  describe('a settlement', () => {
    it('before the deadline has passed', async () => {
      const { escrow, id, request } = await requested();
      const deadline = deadlineOf(request);
      await mineTo(deadline - 1n);
      await expectRefusal(escrow.settle(request, [], '0x'), 'RequestOpen', id, deadline);
      await mineTo(deadline);
      await escrow.settle(request, [], '0x');
    });

    it('before designates that may still consent have had their time, or that did have theirs to prove', async () => {
      const { escrow, fixture, id, request, seats } = await requested(BY_CONSENT);
      await mineTo(lastConsentBlock(request) - 2n);
      await expectRefusal(escrow.settle(request, [], '0x'), 'RequestOpen', id, lastConsentBlock(request));
      await consent(fixture, request, seats[0]!);
      const early = escrow.settle(request, await participants(fixture, id), '0x');
      await expectRefusal(early, 'RequestOpen', id, deadlineOf(request));
    });

    it('a second time', async () => {
      const { escrow, made, fixture, id, request, seats } = await requested();
      await deliver(fixture, request, seats[0]!);
      await settle(fixture, made);
      for (const provers of [[], await participants(fixture, id)]) {
        await expectRefusal(escrow.settle(request, provers, '0x'), 'NotOpen', id);
      }
    });

    it('and whatever comes after one', async () => {
      const { escrow, made, fixture, id, request, seats } = await requested({ ...BY_CONSENT, proveBlocks: 150n });
      await mineTo(lastConsentBlock(request));
      await escrow.settle(request, [], '0x');
      const { signer, index } = seats[0]!;
      for (const attempt of [
        () => escrow.draw(request),
        () => consent(fixture, request, seats[0]!),
        () => deliver(fixture, request, seats[0]!),
        () => settle(fixture, made),
        () => escrow.seatOf(request, index),
        () => escrow.connect(signer).proverAt(request, 0n),
      ]) {
        await expectRefusal(attempt(), 'NotOpen', id);
      }
      expect((await escrow.progressOf(id)).opened).to.equal(false);
    });

    it('with another list of provers', async () => {
      const { escrow, fixture, id, request, seats, stranger } = await requested({ shape: Shape.Designated });
      const [silent] = [await makeRequest(fixture, stranger, request.terms)];
      for (const seat of seats.slice(0, 3)) await deliver(fixture, request, seat);
      await mineTo(deadlineOf(silent.request));
      const right = await participants(fixture, id);
      const [a, b, c] = right;
      const wrong = [
        [],
        [a!, b!],
        [b!, a!, c!],
        [...right, c!],
        [a!, b!, { ...c!, prover: stranger.address }],
        [a!, b!, { ...c!, seat: 0n }],
      ];
      for (const provers of wrong) {
        await expectRefusal(escrow.settle(request, provers, '0x'), 'WrongProvers', id);
      }
      await escrow.settle(request, right, '0x');
      // The list is ignored where nobody is paid, as here.
      const anyList = [{ seat: 0n, prover: fixture.steward.address }];
      await expect(escrow.settle(silent.request, anyList, '0x')).not.to.revert(ethers);
      expect(await escrow.balanceOf(fixture.steward)).to.equal(0n);
    });

    it('with other prizes than those of the request', async () => {
      const { escrow, fixture, id, request, seats } = await requested(TABLE);
      for (const seat of seats.slice(0, 3)) await deliver(fixture, request, seat);
      await mineTo(deadlineOf(request));
      const provers = await participants(fixture, id);
      const right = openPrize(request, 3);
      const wrong = [
        '0x',
        `${right}00`,
        ethers.dataSlice(right, 0, 67),
        right.replace('0a1b', '0a1c'),
        openPrize(request, 2),
        openPrize(request, 4),
        packed(request.terms.prizes),
      ];
      for (const prizes of wrong) {
        await expectRefusal(escrow.settle(request, provers, prizes), 'WrongPrizes', id);
      }
      await expect(escrow.settle(request, provers, right)).not.to.revert(ethers);
    });

    it('of a lottery before its random value is known', async () => {
      const { escrow, fixture, id, request, seats } = await requested(LOTTERY);
      const beacon = await ethers.getContractAt('ClockBeacon', await escrow.beacon());
      await deliver(fixture, request, seats[0]!);
      const provers = await participants(fixture, id);
      await mineTo(deadlineOf(request));
      await expectRefusal(escrow.settle(request, provers, '0x'), 'NotClosed', id);
      await escrow.close(request);
      const closedAt = BigInt(await networkHelpers.time.latest());
      expect((await escrow.progressOf(id)).closedAt).to.equal(closedAt);
      await networkHelpers.time.setNextBlockTimestamp(closedAt + 4n);
      const early = escrow.settle(request, provers, '0x');
      await expectRefusalOf(beacon)(early, 'BeaconNotReady', closedAt, closedAt + 5n);
      await networkHelpers.time.setNextBlockTimestamp(closedAt + 5n);
      await escrow.settle(request, provers, '0x');
    });
  });

  describe('the moment of a winner’s draw', () => {
    it('before the deadline, and a second time', async () => {
      const { escrow, fixture, id, request, seats } = await requested(LOTTERY);
      await deliver(fixture, request, seats[0]!);
      await mineTo(deadlineOf(request) - 1n);
      await expectRefusal(escrow.close(request), 'RequestOpen', id, deadlineOf(request));
      await mineTo(deadlineOf(request));
      await escrow.close(request);
      await expectRefusal(escrow.close(request), 'NothingToClose', id);
    });

    it('of a request without deliveries, or that draws no winner', async () => {
      const silent = await requested(LOTTERY);
      await mineTo(deadlineOf(silent.request));
      await expectRefusal(silent.escrow.close(silent.request), 'NothingToClose', silent.id);
      const { escrow, fixture, id, request, seats } = await requested();
      await deliver(fixture, request, seats[0]!);
      await mineTo(deadlineOf(request));
      await expectRefusal(escrow.close(request), 'NothingToClose', id);
    });
  });

  it('to pay out nothing', async () => {
    const { escrow, stranger } = await deployEscrow();
    await expectRefusal(escrow.connect(stranger).withdraw(stranger), 'NothingToWithdraw', stranger.address);
  });

  it('ether that nobody sent for anything', async () => {
    const { escrow, stranger } = await deployEscrow();
    await expect(stranger.sendTransaction({ to: await escrow.getAddress(), value: 1n })).to.revert(ethers);
  });
});
