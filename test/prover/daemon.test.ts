import { expect } from 'chai';
import { BY_CONSENT, BY_POOL, termsOf } from './fake-chain.ts';
import { HEADS, POLICY, RARE, Stage, VERIFIER_OF_NOBODY } from './stage.ts';

describe('The prover daemon', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.stop());

  it('proves and delivers as designate, settles, and withdraws what it is owed', async () => {
    await stage.start();
    const id = await stage.request('Delivering');
    await stage.nextBlock(id, 'Delivered');
    expect(stage.proofs.attempts).to.equal(1);
    await stage.mineUntil(id, 'Settled');
    await stage.until(() => stage.chain.signedFor('withdraw').length > 0);
    stage.chain.mine();
    await stage.looks();
    expect(stage.chain.minedFor('deliver')).to.equal(1);
    expect(stage.chain.minedFor('settle')).to.equal(1);
    expect(stage.chain.minedFor('withdraw')).to.equal(1);
    expect(stage.chain.signedFor('draw')).to.be.empty;
    expect(stage.flips, 'a designate needs no coin').to.equal(0);
  });

  it('delivers as committee prover when its coin shows heads, and says so when it does not', async () => {
    stage.words.push(HEADS);
    await stage.start();
    await stage.request('Delivering', {}, 2);
    await stage.request('CoinSaysNo', {}, 1);
    await stage.looks();
    expect(stage.flips).to.equal(2);
    expect(stage.proofs.attempts).to.equal(1);
  });

  it('asks for the batch before it tosses, so that asking does not tell what the coin said', async () => {
    await stage.start();
    stage.files.clear();
    const id = await stage.request('WitnessMissing', RARE, 3);
    expect(stage.flips).to.equal(0);
    stage.files.set('1.json', 'good');
    await stage.untilCode(id, 'CoinSaysNo');
  });

  it('keeps its coin over a restart and over another draw', async () => {
    stage.words.push(HEADS);
    stage.proofs.hold();
    await stage.start();
    const id = await stage.request('Proving', RARE, 2);
    await stage.stop();
    stage.proofs.gate = Promise.resolve();
    await stage.start();
    stage.chain.seats.set(id, 3);
    await stage.untilCode(id, 'Delivering');
    expect(stage.flips).to.equal(1);
  });

  const SKIPPED: Record<string, (chain: Stage['chain']) => string> = {
    NotSeated: (chain) => chain.add(termsOf()).id,
    UnknownVerifier: (chain) => chain.add(termsOf({ verifier: VERIFIER_OF_NOBODY }), 0).id,
    NotIncentiveCompatible: (chain) => {
      chain.gap = { designate: -(10n ** 12n), member: 0n };
      return chain.add(termsOf(), 0).id;
    },
    Unprofitable: (chain) => {
      chain.price = 10n ** 10n;
      return chain.add(termsOf(), 0).id;
    },
    TooLate: (chain) => {
      const { id } = chain.add(termsOf(), 0);
      chain.number += 37;
      return id;
    },
    WitnessInvalid: (chain) => chain.add(termsOf({ statement: [2n] }), 0).id,
    WitnessMissing: (chain) => chain.add(termsOf({ statement: [3n] }), 0).id,
    CoinSaysNo: (chain) => chain.add(termsOf(RARE), 1).id,
    AwaitingDraw: (chain) => {
      chain.isReady = false;
      return chain.add(termsOf(), 0).id;
    },
  };
  for (const [code, prepare] of Object.entries(SKIPPED)) {
    it(`explains that it does nothing: ${code}`, async () => {
      stage.files.set('2.json', 'bad');
      const id = prepare(stage.chain);
      await stage.start();
      await stage.untilCode(id, code);
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      expect(stage.proofs.attempts).to.equal(0);
      expect(stage.logged.some((line) => line.msg === 'decided' && line['code'] === code)).to.equal(
        code !== 'AwaitingDraw',
      );
      if (code !== 'AwaitingDraw') {
        expect(await stage.daemon.meter.text()).to.include(`smartcast_prover_decisions_total{code="${code}"} 1`);
      }
    });
  }

  it('is not on the roster of requests made before it joined', async () => {
    stage.chain.isOnRoster = false;
    await stage.start();
    await stage.request('NotSeated');
  });

  it('delivers for the pool even at a price that does not pay, since its own bond is at stake', async () => {
    stage.chain.gap = { designate: -(10n ** 12n), member: 0n };
    await stage.start();
    await stage.request('Delivering', BY_POOL);
  });

  describe('asked for consent', () => {
    it('consents, waits for the others, delivers, and gets its bond back', async () => {
      await stage.start();
      const id = await stage.request('Consenting', { ...BY_CONSENT, designates: 2 }, 1);
      await stage.nextBlock(id, 'AwaitingConsent');
      expect(stage.proofs.attempts).to.equal(0);
      const { consented } = stage.chain.facts(id);
      stage.chain.change(id, { consented: [{ seat: 0, prover: VERIFIER_OF_NOBODY }, ...consented] });
      await stage.untilCode(id, 'Delivering');
      expect(stage.chain.minedFor('consent')).to.equal(1);
    });

    it('settles a void request for its bond', async () => {
      await stage.start();
      const id = await stage.request('Consenting', { ...BY_CONSENT, designates: 2 }, 1);
      await stage.mineUntil(id, 'Settled');
      expect(stage.chain.number).to.be.below(130);
      expect(stage.proofs.attempts).to.equal(0);
    });

    for (const [why, code, spoil] of [
      ['no witness', 'WitnessMissing', () => stage.files.clear()],
      ['a witness of something else', 'WitnessInvalid', () => stage.files.set('1.json', 'bad')],
      ['gas that eats the payment', 'Unprofitable', () => (stage.chain.price = 10n ** 10n)],
      ['no time left to consent', 'TooLate', () => (stage.chain.number += 18)],
    ] as const) {
      it(`does not consent with ${why}`, async () => {
        const { id } = stage.chain.add(termsOf(BY_CONSENT), 0);
        spoil();
        await stage.start();
        await stage.untilCode(id, code);
        await stage.looks();
        expect(stage.chain.received).to.be.empty;
      });
    }

    it('promises no more proofs than it can make in time', async () => {
      stage.proofs.hold();
      await stage.start({ policy: { ...POLICY, provingBlocks: 20 } });
      await stage.request('Consenting', { ...BY_CONSENT, proveBlocks: 60 });
      const second = stage.chain.add(termsOf({ ...BY_CONSENT, proveBlocks: 25 }), 0);
      await stage.nextBlock(second.id, 'Consenting');
      stage.chain.mine();
      // The first proof takes until block 121, the second until 141.
      await stage.request('Busy', { ...BY_CONSENT, proveBlocks: 41 });
      stage.chain.mine();
      await stage.looks();
      expect(stage.chain.minedFor('consent')).to.equal(2);
    });

    it('keeps its promise when gas becomes dear after it', async () => {
      await stage.start();
      const id = await stage.request('Consenting', BY_CONSENT);
      stage.chain.price = 10n ** 12n;
      await stage.nextBlock(id, 'Delivering');
    });
  });

  describe('with a chain that misbehaves', () => {
    it('sends the same bytes again when answers are lost, and delivers once', async () => {
      stage.chain.dropsAnswers = true;
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.until(() => stage.chain.received.length >= 3);
      expect(stage.chain.signedFor('deliver')).to.have.length(1);
      stage.chain.dropsAnswers = false;
      await stage.nextBlock(id, 'Delivered');
      expect(stage.chain.mined).to.have.length(1);
    });

    it('sends the same bytes after a restart', async () => {
      stage.chain.loses = true;
      await stage.start();
      const id = await stage.request('Delivering');
      await stage.stop();
      stage.chain.loses = false;
      await stage.start();
      await stage.looks();
      await stage.nextBlock(id, 'Delivered');
      expect(stage.chain.signedFor('deliver')).to.have.length(1);
      expect(stage.proofs.attempts).to.equal(1);
    });

    it('is not well while the node is down, and goes on after it', async () => {
      await stage.start();
      await stage.looks();
      expect(stage.daemon.health()).to.be.empty;
      stage.chain.outage = 'connect ECONNREFUSED';
      await stage.until(() => stage.daemon.health().some((reason) => reason.includes('ECONNREFUSED')));
      const { id } = stage.chain.add(termsOf(), 0);
      stage.chain.outage = undefined;
      await stage.untilCode(id, 'Delivering');
      expect(stage.daemon.health()).to.be.empty;
    });

    it('delivers again what a reorganisation took back, in the same bytes', async () => {
      await stage.start();
      const id = await stage.request('Delivering');
      await stage.nextBlock(id, 'Delivered');
      stage.chain.reorganise(stage.chain.number);
      await stage.untilCode(id, 'Delivering');
      await stage.nextBlock(id, 'Delivered');
      expect(stage.chain.signedFor('deliver')).to.have.length(1);
    });

    it('forgets a request that a reorganisation took away', async () => {
      await stage.start();
      const id = await stage.request('UnknownVerifier', { verifier: VERIFIER_OF_NOBODY });
      stage.chain.requests = async () => [];
      await stage.until(() => stage.shown(id) === undefined);
    });
  });
});
