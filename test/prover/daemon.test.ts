import { expect } from 'chai';
import { JournalError, type JournalStore } from '../../packages/hosting/src/store.ts';
import { ProverDaemon } from '../../packages/prover/src/daemon.ts';
import { BY_CONSENT, BY_POOL, termsOf } from './fake-chain.ts';
import { HEADS, POLICY, Stage } from './stage.ts';

const VERIFIER_OF_NOBODY = `0x${'99'.repeat(20)}`;

/** A coin that nobody would get from the words of these tests. */
const RARE = { probability: 1n };

describe('The prover daemon', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.clear());

  /** Mines whenever the daemon has nothing to do but wait for a block, until the code is shown. */
  const mineUntil = async (id: string, code: string) => {
    for (let blocks = 0; stage.shown(id)?.code !== code; blocks++) {
      expect(blocks, `${JSON.stringify(stage.shown(id))} instead of ${code}`).to.be.below(100);
      stage.chain.mine();
      await stage.looks();
    }
  };

  it('proves and delivers as designate, settles, and withdraws what it is owed', async () => {
    await stage.start();
    const { id } = stage.chain.add(termsOf(), 0);
    await stage.untilCode(id, 'Delivering');
    stage.chain.mine();
    await stage.untilCode(id, 'Delivered');
    expect(stage.proofs.attempts).to.equal(1);
    await mineUntil(id, 'Settled');
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
    const { id } = stage.chain.add(termsOf(), 2);
    await stage.untilCode(id, 'Delivering');
    const other = stage.chain.add(termsOf(), 1);
    await stage.untilCode(other.id, 'CoinSaysNo');
    await stage.looks();
    expect(stage.flips).to.equal(2);
    expect(stage.proofs.attempts).to.equal(1);
  });

  it('asks for the batch before it tosses, so that asking does not tell what the coin said', async () => {
    await stage.start();
    stage.files.clear();
    const { id } = stage.chain.add(termsOf(RARE), 3);
    await stage.untilCode(id, 'WitnessMissing');
    expect(stage.flips).to.equal(0);
    stage.files.set('1.json', 'good');
    await stage.untilCode(id, 'CoinSaysNo');
  });

  it('keeps its coin over a restart and over another draw', async () => {
    stage.words.push(HEADS);
    stage.proofs.gate = new Promise(() => {});
    await stage.start();
    const { id } = stage.chain.add(termsOf(RARE), 2);
    await stage.untilCode(id, 'Proving');
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
    const { id } = stage.chain.add(termsOf(), 0);
    await stage.untilCode(id, 'NotSeated');
  });

  it('delivers for the pool even at a price that does not pay, since its own bond is at stake', async () => {
    stage.chain.gap = { designate: -(10n ** 12n), member: 0n };
    await stage.start();
    const { id } = stage.chain.add(termsOf(BY_POOL), 0);
    await stage.untilCode(id, 'Delivering');
  });

  describe('asked for consent', () => {
    it('consents, waits for the others, delivers, and gets its bond back', async () => {
      await stage.start();
      const { id } = stage.chain.add(termsOf({ ...BY_CONSENT, designates: 2 }), 1);
      await stage.untilCode(id, 'Consenting');
      stage.chain.mine();
      await stage.untilCode(id, 'AwaitingConsent');
      expect(stage.proofs.attempts).to.equal(0);
      const { consented } = stage.chain.facts(id);
      stage.chain.change(id, { consented: [{ seat: 0, prover: VERIFIER_OF_NOBODY }, ...consented] });
      await stage.untilCode(id, 'Delivering');
      expect(stage.chain.minedFor('consent')).to.equal(1);
    });

    it('settles a void request for its bond', async () => {
      await stage.start();
      const { id } = stage.chain.add(termsOf({ ...BY_CONSENT, designates: 2 }), 1);
      await stage.untilCode(id, 'Consenting');
      await mineUntil(id, 'Settled');
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
      stage.proofs.gate = new Promise(() => {});
      await stage.start({ policy: { ...POLICY, provingBlocks: 20 } });
      const long = { ...BY_CONSENT, proveBlocks: 60 };
      const first = stage.chain.add(termsOf(long), 0);
      await stage.untilCode(first.id, 'Consenting');
      const second = stage.chain.add(termsOf({ ...BY_CONSENT, proveBlocks: 25 }), 0);
      stage.chain.mine();
      await stage.untilCode(second.id, 'Consenting');
      stage.chain.mine();
      // The first is being made until block 121, the second after it until 141.
      const third = stage.chain.add(termsOf({ ...BY_CONSENT, proveBlocks: 41 }), 0);
      await stage.untilCode(third.id, 'Busy');
      stage.chain.mine();
      await stage.looks();
      expect(stage.chain.minedFor('consent')).to.equal(2);
    });

    it('keeps its promise when gas becomes dear after it', async () => {
      await stage.start();
      const { id } = stage.chain.add(termsOf(BY_CONSENT), 0);
      await stage.untilCode(id, 'Consenting');
      stage.chain.price = 10n ** 12n;
      stage.chain.mine();
      await stage.untilCode(id, 'Delivering');
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
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
      expect(stage.chain.mined).to.have.length(1);
    });

    it('sends the same bytes after a restart', async () => {
      stage.chain.loses = true;
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Delivering');
      await stage.stop();
      stage.chain.loses = false;
      await stage.start();
      await stage.looks();
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
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
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Delivering');
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
      stage.chain.reorganise(stage.chain.number);
      await stage.untilCode(id, 'Delivering');
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
      expect(stage.chain.signedFor('deliver')).to.have.length(1);
    });

    it('forgets a request that a reorganisation took away', async () => {
      await stage.start();
      const { id } = stage.chain.add(termsOf({ verifier: VERIFIER_OF_NOBODY }), 0);
      await stage.untilCode(id, 'UnknownVerifier');
      stage.chain.requests = async () => [];
      await stage.until(() => stage.shown(id) === undefined);
    });
  });

  describe('near the deadline', () => {
    it('does not send what could be late, and cancels what nobody took in time', async () => {
      let prove = () => {};
      stage.proofs.gate = new Promise((resolve) => (prove = resolve));
      await stage.start();
      const late = stage.chain.add(termsOf(), 0);
      await stage.untilCode(late.id, 'Proving');
      stage.chain.number = 138;
      prove();
      await stage.untilCode(late.id, 'TooLate');
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
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Delivering');
      stage.chain.number += 5;
      await stage.until(() => stage.chain.signedFor('deliver').length === 2);
      expect(stage.chain.signedFor('deliver').map(({ nonce }) => nonce)).to.deep.equal([0, 0]);
      stage.chain.loses = false;
      await stage.looks();
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
      expect(stage.chain.mined.map(({ fee }) => fee)).to.deep.equal([2]);
    });

    it('signs anew when somebody else used its nonce', async () => {
      stage.chain.loses = true;
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Delivering');
      stage.chain.useNonce();
      stage.chain.loses = false;
      await stage.until(() => stage.chain.signedFor('deliver').length === 2);
      stage.chain.mine();
      await stage.untilCode(id, 'Delivered');
      expect(stage.chain.minedFor('deliver')).to.equal(1);
    });
  });

  describe('recording the draw', () => {
    const long = { proveBlocks: 400 };

    it('is the designate’s business where the beacon would forget its word', async () => {
      stage.proofs.gate = new Promise(() => {});
      await stage.start();
      const { id } = stage.chain.add(termsOf(long), 0);
      await stage.untilCode(id, 'Proving');
      stage.chain.mine();
      await stage.until(() => stage.chain.minedFor('draw') === 1);
    });

    it('is that of a committee prover with heads only at the last moment', async () => {
      stage.proofs.gate = new Promise(() => {});
      stage.words.push(HEADS);
      await stage.start();
      const { id } = stage.chain.add(termsOf(long), 1);
      await stage.untilCode(id, 'Proving');
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      stage.chain.number += 230;
      await stage.until(() => stage.chain.signedFor('draw').length === 1);
    });
  });

  describe('after failures of its own', () => {
    const failThreeTimes = async () => {
      stage.proofs.failure = 'out of memory';
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'GaveUp');
      expect(stage.proofs.attempts).to.equal(3);
    };

    it('takes no new work, across restarts, until the operator says so', async () => {
      await stage.start();
      await failThreeTimes();
      stage.proofs.failure = undefined;
      const next = stage.chain.add(termsOf(), 0);
      await stage.untilCode(next.id, 'Paused');
      const consent = stage.chain.add(termsOf(BY_CONSENT), 0);
      await stage.untilCode(consent.id, 'Paused');
      await stage.stop();
      await stage.start();
      await stage.untilCode(next.id, 'Paused');
      expect(stage.daemon.health().join()).to.include('out of memory');
      expect(stage.chain.received).to.be.empty;
      const url = `http://127.0.0.1:${stage.daemon.port}`;
      expect((await fetch(`${url}/healthz`)).status).to.equal(503);
      expect((await fetch(`${url}/resume`, { method: 'POST' })).status).to.equal(200);
      await stage.untilCode(next.id, 'Delivering');
      expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    });

    it('goes on with what it has promised, and trusts itself again when that succeeds', async () => {
      await stage.start();
      await failThreeTimes();
      stage.proofs.failure = undefined;
      const next = stage.chain.add(termsOf(), 0);
      await stage.untilCode(next.id, 'Paused');
      const obliged = stage.chain.add(termsOf(BY_POOL), 0);
      await stage.untilCode(obliged.id, 'Delivering');
      stage.chain.mine();
      await stage.untilCode(next.id, 'Delivering');
    });

    it('counts proofs that the contract refuses, and makes new ones', async () => {
      stage.chain.refused.set('deliver', 'InvalidProof');
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'GaveUp');
      expect(stage.proofs.attempts).to.equal(3);
      expect(stage.chain.received).to.be.empty;
    });

    it('counts deliveries that are reverted', async () => {
      stage.chain.reverting.add('deliver');
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await mineUntil(id, 'GaveUp');
      expect(stage.chain.signedFor('deliver')).to.have.length(3);
      expect(stage.proofs.attempts).to.equal(1);
    });
  });

  describe('stopped in the middle', () => {
    it('of a proof, makes it again and counts no failure', async () => {
      stage.proofs.gate = new Promise(() => {});
      await stage.start();
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Proving');
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
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.untilCode(id, 'Refused');
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
    let isFull = true;
    const filling = (store: JournalStore): JournalStore => ({
      ...store,
      write: (sql, ...values) => {
        if (isFull) throw new Error('database or disk is full');
        store.write(sql, ...values);
      },
    });
    beforeEach(() => (isFull = true));

    it('tosses no coin and sends nothing, says so, and goes on when it works again', async () => {
      isFull = false;
      await stage.start({ bits: () => HEADS }, filling);
      await stage.looks();
      isFull = true;
      const member = stage.chain.add(termsOf(RARE), 1);
      const designate = stage.chain.add(termsOf(), 0);
      await stage.until(() => stage.daemon.health().some((reason) => reason.includes('disk is full')));
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      expect(stage.shown(member.id)!.code).not.to.equal('Proving');
      isFull = false;
      await stage.untilCode(designate.id, 'Delivering');
      await stage.untilCode(member.id, 'Delivering');
      expect(stage.proofs.attempts).to.equal(2);
    });

    it('signs nothing that it could not write down', async () => {
      isFull = false;
      let noTransactions = true;
      await stage.start({}, (store) => ({
        ...store,
        write: (sql, ...values) => {
          if (noTransactions && sql.startsWith('INSERT INTO transactions')) throw new Error('disk full');
          store.write(sql, ...values);
        },
      }));
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.until(() => stage.proofs.attempts === 1);
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      noTransactions = false;
      await stage.untilCode(id, 'Delivering');
    });

    it('keeps a proof that it could not write down, and makes no other', async () => {
      isFull = false;
      let noProofs = true;
      await stage.start({}, (store) => ({
        ...store,
        write: (sql, ...values) => {
          if (noProofs && sql.includes('INTO proofs')) throw new Error('disk full');
          store.write(sql, ...values);
        },
      }));
      const { id } = stage.chain.add(termsOf(), 0);
      await stage.until(() => stage.proofs.attempts === 1);
      await stage.looks();
      expect(stage.chain.received).to.be.empty;
      noProofs = false;
      await stage.untilCode(id, 'Delivering');
      expect(stage.proofs.attempts).to.equal(1);
    });

    it('is refused if it belongs to another account, or is in use', async () => {
      isFull = false;
      await stage.start();
      await stage.looks();
      const options = { policy: POLICY } as Partial<Parameters<typeof ProverDaemon.start>[0]>;
      const second = await new Stage().start({ ...options, journal: stage.path }).catch((error: unknown) => error);
      expect(second).to.be.instanceOf(JournalError);
      await stage.stop();
      Object.assign(stage.chain, { address: VERIFIER_OF_NOBODY });
      await stage.start();
      await stage.until(() => stage.daemon.health().some((reason) => reason.includes('belongs to')));
    });
  });
});
