/** Requests by which a stranger asks a prover for its consent: each would cost a careless prover its bond. */
import { expect } from 'chai';
import { deadlineOf, lastConsentBlock } from '../../packages/client/src/escrow/request-status.ts';
import { ProverJournal, openStore } from '../../packages/prover/src/journal.ts';
import { BY_CONSENT, BY_POOL, OTHER, termsOf, UNIT } from './fake-chain.ts';
import { POLICY, PROVER, Stage } from './stage.ts';

const BOND = BY_CONSENT.bond;
/** Four times the gas of a consent, a delivery, a settlement and a withdrawal, at one wei. */
const RESERVE = 4n * 660_000n;

describe('A prover asked for consent by a stranger', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.stop());

  const fund = (funds: bigint) => (stage.chain.holdingsNow = { ...stage.chain.holdingsNow, funds });
  const consentOfOthers = (id: string) => {
    const { consented } = stage.chain.facts(id);
    stage.chain.change(id, { consented: [...consented, { seat: 1, prover: OTHER }] });
  };
  const refuses = async (id: string, code: string) => {
    await stage.untilCode(id, code);
    await stage.looks();
    expect(stage.chain.received).to.be.empty;
    expect(await stage.daemon.meter.text()).to.include(`smartcast_prover_decisions_total{code="${code}"} 1`);
  };

  describe('bonds', () => {
    it('no more than it risks for one request', async () => {
      await stage.start({ policy: { ...POLICY, mostConsentBond: BOND - 1n } });
      await refuses(stage.chain.add(termsOf(BY_CONSENT), 0).id, 'BondTooLarge');
      await stage.request('Consenting', { ...BY_CONSENT, designates: 2 });
    });

    it('nothing for longer than it lets others think', async () => {
      await stage.start({ policy: { ...POLICY, mostConsentBlocks: 19 } });
      await refuses(stage.chain.add(termsOf(BY_CONSENT), 0).id, 'BondTooLong');
    });

    it('nothing that the delivery’s gas might need, and says what is missing', async () => {
      fund(BOND + RESERVE - 1n);
      await stage.start();
      const { id } = stage.chain.add(termsOf(BY_CONSENT), 0);
      await refuses(id, 'TooLittleFunds');
      expect(stage.shown(id)!.reason).to.include(`${BOND} wei of bond and ${RESERVE} wei`);
      fund(BOND + RESERVE);
      await stage.untilCode(id, 'Consenting');
    });

    it('nothing that deliveries need which it owes already', async () => {
      stage.proofs.hold();
      await stage.start({ policy: { ...POLICY, parallel: 2 } });
      await stage.request('Proving', BY_POOL);
      fund(BOND + RESERVE + 4n * 510_000n - 1n);
      const { id } = stage.chain.add(termsOf(BY_CONSENT), 0);
      await refuses(id, 'TooLittleFunds');
    });

    it('nothing that settlements need of what it has delivered', async () => {
      await stage.start();
      const delivered = await stage.request('Delivering', BY_POOL);
      await stage.nextBlock(delivered, 'Delivered');
      fund(BOND + RESERVE + 4n * 150_000n - 1n);
      const id = await stage.request('TooLittleFunds', BY_CONSENT);
      fund(BOND + RESERVE + 4n * 150_000n);
      await stage.untilCode(id, 'Consenting');
    });

    it('one at a time, so that the second cannot hold up the delivery of the first', async () => {
      fund((BOND * 4n) / 3n);
      await stage.start();
      const [first, second] = [0, 1].map(() => stage.chain.add(termsOf(BY_CONSENT), 0)) as [any, any];
      await stage.untilCode(first.id, 'Consenting');
      await stage.untilCode(second.id, 'Busy');
      await stage.nextBlock(second.id, 'TooLittleFunds');
      await stage.untilCode(first.id, 'Delivering');
      await stage.nextBlock(first.id, 'Delivered');
      expect(stage.chain.signedFor('consent')).to.have.length(1);
    });

    it('nothing anew where the node did not take it, and gives the nonce to what it owes', async () => {
      stage.chain.rejected.add('consent');
      await stage.start();
      const consent = stage.chain.add(termsOf(BY_CONSENT), 0);
      await stage.until(() => stage.chain.signedFor('nothing').length === 1);
      const owed = await stage.request('Delivering', BY_POOL);
      await stage.nextBlock(owed, 'Delivered');
      await stage.untilCode(consent.id, 'Refused');
      await stage.looks();
      expect(stage.chain.mined.map(({ name }) => name)).to.deep.equal(['nothing', 'deliver']);
      const signed = stage.logged.filter(({ msg }) => msg === 'transaction signed');
      expect(signed.map(({ purpose }) => (purpose as string).split(' ')[0])).to.deep.equal(['consent', 'deliver']);
    });

    it('and stands by it while it is on its way, however dear gas becomes', async () => {
      await stage.start({ policy: { ...POLICY, provingBlocks: 20 } });
      const id = await stage.request('Consenting', { ...BY_CONSENT, proveBlocks: 30 });
      stage.chain.price = 10n ** 12n;
      await stage.looks();
      expect(stage.shown(id)!.code).to.equal('Consenting');
    });
  });

  describe('reckons with others that consent in the last block', () => {
    const slow = { ...POLICY, provingBlocks: 10 };
    const late = { ...BY_CONSENT, designates: 2, consentBlocks: 30 } as const;

    for (const changes of [{}, { designates: 1 }]) {
      it(`and refuses too few blocks after it: ${changes.designates ?? 2} asked`, async () => {
        await stage.start({ policy: slow });
        await refuses(stage.chain.add(termsOf({ ...late, ...changes, proveBlocks: 12 }), 0).id, 'TooLate');
      });
    }

    it('and delivers in time if there are just enough', async () => {
      await stage.start({ policy: slow });
      const id = await stage.request('Consenting', { ...late, proveBlocks: 13 });
      const release = stage.proofs.hold();
      stage.chain.mine(lastConsentBlock(stage.chain.facts(id)) - stage.chain.number);
      consentOfOthers(id);
      await stage.until(() => stage.proofs.attempts === 1);
      stage.chain.mine(10);
      release();
      await stage.untilCode(id, 'Delivering');
      expect(stage.chain.number + 1 + POLICY.deadlineMargin).to.equal(deadlineOf(stage.chain.facts(id)));
    });

    it('and keeps the process free of what nobody owes', async () => {
      await stage.start({ policy: slow });
      const id = await stage.request('Consenting', { ...late, proveBlocks: 13 });
      await stage.nextBlock(id, 'AwaitingConsent');
      await stage.request('Delivering', { proveBlocks: 90 });
      stage.chain.mine(lastConsentBlock(stage.chain.facts(id)) - 9 - stage.chain.number);
      const other = await stage.request('Proving', { proveBlocks: 60 });
      await stage.looks();
      expect(stage.proofs.attempts, 'it could be in the way').to.equal(1);
      consentOfOthers(id);
      await stage.untilCode(id, 'Delivering');
      await stage.untilCode(other, 'Delivering');
    });
  });

  it('keeps the batch over a restart, wherever it is gone, until the request is over', async () => {
    const batchOf = async (id: string) => {
      await stage.stop();
      const journal = new ProverJournal(openStore(stage.path));
      const batch = journal.batch(id);
      journal.close();
      return batch;
    };
    stage.proofs.hold();
    await stage.start();
    const id = await stage.request('Consenting', BY_CONSENT);
    await stage.nextBlock(id, 'Proving');
    stage.files.clear();
    expect(await batchOf(id)).to.deep.equal(new TextEncoder().encode('good'));
    stage.proofs.gate = Promise.resolve();
    await stage.start();
    await stage.untilCode(id, 'Delivering');
    stage.chain.mine(deadlineOf(stage.chain.facts(id)) - stage.chain.number);
    await stage.untilCode(id, 'Settling');
    stage.chain.mine(70);
    await stage.until(() => stage.shown(id) === undefined);
    expect(await batchOf(id)).to.equal(undefined);
  });

  describe('with its bond at stake', () => {
    for (const [whose, terms] of [
      ['its own', BY_CONSENT],
      ['everybody’s', BY_POOL],
    ] as const) {
      it(`delivers up to the very last block: ${whose}`, async () => {
        const release = stage.proofs.hold();
        await stage.start();
        const { id } = stage.chain.add(termsOf(terms), 0);
        if (terms === BY_CONSENT) {
          await stage.untilCode(id, 'Consenting');
          stage.chain.mine();
        }
        await stage.untilCode(id, 'Proving');
        stage.chain.number = deadlineOf(stage.chain.facts(id)) - 1;
        await stage.looks();
        release();
        await stage.untilCode(id, 'Delivering');
        stage.chain.mine();
        expect(stage.chain.minedFor('deliver')).to.equal(1);
      });
    }

    it('works unpaid only while no other designate has delivered, for the pool', async () => {
      stage.chain.gap = { designate: -UNIT, member: -UNIT };
      stage.proofs.hold();
      await stage.start();
      const id = await stage.request('Proving', { ...BY_POOL, designates: 3 });
      stage.chain.change(id, { delivered: [{ seat: 3, prover: OTHER }] });
      await stage.looks();
      expect(stage.shown(id)!.code, 'who is no designate saves no bond').to.equal('Proving');
      stage.chain.change(id, { delivered: [{ seat: 1, prover: OTHER }] });
      await stage.untilCode(id, 'NotIncentiveCompatible');
    });

    it('works unpaid only while no other designate has delivered, for its own', async () => {
      const release = stage.proofs.hold();
      await stage.start();
      const id = await stage.request('Consenting', { ...BY_CONSENT, designates: 2 });
      stage.chain.mine();
      consentOfOthers(id);
      stage.chain.price = 10n ** 12n;
      await stage.untilCode(id, 'Proving');
      stage.chain.change(id, { delivered: [{ seat: 1, prover: OTHER }] });
      await stage.untilCode(id, 'Unprofitable');
      release();
      await stage.looks();
      expect(stage.chain.signedFor('deliver')).to.be.empty;
    });
  });

  it('settles nothing that gives it nothing', async () => {
    const delivered = [{ seat: 2, prover: PROVER }];
    const unpaid = stage.chain.add(termsOf(BY_POOL), 2);
    stage.chain.change(unpaid.id, { seed: 7n, delivered });
    const slashed = stage.chain.add(termsOf(BY_CONSENT), 0);
    stage.chain.change(slashed.id, { seed: 7n, consented: [{ seat: 0, prover: PROVER }] });
    const paid = stage.chain.add(termsOf(), 2);
    stage.chain.change(paid.id, { seed: 7n, delivered });
    stage.chain.mine(deadlineOf(slashed) - stage.chain.number);
    await stage.start();
    await stage.untilCode(unpaid.id, 'Over');
    await stage.untilCode(slashed.id, 'Over');
    await stage.untilCode(paid.id, 'Settling');
    expect(stage.chain.signedFor('settle')).to.have.length(1);
  });

  it('settles nothing while gas costs more than it gives', async () => {
    const { id } = stage.chain.add(termsOf(), 2);
    stage.chain.change(id, { seed: 7n, delivered: [{ seat: 2, prover: PROVER }] });
    stage.chain.mine(deadlineOf(stage.chain.facts(id)) - stage.chain.number);
    stage.chain.price = 2n * 10n ** 10n + 1n;
    await stage.start();
    await stage.untilCode(id, 'Refused');
    expect(stage.shown(id)!.reason).to.equal('GasTooDear');
    stage.chain.price--;
    await stage.untilCode(id, 'Settling');
  });
});
