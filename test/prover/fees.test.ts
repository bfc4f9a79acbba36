import { expect } from 'chai';
import fc from 'fast-check';
import { settleCall } from '../../packages/client/src/escrow/escrow-calls.ts';
import { Outbox } from '../../packages/hosting/src/outbox.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { deadlineOf } from '../../packages/client/src/escrow/request-status.ts';
import { openStore, ProverJournal } from '../../packages/prover/src/journal.ts';
import { EscrowChain } from '../escrow-chain.ts';
import { callOf, FeeMarket, GAS, GWEI, LOGGER, NO_FUNDS } from './fee-market.ts';

describe('What a prover pays for gas', () => {
  describe('on a node in memory', () => {
    const settle = { purpose: 'settle 1', call: callOf('settle', 1) };
    const deliver = { purpose: 'deliver 2', call: callOf('deliver', 2), lastBlock: 1_000 };

    it('is not raised while the node refuses a transaction, whatever it says', async () => {
      for (const refusal of [NO_FUNDS, 'txpool is full']) {
        const market = new FeeMarket();
        market.refusal = refusal;
        await market.submit(settle);
        for (let i = 0; i < 300; i++) await market.look(5);
        expect(market.versions(0)).to.have.length(1);
        expect(market.outbox.trouble).to.include(refusal === NO_FUNDS ? 'money' : refusal);
        market.refusal = undefined;
        await market.look(4);
        expect(market.outbox.trouble).to.equal(undefined);
        market.mine();
        expect(market.mined.map(({ data }) => data)).to.deep.equal([settle.call.data]);
      }
    });

    it('is raised once the node has had a transaction for five blocks, to four times what the market asks and no more', async () => {
      const market = new FeeMarket();
      market.refusal = NO_FUNDS;
      await market.submit(settle);
      await market.look(50);
      market.refusal = undefined;
      await market.look(1);
      await market.look(4);
      expect(market.versions(0)).to.have.length(1);
      await market.look(1);
      expect(market.versions(0)).to.have.length(2);
      for (let i = 0; i < 300; i++) await market.look(5);
      const { maxFeePerGas: fee } = market.versions(0).at(-1)!;
      const cap = 4n * market.asked.maxFeePerGas;
      expect(fee! <= cap && (fee! * 110n) / 100n + 1n > cap, `${fee} of ${cap}`).to.equal(true);
      const { sent } = market;
      await market.look(5);
      expect(market.sent, 'the same bytes go on being sent').to.equal(sent + 1);
    });

    it('follows a market that has left it behind', async () => {
      const market = new FeeMarket();
      await market.submit(deliver);
      market.base *= 10n;
      await market.look(5);
      expect(market.versions(0).at(-1)!.maxFeePerGas).to.equal(market.asked.maxFeePerGas);
      market.mine();
      expect(market.mined).to.have.length(1);
    });

    it('rises too where a node will not even keep what offers too little', async () => {
      for (const refusal of ['transaction underpriced', 'max fee per gas less than block base fee', 'FeeTooLow']) {
        const market = new FeeMarket();
        market.refusal = refusal;
        await market.submit(deliver);
        market.base *= 10n;
        await market.look(5);
        expect(market.versions(0).at(-1)!.maxFeePerGas).to.equal(market.asked.maxFeePerGas);
      }
    });

    it('is never more than the account has', async () => {
      const market = new FeeMarket();
      market.funds = (GAS * market.asked.maxFeePerGas * 3n) / 2n;
      await market.submit(deliver);
      for (let i = 0; i < 20; i++) await market.look(5);
      expect(market.versions(0)).to.have.length(3);
      expect(market.versions(0).at(-1)!.maxFeePerGas).to.equal((market.asked.maxFeePerGas * 3n) / 2n);
    });

    it('is never more than a call brings: nothing is signed until gas is cheaper', async () => {
      const market = new FeeMarket();
      const worth = GAS * market.asked.maxFeePerGas;
      market.base += 1n;
      const error = await market.submit({ ...settle, worth }).catch((caught: unknown) => caught);
      expect(error).to.include({ refusal: 'GasTooDear' });
      expect(market.journal.openTransactions()).to.be.empty;
      market.base -= 1n;
      await market.submit({ ...settle, worth });
      market.base *= 10n;
      for (let i = 0; i < 20; i++) await market.look(5);
      expect(market.versions(0)).to.have.length(1);
    });

    for (const [why, hinder] of [
      ['is refused', (market: FeeMarket) => (market.refused.add(0), undefined)],
      ['is not worth what a block takes', (market: FeeMarket) => GAS * market.asked.maxFeePerGas],
    ] as const) {
      it(`cancels what ${why} when it is in the way of a delivery, and only then`, async () => {
        const market = new FeeMarket();
        const worth = hinder(market);
        await market.submit({ ...settle, ...(worth === undefined ? {} : { worth }) });
        market.base *= 10n;
        for (let i = 0; i < 20; i++) await market.look(5);
        await market.submit({ purpose: 'withdraw', call: callOf('withdraw', 0) });
        for (let i = 0; i < 20; i++) await market.look(5);
        expect(market.versions(0), 'a withdrawal can wait').to.have.length(1);
        await market.submit({ ...deliver, worth: 10n ** 18n });
        await market.look(1);
        const [, nothing] = market.versions(0);
        expect(market.outbox.trouble, 'nothing is refused any more').to.equal(undefined);
        expect(nothing).to.include({ to: market.address, data: '0x', value: 0n, gasLimit: 21_000n });
        market.mine();
        await market.look(0);
        expect(market.mined.map(({ data }) => data)).to.include(deliver.call.data);
        market.base = GWEI;
        await market.submit(settle);
        market.mine();
        expect(market.mined.at(-1)!.data).to.equal(settle.call.data);
      });
    }

    it('cancels no delivery for another one, and nothing that is behind all deliveries', async () => {
      const market = new FeeMarket();
      market.refused.add(0).add(2);
      await market.submit(deliver);
      await market.submit({ purpose: 'deliver 3', call: callOf('deliver', 3), lastBlock: 1_000 });
      await market.submit(settle);
      for (let i = 0; i < 20; i++) await market.look(5);
      const calls = [0, 1, 2].map((nonce) => market.versions(nonce).map(({ data }) => data));
      expect(calls.flat()).not.to.include('0x');
    });

    it('leaves a withdrawal alone that only an expired delivery waits behind', async () => {
      const market = new FeeMarket();
      market.refused.add(0);
      await market.submit({ purpose: 'withdraw', call: callOf('withdraw', 0) });
      await market.submit({ ...deliver, lastBlock: market.number + 1 });
      for (let i = 0; i < 20; i++) await market.look(5);
      expect(market.versions(0)).to.have.length(1);
      expect(market.versions(1).map(({ data }) => data)).to.include('0x');
    });

    /** One thing that happens between two looks. */
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ dry: fc.integer({ min: 0, max: 9 }) }) },
      { weight: 2, arbitrary: fc.constant({ mine: true }) },
      { weight: 2, arbitrary: fc.record({ base: fc.bigInt(0n, 300n * GWEI), tip: fc.bigInt(0n, 3n * GWEI) }) },
      {
        weight: 1,
        arbitrary: fc.record({ refusal: fc.constantFrom(undefined, NO_FUNDS, 'txpool is full', 'underpriced') }),
      },
      { weight: 1, arbitrary: fc.record({ drops: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ funds: fc.bigInt(0n, 10n ** 17n) }) },
      { weight: 1, arbitrary: fc.constant({ restart: true }) },
      {
        weight: 3,
        arbitrary: fc.record({
          order: fc.constantFrom('settle', 'withdraw', 'deliver', 'consent'),
          which: fc.nat(3),
          blocks: fc.integer({ min: 1, max: 60 }),
        }),
      },
    );

    it('keeps within its bounds whatever the market and the node do, and nothing stays stuck for good', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          const market = new FeeMarket();
          for (const happens of steps) await market.happen(happens);
          await market.calm();
          market.check();
          expect(market.journal.openTransactions()).to.be.empty;
        }),
        { numRuns: 150, interruptAfterTimeLimit: 60_000 },
      );
    });
  });

  it('is the present price for a settlement that the account could not pay for during two hundred looks', async () => {
    const chain = await EscrowChain.start();
    try {
      for (let i = 0; i < 3; i++) await chain.prover();
      const made = await chain.request(chain.terms());
      await chain.mineTo(deadlineOf(made));
      const { keys, escrow } = await chain.account();
      const account = new ProverAccount(escrow, keys);
      const journal = new ProverJournal(openStore(':memory:'));
      const outbox = new Outbox(account, journal, LOGGER);
      await chain.provider.send('evm_setAutomine', [false]);
      const call = settleCall(await chain.requester.requestOf(made.id));
      await chain.provider.send('hardhat_setBalance', [keys.account, '0x1']);
      await outbox.submit({ purpose: 'settle', call }, await account.head());
      for (let i = 0; i < 200; i++) {
        await chain.mine(5);
        await outbox.tend(await account.head());
      }
      const before = 10n ** 20n;
      await chain.provider.send('hardhat_setBalance', [keys.account, `0x${before.toString(16)}`]);
      for (let i = 0; i < 10; i++) {
        await outbox.tend(await account.head());
        await chain.mine(1);
      }
      expect((await chain.requester.requestOf(made.id)).payout).not.to.equal(undefined);
      const spent = before - (await chain.provider.getBalance(keys.account));
      expect(spent > 0n && spent < 10n ** 15n, `${spent} wei`).to.equal(true);
      journal.close();
    } finally {
      await chain.stop();
    }
  });
});
