import { expect } from 'chai';
import { consentBondOf, paymentsOf } from './payments.ts';
import {
  BOND,
  BUDGET,
  BY_CONSENT,
  type Fixture,
  LIMITS,
  LOTTERY,
  POOL_INSURED,
  Shape,
  TABLE,
  type Terms,
  consent,
  awaitDraw,
  deadlineOf,
  deliver,
  deployEscrow,
  ethers,
  lastConsentBlock,
  makeRequest,
  closeLottery,
  mineTo,
  openPrize,
  participants,
  seatsOf,
  settle,
  termsOf,
  openRequest,
  requested,
} from './procurement.ts';

interface Play {
  readonly terms: Partial<Terms>;
  /** Seats of the provers that deliver. */
  readonly delivered: readonly number[];
  /** Wei of S that the requester gets. */
  readonly slashed?: bigint;
}

const TWO = { designates: 2n, seats: 5n, total: 4_501n, prize: 1_714n };

const PLAYS: Readonly<Record<string, Play>> = {
  'nobody delivers': { terms: {}, delivered: [] },
  'the designate alone delivers': { terms: {}, delivered: [0] },
  'the designate and one of the committee deliver': { terms: {}, delivered: [2, 0] },
  'everybody delivers, and the prize does not divide': { terms: {}, delivered: [3, 0, 1, 2] },
  'the committee delivers without its designate': { terms: {}, delivered: [1, 3] },
  'one of the committee delivers without its designate': { terms: {}, delivered: [2] },
  'the committee delivers without its designate, and the prize does not divide': {
    terms: {},
    delivered: [1, 3, 2],
  },
  'the committee delivers without both of its designates': { terms: TWO, delivered: [4, 2] },
  'there is no committee': { terms: { seats: 1n, prize: 0n }, delivered: [0] },
  'one of two designates delivers': { terms: TWO, delivered: [1] },
  'one of two designates and the committee deliver': { terms: TWO, delivered: [1, 2, 4] },
  'two designates deliver, and the rest does not divide': { terms: TWO, delivered: [0, 3, 1] },
  'insured by the pool, nobody delivers': { terms: POOL_INSURED, delivered: [], slashed: 9_000n },
  'insured by the pool, the committee delivers': { terms: POOL_INSURED, delivered: [1, 2], slashed: 9_000n },
  'insured by the pool, the designate delivers': { terms: POOL_INSURED, delivered: [0, 2] },
  'insured by the pool, one of two designates delivers': { terms: { ...TWO, ...POOL_INSURED }, delivered: [1] },
  'insured by consent, nobody delivers': { terms: BY_CONSENT, delivered: [], slashed: 6_000n },
  'insured by consent, the designate delivers': { terms: BY_CONSENT, delivered: [0, 3] },
  'insured by consent, one of two designates delivers': { terms: { ...TWO, ...BY_CONSENT }, delivered: [1, 2] },
  'insured by consent, two designates fail': { terms: { ...TWO, ...BY_CONSENT }, delivered: [4], slashed: 6_000n },
  'insured by consent, the committee delivers, and the prize does not divide': {
    terms: { ...BY_CONSENT, prize: 1_715n },
    delivered: [3, 2],
    slashed: 6_000n,
  },
  'insured by consent, the bond is the prize': {
    terms: { ...BY_CONSENT, bond: 1_714n },
    delivered: [1, 2, 3],
    slashed: 1_714n,
  },
  'by the table, nobody delivers': { terms: TABLE, delivered: [] },
  'by the table, one delivers for nothing': { terms: TABLE, delivered: [2] },
  'by the table, three deliver': { terms: TABLE, delivered: [2, 0, 3] },
  'by the table, everybody delivers': { terms: TABLE, delivered: [2, 0, 3, 1] },
  'by lottery, nobody delivers': { terms: LOTTERY, delivered: [] },
  'by lottery, one delivers': { terms: LOTTERY, delivered: [1] },
  'by lottery, three deliver': { terms: LOTTERY, delivered: [1, 3, 0] },
};

/** Expects that all money in the escrow has an owner. */
async function expectAccounted({ escrow, requester, provers }: Fixture): Promise<void> {
  const { assets, reserved } = await escrow.accounts();
  let owed = assets;
  for (const account of [requester, ...provers]) owed += await escrow.balanceOf(account);
  expect(await ethers.provider.getBalance(escrow)).to.equal(owed);
  expect(reserved).to.equal(0n);
}

