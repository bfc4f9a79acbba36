import { expect } from 'chai';
import { BOND, networkHelpers } from './procurement.ts';
import {
  balances,
  before as beforeBlock,
  BY_POOL,
  CONSENTED,
  consentTurn,
  deliverTurn,
  depositOf,
  deployTurns,
  drawTurns,
  expectTurnRefusal,
  firstBlock,
  opened,
  openTurns,
  priceOf,
  type TurnTerms,
  turnTerms,
  zeros,
} from './turns.ts';

describe('TurnEscrow: insurance', () => {
  it('takes S from the pool when all turns passed without a proof', async () => {
    const open = await opened(BY_POOL);
    await beforeBlock(await firstBlock(open, 3));
    await open.escrow.settle(open.request);
    expect((await balances(open)).requester).to.equal(depositOf(open.request.terms) + BY_POOL.bond);
    const { assets, reserved } = await open.escrow.accounts();
    expect([assets, reserved]).to.deep.equal([8n * BOND - BY_POOL.bond, 0n]);
  });

  it('slashes nobody when a later turn brought a proof', async () => {
    const open = await opened(BY_POOL);
    await beforeBlock(await firstBlock(open, 2));
    await deliverTurn(open, open.seats[4]!);
    await beforeBlock(await firstBlock(open, 3));
    await open.escrow.settle(open.request);
    const { assets, reserved } = await open.escrow.accounts();
    expect([assets, reserved]).to.deep.equal([8n * BOND, 0n]);
  });

  it('lapses settleBlocks after the last turn', async () => {
    for (const [late, slashed] of [
      [0n, BY_POOL.bond],
      [1n, 0n],
    ] as const) {
      const open = await opened(BY_POOL);
      await beforeBlock((await firstBlock(open, 3)) - 1n + 60n + late);
      await open.escrow.settle(open.request);
      expect((await balances(open)).requester).to.equal(depositOf(open.request.terms) + slashed);
    }
  });

  it('slashes nothing for requests that leave no time to prove: there are none', async () => {
    const fixture = await deployTurns();
    const request = (changes: Partial<TurnTerms>) => {
      const terms = turnTerms(fixture, { ...BY_POOL, ...changes });
      return fixture.escrow.connect(fixture.requester).request(terms, { value: depositOf(terms) });
    };
    await expectTurnRefusal(request({ turnBlocks: 3n }), 'InvalidTurnTerms', 6n);
    const open = await openTurns(fixture, { ...BY_POOL, turnBlocks: 4n, turns: 1n, seatsPerTurn: 0n, fall: 0n });
    // However late the draw is recorded, turn 0 has its blocks.
    await beforeBlock(open.request.opening.openedAt + 196n);
    await drawTurns(open);
    await deliverTurn(open, open.seats[0]!);
    expect((await open.escrow.accounts()).assets).to.equal(8n * BOND);
  });

  it('by consent: returns the bond with the delivery in turn 0', async () => {
    const open = await opened(CONSENTED);
    await consentTurn(open, open.seats[0]!);
    await deliverTurn(open, open.seats[0]!);
    const { price, bond } = open.request.terms;
    expect(await open.escrow.balanceOf(open.seats[0]!.signer.address)).to.equal(price + bond);
    expect(await open.escrow.balanceOf(open.requester.address)).to.equal(depositOf(open.request.terms) - price);
  });

  it('by consent: gives the bond of a silent designate to the requester, whoever delivers later', async () => {
    const open = await opened({ ...CONSENTED, seatsPerTurn: 1n });
    await consentTurn(open, open.seats[0]!);
    await beforeBlock(await firstBlock(open, 1));
    await deliverTurn(open, open.seats[1]!);
    const { terms } = open.request;
    expect(await balances(open)).to.deep.equal({
      requester: depositOf(terms) - priceOf(terms, 1) + terms.bond,
      seats: zeros(open, { 1: priceOf(terms, 1) }),
    });
  });

  it('by consent: is void, and all of it comes back, if the designate does not consent in time', async () => {
    const open = await opened(CONSENTED);
    const start = await firstBlock(open, 0);
    await expectTurnRefusal(deliverTurn(open, open.seats[0]!), 'ConsentMissing', open.id, 0n);
    await expectTurnRefusal(consentTurn(open, open.seats[1]!), 'NotADesignate', open.id, open.seats[1]!.signer.address);
    await beforeBlock(start - 1n);
    const snapshot = await networkHelpers.takeSnapshot();
    await consentTurn(open, open.seats[0]!);
    await expectTurnRefusal(
      consentTurn(open, open.seats[0]!),
      'AlreadyConsented',
      open.id,
      open.seats[0]!.signer.address,
    );
    await snapshot.restore();
    await expectTurnRefusal(open.escrow.settle(open.request), 'RequestOpen', open.id, start - 1n);
    await beforeBlock(start);
    await expectTurnRefusal(consentTurn(open, open.seats[0]!), 'ConsentTooLate', open.id, start - 1n);
    await open.escrow.settle(open.request);
    expect((await balances(open)).requester).to.equal(depositOf(open.request.terms));
  });
});

describe('TurnEscrow: provers that look first', () => {
  /** All but the designate deliver as soon as they see its delivery, and not before. */
  it('bring the proof in turn 1 although the designate is silent: waiting pays nothing', async () => {
    const open = await opened({ ...BY_POOL, seatsPerTurn: 1n });
    const waited = await open.escrow.queryFilter(open.escrow.filters.Delivered(open.id));
    expect(waited).to.deep.equal([]);
    await beforeBlock(await firstBlock(open, 1));
    await deliverTurn(open, open.seats[1]!);
    const { terms } = open.request;
    expect(await balances(open)).to.deep.equal({
      requester: depositOf(terms) - priceOf(terms, 1),
      seats: zeros(open, { 1: priceOf(terms, 1) }),
    });
  });
});
