import { expect } from 'chai';
import fc from 'fast-check';
import { BOND, ethers, networkHelpers, type Seated } from './procurement.ts';
import {
  balances,
  before as beforeBlock,
  BY_POOL,
  CONSENTED,
  deliverTurn,
  depositOf,
  deployTurns,
  drawTurns,
  expectTurnRefusal,
  firstBlock,
  opened,
  openTurns,
  priceOf,
  proofFor,
  seatsOfTurn,
  turnOf,
  type TurnTerms,
  turnTerms,
  zeros,
} from './turns.ts';

describe('TurnEscrow: the life of a request', () => {
  it('pays the designate in turn 0 and refunds the rest in the same transaction', async () => {
    const open = await opened();
    const { terms } = open.request;
    await deliverTurn(open, open.seats[0]!);
    expect(await balances(open)).to.deep.equal({
      requester: depositOf(terms) - terms.price,
      seats: zeros(open, { 0: terms.price }),
    });
    expect((await open.escrow.progressOf(open.id)).opened).to.equal(false);
    await expectTurnRefusal(open.escrow.settle(open.request), 'NotOpen', open.id);
  });

  it('records the draw with the first delivery, if nobody has before', async () => {
    const open = await openTurns(await deployTurns());
    await deliverTurn(open, open.seats[0]!);
    expect(await open.escrow.balanceOf(open.seats[0]!.signer.address)).to.equal(open.request.terms.price);
  });

  it('asks the next turn if nothing came, each seat for the price of its turn, whatever the others do', async () => {
    const open = await opened();
    const { terms } = open.request;
    await beforeBlock(await firstBlock(open, 2));
    await deliverTurn(open, open.seats[3]!);
    expect(await open.escrow.balanceOf(open.seats[3]!.signer.address)).to.equal(priceOf(terms, 2));
    await deliverTurn(open, open.seats[4]!);
    expect(await balances(open)).to.deep.equal({
      requester: depositOf(terms) - 2n * priceOf(terms, 2),
      seats: zeros(open, { 3: priceOf(terms, 2), 4: priceOf(terms, 2) }),
    });
    expect((await open.escrow.progressOf(open.id)).opened).to.equal(false);
  });

  it('refunds the seats that were silent in the turn that brought a proof, after that turn', async () => {
    const open = await opened();
    const { terms } = open.request;
    await beforeBlock(await firstBlock(open, 1));
    await deliverTurn(open, open.seats[2]!);
    const end = await firstBlock(open, 2);
    await beforeBlock(end - 1n);
    await expectTurnRefusal(open.escrow.settle(open.request), 'RequestOpen', open.id, end - 1n);
    await beforeBlock(end);
    await open.escrow.settle(open.request);
    expect((await balances(open)).requester).to.equal(depositOf(terms) - priceOf(terms, 1));
  });

  it('opens and closes each turn at its blocks', async () => {
    const open = await opened();
    const { turnBlocks } = open.request.terms;
    const [first, last] = [await firstBlock(open, 1), (await firstBlock(open, 2)) - 1n];
    expect(last - first).to.equal(turnBlocks - 1n);
    const refusal = [open.id, 1n, first, last];
    await beforeBlock(first - 1n);
    const snapshot = await networkHelpers.takeSnapshot();
    await expectTurnRefusal(deliverTurn(open, open.seats[1]!), 'NotYourTurn', ...refusal);
    await snapshot.restore();
    await beforeBlock(first);
    await deliverTurn(open, open.seats[1]!);
    await snapshot.restore();
    await beforeBlock(last);
    await deliverTurn(open, open.seats[1]!);
    await snapshot.restore();
    await beforeBlock(last + 1n);
    await expectTurnRefusal(deliverTurn(open, open.seats[1]!), 'NotYourTurn', ...refusal);
  });

  it('refuses a designate that comes in the first block of the next turn, which is paid in full', async () => {
    const open = await opened();
    const { terms } = open.request;
    const start = await firstBlock(open, 1);
    await beforeBlock(start);
    await expectTurnRefusal(deliverTurn(open, open.seats[0]!), 'NotYourTurn', open.id, 0n, start - 20n, start - 1n);
    await deliverTurn(open, open.seats[1]!);
    await deliverTurn(open, open.seats[2]!);
    expect((await balances(open)).seats).to.deep.equal(zeros(open, { 1: priceOf(terms, 1), 2: priceOf(terms, 1) }));
  });

  it('refuses a later turn after a proof, although a seat of that turn was silent', async () => {
    const open = await opened();
    await beforeBlock(await firstBlock(open, 1));
    await deliverTurn(open, open.seats[1]!);
    await beforeBlock(await firstBlock(open, 2));
    await expectTurnRefusal(deliverTurn(open, open.seats[3]!), 'AlreadyProved', open.id, 1n);
  });

  it('refunds all of it if nobody delivers', async () => {
    const open = await opened();
    await beforeBlock(await firstBlock(open, 3));
    await open.escrow.settle(open.request);
    expect((await balances(open)).requester).to.equal(depositOf(open.request.terms));
  });

  it('refunds all of it if nobody records the draw in time, and no draw after that', async () => {
    const open = await openTurns(await deployTurns(), BY_POOL);
    const { escrow, id, request } = open;
    const last = request.opening.openedAt + 200n - 60n;
    await beforeBlock(last);
    await expectTurnRefusal(escrow.settle(request), 'RequestOpen', id, last);
    await beforeBlock(last + 1n);
    await expectTurnRefusal(escrow.draw(request), 'DrawTooLate', id, last);
    await expectTurnRefusal(deliverTurn(open, open.seats[0]!), 'DrawTooLate', id, last);
    await escrow.settle(request);
    expect((await balances(open)).requester).to.equal(depositOf(request.terms));
    expect((await escrow.accounts()).reserved).to.equal(0n);
  });

  it('draws by the random value of the request’s time, as the mechanism library says', async () => {
    const open = await openTurns(await deployTurns());
    for (const { seat, index, signer } of open.seats) {
      expect(await open.escrow.proverAt(open.request, seat)).to.deep.equal([signer.address, index]);
      expect(await open.escrow.seatOf(open.request, index)).to.deep.equal([true, seat]);
    }
    await drawTurns(open);
    await expectTurnRefusal(drawTurns(open), 'AlreadyDrawn', open.id);
    expect(await open.escrow.proverAt(open.request, 4n)).to.deep.equal([
      open.seats[4]!.signer.address,
      open.seats[4]!.index,
    ]);
    await expectTurnRefusal(open.escrow.proverAt(open.request, 5n), 'UnknownSeat', open.id, 5n);
    const seated = new Set(open.seats.map(({ index }) => index));
    const [unseated] = [0n, 1n, 2n, 3n, 4n, 5n].filter((index) => !seated.has(index));
    expect(await open.escrow.seatOf(open.request, unseated!)).to.deep.equal([false, 0n]);
    const signer = open.provers[Number(unseated)]!;
    await expectTurnRefusal(
      deliverTurn(open, { seat: 9n, index: unseated!, signer }),
      'NoSeat',
      open.id,
      signer.address,
    );
  });
});

