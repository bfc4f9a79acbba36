/** The worker's report and claim through the outbox: each is signed once, whatever the node and the process do. */
import { expect } from 'chai';
import { join } from 'node:path';
import { pino } from 'pino';
import { Outbox } from '../../packages/hosting/src/outbox.ts';
import type { JournalStore } from '../../packages/hosting/src/store.ts';
import type { ChainPort } from '../../packages/worker/src/chain-port.ts';
import { RegistrationWork } from '../../packages/worker/src/chain-work.ts';
import { Journal, openStore } from '../../packages/worker/src/journal.ts';
import { type Death, Mortal } from '../mortal.ts';
import { FakeChain } from './fake-chain.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const LOGGER = pino({ level: 'silent' });
const FRIENDS = [true, true, false, true];

/** A member whose session is over, across the lives of its process. */
class Stage {
  /** Unix seconds. */
  now = 1_000_000;
  readonly chain = new FakeChain({ monotonic: () => 0, wall: () => this.now * 1_000, after: () => () => undefined });
  readonly #folder = temporaryFolder();
  #journal!: Journal;
  #outbox!: Outbox;
  #work!: RegistrationWork;
  #port!: ChainPort;

  constructor() {
    for (const name of ['a', 'b', 'c', 'd']) this.chain.register(name, '127.0.0.1:4000');
    this.chain.isSlow = true;
    this.chain.drawIn(-5, 1n, 100);
    this.start();
  }

  get account() {
    return this.chain.accountOf('a');
  }

  get code(): string | undefined {
    return this.#work.decision?.code;
  }

  start(wrapPort = (port: ChainPort) => port, wrapStore = (store: JournalStore) => store): void {
    this.#journal = new Journal(wrapStore(openStore(join(this.#folder, 'journal.sqlite'))));
    this.#port = wrapPort(this.chain.port('a'));
    const shared = { chain: this.#port, journal: this.#journal, logger: LOGGER };
    this.#outbox = new Outbox(this.#port, this.#journal, LOGGER);
    this.#work = new RegistrationWork(0n, { ...shared, outbox: this.#outbox });
  }

  /** Ends the process, whose memory is lost. */
  end(): void {
    this.#journal.close();
  }

  async look(): Promise<void> {
    const head = await this.#port.head();
    await this.#outbox.tend(head);
    const { draw } = this.chain;
    const isOpen = draw !== undefined && this.now < draw.startsAt + draw.duration;
    const session = isOpen ? { purpose: 'report 0.0.0 aa', isOver: true, friends: FRIENDS } : undefined;
    await this.#work.attend(await this.#port.assignment(0n), session, this.now, head);
  }

  mine(): void {
    this.chain.block++;
    this.account.mineWaiting();
  }

  /** Runs until nothing is owed any more. */
  async finish(): Promise<void> {
    for (let looks = 0; this.code !== 'Settled'; looks++) {
      expect(looks, `it stays ${this.code}`).to.be.at.most(50);
      await this.look();
      this.mine();
      if (this.chain.reports.size > 0) this.now = 1_000_200;
    }
  }

  /** Expects that everything happened once. */
  check(said = ''): void {
    expect([...this.chain.reports], said).to.deep.equal([[0n, FRIENDS]]);
    expect([...this.chain.claims], said).to.deep.equal([[0n, 1]]);
    for (const name of ['report', 'claim']) expect(this.account.signedFor(name), `${name}, ${said}`).to.have.length(1);
    expect(
      this.account.mined.every(({ ok }) => ok),
      said,
    ).to.equal(true);
  }
}

describe('What a worker sends', () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.end());

  it('is one report and one claim', async () => {
    await stage.finish();
    stage.check();
    expect(stage.account.mined).to.have.length(2);
  });

  it('is the same again when a reorganisation took it back', async () => {
    await stage.look();
    stage.mine();
    await stage.look();
    expect(stage.code).to.equal('Reported');
    stage.account.mined.length = 0;
    stage.chain.reports.clear();
    await stage.look();
    expect(stage.code).to.equal('Reporting');
    await stage.finish();
    stage.check();
  });

  it('waits for a node that answers nothing, and is the same then', async () => {
    await stage.look();
    stage.chain.outage = 'socket hang up';
    const error = await stage.look().catch((caught: unknown) => caught);
    expect(error).to.have.property('message', 'socket hang up');
    expect(stage.code).to.equal('Reporting');
    stage.account.dropWaiting();
    stage.chain.outage = undefined;
    await stage.finish();
    stage.check();
  });

  it('is the same when every answer to it gets lost', async () => {
    stage.account.dropsAnswers = true;
    for (let i = 0; i < 3; i++) await stage.look().catch(() => undefined);
    stage.account.dropsAnswers = false;
    await stage.finish();
    stage.check();
  });

  it('is not signed anew for a node that counts too far in one look', async () => {
    await stage.look();
    stage.account.jump = 4;
    await stage.look();
    stage.account.jump = 0;
    await stage.finish();
    stage.check();
  });

  it('is mined all the same when it was signed with a nonce too far, after nothing in the nonces before it', async () => {
    stage.account.jump = 3;
    await stage.look();
    stage.account.jump = 0;
    await stage.finish();
    const names = stage.account.mined.map(({ name }) => name);
    expect(names).to.deep.equal(['nothing', 'nothing', 'nothing', 'report', 'claim']);
    // It has waited long enough for a higher fee.
    expect(new Set(stage.account.signedFor('report').map(({ nonce }) => nonce))).to.deep.equal(new Set([3]));
  });

  it('is signed anew when others have used its nonce', async () => {
    stage.account.loses = true;
    await stage.look();
    stage.account.useNonce();
    stage.account.loses = false;
    await stage.finish();
    expect(stage.account.signedFor('report').map(({ nonce }) => nonce)).to.deep.equal([0, 1]);
    expect(stage.account.minedFor('report')).to.equal(1);
  });

  it('says nothing of another draw', async () => {
    await stage.look();
    stage.chain.draw = undefined;
    await stage.look();
    expect(stage.account.signedFor('nothing')).to.have.length(1);
    stage.mine();
    expect(stage.chain.reports.size).to.equal(0);
    expect(stage.code).to.equal('AwaitingDraw');
  });

  describe('by a process that dies', () => {
    /** Plays one life of the process and the next. @returns whether it died at all. */
    const playTwice = async (death: Death<keyof ChainPort>): Promise<boolean> => {
      const play = new Stage();
      try {
        const mortal = new Mortal(death);
        play.end();
        play.start(
          (port) => mortal.port(port),
          (store) => mortal.store(store),
        );
        await play.finish().catch((error: unknown) => {
          if (!mortal.isDead) throw error;
        });
        play.end();
        play.start();
        await play.finish();
        play.check(JSON.stringify(death));
        return mortal.isDead;
      } finally {
        play.end();
      }
    };
    const events = ['estimate', 'nonces', 'sign', 'broadcast', 'outcome', 'hasReported', 'claimable'] as const;

    for (const when of ['before', 'after'] as const) {
      it(`${when} any write of its journal, is the same`, async () => {
        let at = 1;
        while (await playTwice({ event: 'write', when, at })) at++;
        // The owner, and two transactions with their fates.
        expect(at).to.equal(5);
      });

      it(`${when} any call, is the same`, async () => {
        for (const event of events) {
          let at = 1;
          while (await playTwice({ event, when, at })) at++;
          expect(at, event).to.be.above(1);
        }
      });
    }
  });
});
