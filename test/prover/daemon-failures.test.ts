import { expect } from 'chai';
import { JournalError } from '../../packages/hosting/src/store.ts';
import { BY_CONSENT, BY_POOL, termsOf } from './fake-chain.ts';
import { HEADS, RARE, Stage, VERIFIER_OF_NOBODY } from './stage.ts';
import { Disk } from '../disk.ts';
import { rejection } from '../rejection.ts';

describe('The prover daemon', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.stop());

  describe('after failures of its own', () => {
    const failThreeTimes = async () => {
      stage.proofs.failure = 'out of memory';
      await stage.request('GaveUp');
      expect(stage.proofs.attempts).to.equal(3);
    };

    it('takes no new work, across restarts, until the operator says so', async () => {
      await stage.start();
      await failThreeTimes();
      stage.proofs.failure = undefined;
      const next = await stage.request('Paused');
      await stage.request('Paused', BY_CONSENT);
      await stage.stop();
      await stage.start();
      await stage.untilCode(next, 'Paused');
      expect(stage.daemon.health().join()).to.include('out of memory');
      expect(stage.chain.received).to.be.empty;
      const url = `http://127.0.0.1:${stage.daemon.port}`;
      expect((await fetch(`${url}/healthz`)).status).to.equal(503);
      expect((await fetch(`${url}/resume`, { method: 'POST' })).status).to.equal(200);
      await stage.untilCode(next, 'Delivering');
      expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    });

    it('goes on with what it has promised, and trusts itself again when that succeeds', async () => {
      await stage.start();
      await failThreeTimes();
      stage.proofs.failure = undefined;
      const next = await stage.request('Paused');
      await stage.request('Delivering', BY_POOL);
      await stage.nextBlock(next, 'Delivering');
    });

    it('counts proofs that the contract refuses, and makes new ones', async () => {
      stage.chain.refused.set('deliver', 'InvalidProof');
      await stage.start();
      await stage.request('GaveUp');
      expect(stage.proofs.attempts).to.equal(3);
      expect(stage.chain.received).to.be.empty;
    });

    it('counts deliveries that are reverted', async () => {
      stage.chain.reverting.add('deliver');
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.mineUntil(id, 'GaveUp');
      expect(stage.chain.signedFor('deliver')).to.have.length(3);
      expect(stage.proofs.attempts).to.equal(1);
    });
  });

  describe('stopped in the middle', () => {
    it('of a proof, makes it again and counts no failure', async () => {
      stage.proofs.hold();
      await stage.start();
      const id = await stage.request('Proving');
      await stage.stop();
      stage.proofs.gate = Promise.resolve();
      await stage.start();
      await stage.untilCode(id, 'Delivering');
      expect(stage.proofs.attempts).to.equal(2);
      expect((stage.daemon.status() as { failures: string[] }).failures).to.be.empty;
    });

    it('of a delivery, reuses the proof', async () => {
      stage.chain.refused.set('deliver', 'SomethingElse');
      await stage.start();
      const id = await stage.request('Refused');
      await stage.stop();
      stage.chain.refused.clear();
      await stage.start();
      await stage.untilCode(id, 'Delivering');
      expect(stage.proofs.attempts).to.equal(1);
    });

    it('answers no more, and stops once', async () => {
      await stage.start();
      const { port } = stage.daemon;
      await Promise.all([stage.stop(), stage.stop()]);
      expect(stage.proofs.isClosed).to.equal(true);
      expect(await fetch(`http://127.0.0.1:${port}/status`).catch(() => 'gone')).to.equal('gone');
    });
  });

  describe('whose journal fails', () => {
    let disk: Disk;
    beforeEach(() => (disk = new Disk()));

    it('tosses no coin and sends nothing, says so, and goes on when it works again', async () => {
      await stage.start({ bits: () => HEADS }, (store) => disk.hold(store));
      await stage.looks();
      disk.fill();
      const member = stage.chain.add(termsOf(RARE), 1);
      const designate = stage.chain.add(termsOf(), 0);
      await stage.until(() => stage.daemon.health().some((reason) => reason.includes('disk is full')));
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      expect(stage.shown(member.id)!.code).not.to.equal('Proving');
      disk.free();
      await stage.untilCode(designate.id, 'Delivering');
      await stage.untilCode(member.id, 'Delivering');
      expect(stage.proofs.attempts).to.equal(2);
    });

    for (const [title, table] of [
      ['signs nothing that it could not write down', 'transactions'],
      ['keeps a proof that it could not write down, and makes no other', 'proofs'],
    ]) {
      it(title!, async () => {
        disk.fill(`INTO ${table}`);
        await stage.start({}, (store) => disk.hold(store));
        const { id } = stage.chain.add(termsOf(), 0);
        await stage.until(() => stage.proofs.attempts === 1);
        await stage.looks();
        expect(stage.chain.received).to.be.empty;
        disk.free();
        await stage.untilCode(id, 'Delivering');
        expect(stage.proofs.attempts).to.equal(1);
      });
    }

    it('is refused if it belongs to another account, or is in use', async () => {
      await stage.start();
      await stage.looks();
      await rejection(new Stage().start({ journal: stage.path }), JournalError);
      await stage.stop();
      Object.assign(stage.chain, { address: VERIFIER_OF_NOBODY });
      await stage.start();
      await stage.until(() => stage.daemon.health().some((reason) => reason.includes('belongs to')));
    });
  });
});
