import { expect } from 'chai';
import fc from 'fast-check';
import { escrowInterface } from '../../packages/client/src/chain/abi.ts';
import { ChainUnreachable, ContractRefusal } from '../../packages/client/src/errors.ts';
import { bondCall, settleCall, withdrawCall } from '../../packages/client/src/escrow/escrow-calls.ts';
import { Escrow, seatAt } from '../../packages/client/src/escrow/escrow.ts';
import type { RequestFacts, RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { deadlineOf, lastConsentBlock, needsClose, statusOf } from '../../packages/client/src/escrow/request-status.ts';
import { type Account, EscrowChain, hashProof, LIMITS, UNIT } from '../escrow-chain.ts';
import { rejection } from '../rejection.ts';

const CONSENT = { insurance: 'consent', bond: 2n * UNIT, consentBlocks: 20 } as const;

describe('The escrow client, on a real node,', () => {
  let chain: EscrowChain;
  let provers: Account[];

  before(async () => {
    chain = await EscrowChain.start();
    // Blocks come when a test wants them, however long it takes.
    await chain.provider.send('evm_setIntervalMining', [0]);
    provers = [];
    for (let i = 0; i < 5; i++) provers.push(await chain.prover());
  });
  after(() => chain.stop());

  const reread = ({ id }: RequestFacts) => chain.requester.requestOf(id);
  const statusNow = async (request: RequestFacts) =>
    statusOf(await reread(request), (await chain.provider.getBlockNumber()) + 1, LIMITS.settleBlocks);

  /** The drawn provers of a request, in the order of their seats. */
  const seated = async (request: RequestFacts) => {
    const seed = (await chain.requester.seedOf(await reread(request)))!;
    const members = provers.flatMap(({ keys, escrow }) => {
      const place = chain.requester.placeOf(keys.account, request)!;
      const seat = seatAt(request, seed, place);
      return seat === undefined ? [] : [{ seat, place, keys, escrow }];
    });
    return members.toSorted((a, b) => a.seat - b.seat);
  };
  const refusalOf = (call: Promise<unknown>) => rejection(call, ContractRefusal);

  it('follows a request from its draw to its settlement', async () => {
    const request = await chain.request(chain.terms());
    expect(request.terms).to.deep.equal(chain.terms());
    expect(request.opening.rosterSize).to.equal(5);
    expect(await statusNow(request)).to.equal('awaiting-draw');
    expect(await chain.requester.seedOf(request)).to.equal(undefined);
    await chain.mine(5);
    const [designate, member] = await seated(request);
    const proof = hashProof(request.terms.statement, designate!.keys.account);
    await designate!.escrow.deliver(request, designate!.place, proof);
    expect(await statusNow(request)).to.equal('proving');
    const other = hashProof(request.terms.statement, member!.keys.account);
    await member!.escrow.deliver(request, member!.place, other);
    await chain.mineTo(deadlineOf(request));
    expect(await statusNow(request)).to.equal('settleable');
    const facts = await reread(request);
    expect(facts.delivered).to.deep.equal([
      { seat: 0, prover: designate!.keys.account },
      { seat: 1, prover: member!.keys.account },
    ]);
    await chain.steward.settle(facts);
    expect(await statusNow(request)).to.equal('settled');
    const { payout } = await reread(request);
    expect(payout!.designateShare).to.equal(request.terms.total - request.terms.prize);
    expect(payout!.winner).to.equal(undefined);
    const owed = await designate!.escrow.balanceOf(designate!.keys.account);
    expect(owed).to.equal(payout!.designateShare);
    await designate!.escrow.withdraw(designate!.keys.account);
    expect(await designate!.escrow.balanceOf(designate!.keys.account)).to.equal(0n);
  });

  it('knows who sits where, as the contract does', async () => {
    const request = await chain.request(chain.terms({ seats: 5 }));
    await chain.mine(5);
    const before = await chain.requester.seedOf(request);
    await chain.steward.draw(request);
    const recorded = await reread(request);
    expect(recorded.seed).to.equal(before);
    for (const { seat, place, keys } of await seated(request)) {
      expect(await chain.requester.proverAt(request, seat)).to.deep.equal({ prover: keys.account, place });
    }
  });

  /** A request of `changes` to whose deadline the first `deliveries` seats have delivered. */
  const delivered = async (changes: Partial<RequestTerms>, deliveries: number) => {
    const request = await chain.request(chain.terms({ designates: 0, prize: 0n, ...changes }));
    await chain.mine(5);
    for (const { escrow, place, keys } of (await seated(request)).slice(0, deliveries)) {
      await escrow.deliver(request, place, hashProof(request.terms.statement, keys.account));
    }
    await chain.mineTo(deadlineOf(request));
    return reread(request);
  };

  it('tells a settlement no more than the contract looks at', async () => {
    const prizes = [UNIT, 5n * UNIT, 3n * UNIT];
    const table = await delivered({ shape: 'table', total: 5n * UNIT, prizes }, 2);
    expect(table.terms.prizes).to.deep.equal(prizes);
    await chain.steward.settle(table);
    expect((await reread(table)).payout).to.include({ committeeShare: (5n * UNIT) / 2n, refund: 0n });

    const unanswered = await delivered({ shape: 'table', total: 5n * UNIT, prizes }, 0);
    await chain.steward.settle(unanswered);
    expect((await reread(unanswered)).payout).to.include({ committeeShare: 0n, refund: 5n * UNIT });

    const lottery = await delivered({ shape: 'lottery', total: 2n * UNIT }, 3);
    expect(settleCall(lottery, true).data.length).to.equal(settleCall({ ...lottery, delivered: [] }).data.length);
    expect([needsClose(lottery), needsClose(table), needsClose(unanswered)]).to.deep.equal([true, false, false]);
    await chain.steward.closeRequest(lottery);
    const closed = await reread(lottery);
    expect(needsClose(closed)).to.equal(false);
    expect((await refusalOf(chain.steward.settle(closed, true))).facts).to.include({ moment: `${closed.closedAt}` });
    await chain.mine(5);
    await chain.steward.settle(closed, true);
    const { payout } = await reread(lottery);
    expect(lottery.delivered.map(({ prover }) => prover)).to.include(payout!.winner);

    const late = await delivered({ shape: 'lottery', total: 3n * UNIT }, 3);
    expect((await refusalOf(chain.steward.settle(late, true))).refusal).to.equal('NotClosed');
    await chain.mineTo(deadlineOf(late) + LIMITS.settleBlocks);
    expect((await refusalOf(chain.steward.settle(late, true))).refusal).to.equal('WrongProvers');
    await chain.steward.settle(late);
    expect((await reread(late)).payout).to.include({ committeeShare: UNIT, winner: undefined });
  });

  it('tells consent from the lack of it', async () => {
    const request = await chain.request(chain.terms(CONSENT));
    await chain.mine(5);
    const [designate] = await seated(request);
    await chain.steward.draw(request);
    expect(await statusNow(request)).to.equal('awaiting-consent');
    await designate!.escrow.consent(request, designate!.place);
    expect(await statusNow(request)).to.equal('proving');
    expect((await reread(request)).consented).to.deep.equal([{ seat: 0, prover: designate!.keys.account }]);
    const ignored = await chain.request(chain.terms(CONSENT));
    await chain.mineTo(lastConsentBlock(ignored));
    expect(await statusNow(ignored)).to.equal('void');
    await chain.requester.settle(ignored);
    expect((await reread(ignored)).payout!.refund).to.equal(ignored.terms.total);
  });

  it('sees insurance by the pool lapse', async () => {
    const request = await chain.request(chain.terms({ insurance: 'pool', bond: UNIT, proveBlocks: 10 }));
    await chain.mineTo(deadlineOf(request) + LIMITS.settleBlocks - 1);
    expect(await statusNow(request)).to.equal('settleable');
    await chain.mine(1);
    expect(await statusNow(request)).to.equal('lapsed');
  });

  it('knows every roster that there was', async () => {
    const crowd: Account[] = [];
    for (let i = 0; i < 6; i++) crowd.push(await chain.account());
    const seed = Date.now() % 2 ** 31;
    const [steps] = fc.sample(fc.array(fc.nat(5), { minLength: 14, maxLength: 14 }), { seed, numRuns: 1 });
    for (const step of steps!) {
      const { escrow, keys } = crowd[step]!;
      const { place, exitableAt } = await escrow.positionOf(keys.account);
      if (exitableAt !== undefined) continue;
      await (place === undefined ? escrow.bond(LIMITS.minimumBond) : escrow.startExit());
    }
    const events = (await chain.requester.history()).filter(({ event }) => ['Joined', 'Left'].includes(event.name));
    for (const { event } of events) {
      const version = Number(event.args.version);
      for (const { keys } of [...provers, ...crowd]) {
        const opening = { requester: '', serial: 0n, openedAt: 0, moment: 0, rosterVersion: version, rosterSize: 0 };
        const place = chain.requester.placeOf(keys.account, { terms: chain.terms(), opening });
        if (place === undefined) continue;
        const data = escrowInterface.encodeFunctionData('holderAt', [place, version]);
        const answer = await chain.provider.call({ to: chain.options.address, data });
        const [holder] = escrowInterface.decodeFunctionResult('holderAt', answer);
        expect(holder, `place ${place}, version ${version}, seed ${seed}`).to.equal(keys.account);
      }
    }
  });

  it('lets a prover leave after the delay, with what is left of its bond', async () => {
    const { escrow, keys } = await chain.prover();
    await escrow.startExit();
    const early = await refusalOf(escrow.exit(keys.account));
    expect(early.refusal).to.equal('ExitTooEarly');
    const { exitableAt, place, bond } = await escrow.positionOf(keys.account);
    expect(early.facts).to.deep.equal({ prover: keys.account, exitableAt: String(exitableAt) });
    expect(place).to.equal(undefined);
    expect(bond).to.equal(2n * LIMITS.minimumBond);
    await chain.mineTo(exitableAt! - 1);
    await escrow.exit(keys.account);
    expect((await escrow.positionOf(keys.account)).shares).to.equal(0n);
  });

  it('announces and revokes insured requesters', async () => {
    const stranger = await chain.account();
    const terms = chain.terms({ insurance: 'pool', bond: UNIT });
    expect((await refusalOf(chain.request(terms, stranger.escrow))).refusal).to.equal('NotInsured');
    await chain.announce(stranger.keys.account, UNIT);
    await chain.mine(2 * LIMITS.exitDelay);
    await chain.request(terms, stranger.escrow);
    await chain.steward.revoke(stranger.keys.account);
    expect((await refusalOf(chain.request(terms, stranger.escrow))).refusal).to.equal('NotInsured');
  });

  it('says so when there is no chain', async () => {
    await rejection(Escrow.open({ ...chain.options, url: 'http://127.0.0.1:1' }), ChainUnreachable);
  });

  it('forgets a request that a reorganisation took away', async () => {
    const snapshot = (await chain.provider.send('evm_snapshot', [])) as string;
    const request = await chain.request(chain.terms());
    await chain.provider.send('evm_revert', [snapshot]);
    const error = await reread(request).catch((caught: unknown) => caught);
    expect(error).to.deep.include({ code: 'UnknownRequest', facts: { request: request.id } });
  });

  describe('for one prover account', () => {
    it('sends a signed transaction any number of times, and it counts once', async () => {
      const { keys, escrow } = await chain.account();
      const account = new ProverAccount(escrow, keys);
      const call = bondCall(LIMITS.minimumBond);
      const { mined } = await account.nonces();
      const signed = await account.sign(call, mined, await account.estimate(call));
      expect(await account.outcome(signed.hash)).to.equal(undefined);
      for (let i = 0; i < 3; i++) await account.broadcast(signed);
      expect(await account.outcome(signed.hash)).to.equal('succeeded');
      expect((await account.nonces()).mined).to.equal(mined + 1);
      const { bond, place, funds } = await account.holdings();
      expect(bond).to.equal(LIMITS.minimumBond);
      expect(place).not.to.equal(undefined);
      expect(funds).to.be.below(10n ** 20n - LIMITS.minimumBond);
    });

    it('replaces a transaction that waits, and cancels one', async () => {
      const { keys, escrow } = await chain.account();
      const account = new ProverAccount(escrow, keys);
      const call = bondCall(LIMITS.minimumBond);
      await chain.provider.send('evm_setAutomine', [false]);
      try {
        const gas = await account.estimate(call);
        const first = await account.sign(call, 0, gas);
        await account.broadcast(first);
        expect(await account.nonces()).to.deep.equal({ mined: 0, pending: 1 });
        const dearer = (await account.outbid(first.raw))!;
        await account.broadcast(dearer);
        const nothing = await account.cancel(dearer.raw);
        await account.broadcast(nothing);
        await chain.mine(1);
        expect(await account.outcome(first.hash)).to.equal(undefined);
        expect(await account.outcome(dearer.hash)).to.equal(undefined);
        expect(await account.outcome(nothing.hash)).to.equal('succeeded');
        expect((await account.holdings()).bond).to.equal(0n);
      } finally {
        await chain.provider.send('evm_setAutomine', [true]);
      }
    });

    it('is refused before it signs anything', async () => {
      const { keys, escrow } = await chain.account();
      const account = new ProverAccount(escrow, keys);
      const refusal = await refusalOf(account.estimate(withdrawCall(keys.account)));
      expect([refusal.refusal, refusal.facts]).to.deep.equal(['NothingToWithdraw', { account: keys.account }]);
    });
  });
});
