import { expect } from 'chai';
import { termsOf } from './fake-chain.ts';
import { Stage } from './stage.ts';

describe('The prover daemon', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.stop());

  describe('near the deadline', () => {
    it('does not send what could be late, and cancels what nobody took in time', async () => {
      const prove = stage.proofs.hold();
      await stage.start();
      const late = await stage.request('Proving');
      stage.chain.number = 138;
      prove();
      await stage.untilCode(late, 'TooLate');
      await stage.looks();
      expect(stage.chain.received).to.be.empty;

      const stuck = stage.chain.add(termsOf(), 0);
      stage.chain.loses = true;
      await stage.untilCode(stuck.id, 'Delivering');
      stage.chain.number += 40;
      await stage.until(() => stage.chain.signedFor('nothing').length > 0);
      stage.chain.loses = false;
      await stage.looks();
      stage.chain.mine();
      await stage.looks();
      expect(stage.chain.mined.map(({ name }) => name)).to.deep.equal(['nothing']);
    });

    it('offers more for a transaction that no block takes, under the same nonce', async () => {
      stage.chain.loses = true;
      await stage.start();
      const id = await stage.request('Delivering');
      stage.chain.number += 5;
      await stage.until(() => stage.chain.signedFor('deliver').length === 2);
      expect(stage.chain.signedFor('deliver').map(({ nonce }) => nonce)).to.deep.equal([0, 0]);
      stage.chain.loses = false;
      await stage.looks();
      await stage.nextBlock(id, 'Delivered');
      expect(stage.chain.mined.map(({ fee }) => fee)).to.deep.equal([2]);
    });

    it('signs anew when somebody else used its nonce', async () => {
      stage.chain.loses = true;
      await stage.start();
      const id = await stage.request('Delivering');
      stage.chain.useNonce();
      stage.chain.loses = false;
      await stage.until(() => stage.chain.signedFor('deliver').length === 2);
      await stage.nextBlock(id, 'Delivered');
      expect(stage.chain.minedFor('deliver')).to.equal(1);
    });
  });
});