async function play(fixture: Fixture, terms: Terms, delivered: readonly number[]) {
  const { made, seats } = await openRequest(fixture, terms);
  if (consentBondOf(terms) > 0n) {
    for (const seat of seats.slice(0, Number(terms.designates))) await consent(fixture, made.request, seat);
  }
  if (delivered.length === 0 && terms.insurance === POOL_INSURED.insurance) await fixture.escrow.draw(made.request);
  for (const seat of delivered) await deliver(fixture, made.request, seats[seat]!);
  await mineTo(deadlineOf(made.request));
  if (terms.shape === Shape.Lottery && delivered.length > 0) await closeLottery(fixture, made.request);
  return { made, seats };
}

describe('ProverEscrow: the life of a request', () => {
  for (const [name, { terms: changes, delivered, slashed = 0n }] of Object.entries(PLAYS)) {
    it(`pays to the wei: ${name}`, async () => {
      const fixture = await deployEscrow();
      const { escrow, requester } = fixture;
      const terms = termsOf(fixture, changes);
      const { made, seats } = await play(fixture, terms, delivered);
      const provers = await participants(fixture, made.id);
      const receipt = await (
        await escrow.settle(made.request, provers, openPrize(made.request, delivered.length))
      ).wait();

      const [settled] = await escrow.queryFilter(escrow.filters.Settled(made.id), receipt!.blockNumber);
      const { payout } = settled!.args;
      const winner = seats.findIndex(({ signer }) => signer.address === payout.winner);
      const isLottery = terms.shape === Shape.Lottery && delivered.length > 0;
      if (isLottery) expect(delivered).to.include(winner);
      else expect(winner).to.equal(-1);

      const { bySeat, refund } = paymentsOf(terms, delivered, isLottery ? winner : undefined);
      expect([payout.refund, payout.slashed]).to.deep.equal([refund, slashed]);
      expect(await escrow.balanceOf(requester)).to.equal(refund + slashed);
      if (consentBondOf(terms) > 0n && slashed > 0n) expect(refund + slashed >= terms.total).to.equal(true);
      for (const { seat, signer } of seats) {
        const returned = seat < terms.designates && slashed === 0n ? consentBondOf(terms) : 0n;
        expect(await escrow.balanceOf(signer), `seat ${seat}`).to.equal((bySeat.get(Number(seat)) ?? 0n) + returned);
      }
      const lost = terms.insurance === POOL_INSURED.insurance ? slashed : 0n;
      expect((await escrow.accounts()).assets).to.equal(6n * BOND - lost);
      expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET - lost);
      await expectAccounted(fixture);
    });
  }

  it('draws seats as the mechanism library says, and says the same of every place', async () => {
    const fixture = await deployEscrow({ provers: 9 });
    const { escrow, provers } = fixture;
    const { made, seats } = await openRequest(fixture, { seats: 5n });
    const check = async (): Promise<void> => {
      for (const { seat, index, signer } of seats) {
        expect([...(await escrow.proverAt(made.request, seat))]).to.deep.equal([signer.address, index]);
        expect([...(await escrow.seatOf(made.request, index))]).to.deep.equal([true, seat]);
      }
      const places = provers.map((_, index) => escrow.seatOf(made.request, index));
      expect((await Promise.all(places)).filter(({ assigned }) => assigned)).to.have.length(5);
      expect((await escrow.seatOf(made.request, 9n)).assigned).to.equal(false);
    };
    // A call runs in the block after the latest.
    await expect(escrow.draw(made.request)).to.emit(escrow, 'Drawn');
    await check();
    await mineTo(made.request.opening.openedAt + 300n);
    await check();
  });

  it('draws from the roster as it was, whoever comes and goes', async () => {
    const fixture = await deployEscrow({ provers: 7 });
    const { escrow, requester, stranger, provers } = fixture;
    const made = await makeRequest(fixture, requester, termsOf(fixture));
    // The first leaves and the last takes its place; the third leaves; somebody new comes.
    await escrow.connect(provers[0]).startExit();
    await escrow.connect(provers[2]).startExit();
    await escrow.connect(stranger).bond({ value: BOND });
    await awaitDraw(made.request);
    const seats = await seatsOf(fixture, made);
    for (const { seat, index, signer } of seats) {
      await expect(deliver(fixture, made.request, { seat, index, signer })).not.to.revert(ethers);
      expect([...(await escrow.proverAt(made.request, seat))]).to.deep.equal([signer.address, index]);
    }
    expect((await escrow.progressOf(made.id)).delivered).to.equal(0b1111n);
    await settle(fixture, made);
    expect((await escrow.roster()).size).to.equal(6n);
  });

  it('refunds at once what designates did not consent to', async () => {
    const { fixture, escrow, requester, id, request, seats } = await requested({ ...TWO, ...BY_CONSENT });
    const [, second] = seats;
    await consent(fixture, request, second!);
    await mineTo(lastConsentBlock(request));
    await escrow.settle(request, await participants(fixture, id), '0x');
    expect(await escrow.balanceOf(requester)).to.equal(TWO.total);
    expect(await escrow.balanceOf(second!.signer)).to.equal(3_000n);
    await expectAccounted(fixture);
  });

  it('lets the insurance by the pool lapse, and pays and refunds all the same', async () => {
    const fixture = await deployEscrow();
    const { escrow, requester } = fixture;
    for (const [late, slashed] of [
      [0n, 9_000n],
      [1n, 0n],
    ] as const) {
      const { made } = await openRequest(fixture, POOL_INSURED);
      await escrow.draw(made.request);
      await mineTo(deadlineOf(made.request) + LIMITS.settleBlocks - 1n + late);
      const before = await escrow.balanceOf(requester);
      await escrow.settle(made.request, [], '0x');
      expect((await escrow.balanceOf(requester)) - before).to.equal(2_500n + slashed);
    }
    expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET - 9_000n);
    await expectAccounted(fixture);
  });

  it('slashes nobody if nobody recorded a draw in time', async () => {
    const { fixture, escrow, requester, made } = await requested(POOL_INSURED);
    await settle(fixture, made);
    expect(await escrow.balanceOf(requester)).to.equal(2_500n);
    expect((await escrow.accounts()).assets).to.equal(6n * BOND);
    expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET);
  });

  it('splits a lottery’s prize that was not settled in time', async () => {
    const fixture = await deployEscrow();
    const { escrow, requester } = fixture;
    const { made, seats } = await play(fixture, termsOf(fixture, LOTTERY), [3, 1]);
    await mineTo(deadlineOf(made.request) + LIMITS.settleBlocks);
    await escrow.settle(made.request, await participants(fixture, made.id), '0x');
    for (const seat of [1, 3]) expect(await escrow.balanceOf(seats[seat]!.signer)).to.equal(1_066n);
    expect(await escrow.balanceOf(requester)).to.equal(1n);
    await expectAccounted(fixture);
  });

  it('draws the winner of a lottery from the random value of its close', async () => {
    const beacon = await ethers.deployContract('LyingBeacon');
    const fixture = await deployEscrow({ beacon: await beacon.getAddress() });
    const { escrow } = fixture;
    const terms = termsOf(fixture, LOTTERY);
    const winners = new Set<string>();
    for (let word = 0; word < 24; word++) {
      await beacon.tell(ethers.toBeHex(word, 32));
      const { made, seats } = await play(fixture, terms, [3, 0, 1]);
      const final = ethers.toBeHex(1_000 + word, 32);
      await beacon.tell(final);
      const ticket = BigInt(ethers.keccak256(ethers.concat([final, made.id])));
      const winner = seats[[0, 1, 3][Number(ticket % 3n)]!]!.signer;
      const before = await escrow.balanceOf(winner);
      await escrow.settle(made.request, [], '0x');
      expect((await escrow.balanceOf(winner)) - before).to.equal(terms.total);
      winners.add(winner.address);
    }
    expect(winners.size).to.be.above(1);
  });

  it('pays balances out, once', async () => {
    const { fixture, escrow, requester, made } = await requested();
    await settle(fixture, made);
    const withdrawing = escrow.connect(requester).withdraw(requester);
    await expect(withdrawing).to.changeEtherBalances(ethers, [requester, escrow], [2_500n, -2_500n]);
    expect(await escrow.balanceOf(requester)).to.equal(0n);
  });
});