describe('TurnEscrow refuses', () => {
  it('terms out of bounds, naming the field', async () => {
    const fixture = await deployTurns();
    const wrong: [bigint, Partial<TurnTerms>][] = [
      [0n, { turns: 0n }],
      [1n, { seatsPerTurn: 0n }],
      [1n, { turns: 1n, fall: 0n }],
      [1n, { turns: 5n, seatsPerTurn: 2n, fall: 0n }],
      [1n, { turns: 9n, seatsPerTurn: 1n }],
      [2n, { price: 0n, fall: 0n }],
      [3n, { price: 20n }],
      [3n, { turns: 1n, seatsPerTurn: 0n }],
      [4n, { bond: 1n }],
      [4n, { ...BY_POOL, bond: 0n }],
      [5n, { ...CONSENTED, consentBlocks: 0n }],
      [5n, { consentBlocks: 1n }],
      [6n, { turnBlocks: 3n }],
      [6n, { turnBlocks: 67n }],
    ];
    for (const [field, changes] of wrong) {
      const terms = turnTerms(fixture, changes);
      const call = fixture.escrow.connect(fixture.requester).request(terms, { value: 5_000n });
      await expectTurnRefusal(call, 'InvalidTurnTerms', field);
    }
  });

  it('another value than the deposit', async () => {
    const fixture = await deployTurns();
    const terms = turnTerms(fixture);
    for (const value of [1_999n, 2_001n]) {
      const call = fixture.escrow.connect(fixture.requester).request(terms, { value });
      await expectTurnRefusal(call, 'WrongPayment', value, 2_000n);
    }
    const open = await openTurns(fixture, CONSENTED);
    const { signer, index } = open.seats[0]!;
    const call = open.escrow.connect(signer).consent(open.request, index, { value: 5_999n });
    await expectTurnRefusal(call, 'WrongPayment', 5_999n, 6_000n);
  });

  it('insurance that the pool does not grant', async () => {
    const fixture = await deployTurns();
    const request = (changes: Partial<TurnTerms>, requester = fixture.requester) => {
      const terms = turnTerms(fixture, { ...BY_POOL, ...changes });
      return fixture.escrow.connect(requester).request(terms, { value: depositOf(terms) });
    };
    await expectTurnRefusal(request({}, fixture.stranger), 'NotInsured', fixture.stranger.address, 0n);
    await expectTurnRefusal(
      request({ verifier: fixture.stranger.address }),
      'WrongVerifier',
      fixture.requester.address,
      fixture.verifier,
    );
    await expectTurnRefusal(request({ bond: 50_001n }), 'BudgetExceeded', fixture.requester.address, 50_001n, 50_000n);
  });

  it('proofs of others, of other statements, and of strangers', async () => {
    const open = await opened();
    const [designate, other] = open.seats as [Seated, Seated];
    const { escrow, request, id, stranger } = open;
    const copied = proofFor(request, other.signer.address);
    const deliver = (signer: typeof stranger, index: bigint, proof: string, brought = request) =>
      escrow.connect(signer).deliver(brought, index, proof);
    const own = proofFor(request, designate.signer.address);
    await expectTurnRefusal(
      deliver(designate.signer, designate.index, copied),
      'InvalidProof',
      id,
      designate.signer.address,
    );
    await expectTurnRefusal(
      deliver(stranger, designate.index, own),
      'NotOnRoster',
      id,
      stranger.address,
      designate.index,
    );
    const changed = { ...request, terms: { ...request.terms, price: 5_000n } };
    await expectTurnRefusal(
      deliver(designate.signer, designate.index, own, changed),
      'NotOpen',
      await escrow.idOf(changed),
    );
    await beforeBlock(await firstBlock(open, 1));
    await deliverTurn(open, other);
    await expectTurnRefusal(deliverTurn(open, other), 'AlreadyDelivered', id, other.signer.address);
  });

  it('a consent that is not sought', async () => {
    const open = await opened();
    const { signer, index } = open.seats[0]!;
    await expectTurnRefusal(open.escrow.connect(signer).consent(open.request, index), 'ConsentNotSought', open.id);
  });
});

/** Who delivers, by seat, and how many blocks after its turn began. */
const deliveries = fc.array(fc.option(fc.nat(9), { nil: undefined, freq: 2 }), { minLength: 7, maxLength: 7 });

describe('TurnEscrow: any deliveries', () => {
  it('pay the first turn that delivers, each of its seats its price, and nobody else; no wei is lost', async () => {
    const fixture = await deployTurns();
    const paidOf = async () => Promise.all(fixture.provers.map(({ address }) => fixture.escrow.balanceOf(address)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), deliveries, async (seatsPerTurn, delays) => {
        const open = await openTurns(fixture, { seatsPerTurn: BigInt(seatsPerTurn), turnBlocks: 12n });
        const { terms } = open.request;
        const [paid, refunded] = [await paidOf(), await fixture.escrow.balanceOf(open.requester.address)];
        await drawTurns(open);
        const acting = open.seats.filter(({ seat }) => delays[Number(seat)] !== undefined);
        const turn = Math.min(3, ...acting.map(({ seat }) => turnOf(terms, seat)));
        const winners = acting.filter(({ seat }) => turnOf(terms, seat) === turn);
        const start = await firstBlock(open, turn);
        const ordered = winners.toSorted((a, b) => delays[Number(a.seat)]! - delays[Number(b.seat)]!);
        for (const seated of ordered) {
          await beforeBlock(start + BigInt(delays[Number(seated.seat)]!));
          await deliverTurn(open, seated);
        }
        if (winners.length < seatsOfTurn(terms, turn) || turn === 3) {
          await beforeBlock(await firstBlock(open, Math.min(3, turn + 1)));
          await fixture.escrow.settle(open.request);
        }
        const after = await paidOf();
        const price = turn === 3 ? 0n : priceOf(terms, turn);
        for (const [place, { address }] of fixture.provers.entries()) {
          const wins = winners.some(({ signer }) => signer.address === address);
          expect(after[place]! - paid[place]!, `place ${place}`).to.equal(wins ? price : 0n);
        }
        const refund = (await fixture.escrow.balanceOf(open.requester.address)) - refunded;
        expect(refund).to.equal(depositOf(terms) - BigInt(winners.length) * price);
        const held = await ethers.provider.getBalance(await fixture.escrow.getAddress());
        const owed = after.reduce((sum, wei) => sum + wei, 0n) + refunded + refund;
        expect(held).to.equal(8n * BOND + owed);
      }),
      { numRuns: 25 },
    );
  });
});
