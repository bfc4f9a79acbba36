import { expect } from 'chai';
import { JournalError } from '../../packages/hosting/src/store.ts';
import { ListenError } from '../../packages/hosting/src/http-server.ts';
import { Journal, openStore } from '../../packages/worker/src/journal.ts';
import type { WorkerOptions } from '../../packages/worker/src/worker.ts';
import { Disk } from '../disk.ts';
import { Daemons } from './daemons.ts';
import { CONTRACT, entryJson, entryOf } from './fake-chain.ts';
import { openMember, until } from './mesh.ts';
import { rejection } from '../rejection.ts';

describe('WorkerDaemon', () => {
  let daemons: Daemons;

  beforeEach(async () => (daemons = await Daemons.register()));
  afterEach(() => daemons.stopAll());

  const sessionsOf = (name: string) => daemons.running.get(name)!.sessions;
  const stateOf = (name: string) => {
    const { registrations } = daemons.running.get(name)!.status() as { registrations: { code: string }[] };
    return registrations.map(({ code }) => code);
  };
  const health = async (name: string) => {
    const response = await fetch(daemons.url(name, '/healthz'));
    return { status: response.status, reasons: ((await response.json()) as { reasons: string[] }).reasons.join('\n') };
  };
  /** Starts a daemon whose session is drawn and does not begin for an hour. */
  const opened = async (name: string, more?: Partial<WorkerOptions>) => {
    const daemon = await daemons.start(name, more);
    daemons.chain.drawIn(3_600);
    await until(() => daemon.sessions.length === 1);
    return daemon;
  };
  const post = (name: string, sequence: number) =>
    fetch(daemons.url(name, '/entries'), { method: 'POST', body: JSON.stringify(entryJson(entryOf(sequence))) });

  it('says so while the chain cannot be asked, and goes on when it can', async () => {
    daemons.chain.outage = 'connect ECONNREFUSED';
    const daemon = await daemons.start('a');
    await until(() => daemon.health().length > 0);
    expect(await health('a')).to.have.property('status', 503);
    expect((await health('a')).reasons).to.match(/following the chain fails since .*ECONNREFUSED/);
    daemons.chain.drawIn(3_600);
    daemons.chain.outage = undefined;
    await until(() => daemon.sessions.length === 1 && daemon.health().length === 0);
    expect((await health('a')).status).to.equal(200);
  });

  it('keeps its session through an outage and reports after it', async () => {
    daemons.chain.config = { ...daemons.chain.config, slots: 1, roundMs: 150 };
    for (const name of ['a', 'b', 'c', 'd']) await daemons.start(name);
    daemons.chain.drawIn(1, 1n, 20);
    await until(() => sessionsOf('a').length === 1);
    daemons.chain.outage = 'socket hang up';
    await until(() => sessionsOf('a')[0]!.isOver);
    expect(daemons.chain.reports.size).to.equal(0);
    daemons.chain.outage = undefined;
    await until(() => daemons.chain.reports.size === 4);
  });

  it('joins the new session when the draw is reorganised before the start', async () => {
    const daemon = await opened('a');
    const before = daemon.sessions[0]!;
    daemons.chain.drawIn(3_600, 2n);
    await until(() => daemon.sessions[0] !== before);
    expect(daemon.sessions.length).to.equal(1);
    expect(daemon.sessions[0]!.membership.committee.draw.seed).to.equal(2n);
    expect(daemon.health()).to.deep.equal([]);
  });

  it('gives up a session whose draw is gone', async () => {
    const daemon = await opened('a');
    daemons.chain.draw = undefined;
    await until(() => daemon.sessions.length === 0);
  });

  it('aborts a running session whose draw changes, says why, and reports the new one', async () => {
    daemons.chain.config = { ...daemons.chain.config, slots: 2, roundMs: 150 };
    const daemon = await daemons.start('a');
    daemons.chain.drawIn(0, 1n, 20);
    await until(() => (daemon.sessions[0]?.round ?? 0) > 1);
    daemons.chain.drawIn(0, 2n, 20);
    await until(() => daemon.sessions[0]?.membership.committee.draw.seed === 2n);
    expect((await health('a')).reasons).to.match(/was aborted in round \d+: the chain has another draw now/);
    await until(() => daemons.chain.reports.size === 1);
  });

  it('attends to the other registrations when one is in trouble', async () => {
    const { chain } = daemons;
    const port = chain.port('d');
    chain.config = { ...chain.config, members: 3 };
    chain.workers.unshift({ ...chain.workers[3]!, id: 99n });
    chain.drawIn(3_600);
    const assignment: typeof port.assignment = (id) =>
      id === 99n ? Promise.reject(new Error('no such block')) : port.assignment(id);
    const daemon = await daemons.start('d', { chain: { ...port, assignment } });
    await until(() => chain.claims.has(3n) && daemon.health().some((reason) => reason.includes('no such block')));
  });

  it('has its collateral back when it got no seat', async () => {
    daemons.chain.config = { ...daemons.chain.config, members: 3 };
    await daemons.start('d');
    daemons.chain.drawIn(3_600);
    await until(() => daemons.chain.claims.size === 1);
    await daemons.looks();
    expect([...daemons.chain.claims]).to.deep.equal([[3n, 1]]);
  });

  it('says so when its report is refused, and does not insist', async () => {
    daemons.chain.config = { ...daemons.chain.config, slots: 1, roundMs: 50 };
    daemons.chain.refusal = 'UnknownSeats';
    const daemon = await daemons.start('a');
    daemons.chain.drawIn(0, 1n, 20);
    await until(() => daemon.health().some((reason) => reason.includes('refused: the contract refused: UnknownSeats')));
    await daemons.looks();
    expect(daemons.chain.calls.filter((call) => call === 'estimate report').length).to.equal(1);
    expect(daemons.chain.calls).not.to.include('report');
  });

  describe('when no block takes its report', () => {
    beforeEach(async () => {
      daemons.chain.config = { ...daemons.chain.config, slots: 1, roundMs: 50 };
      daemons.chain.isSlow = true;
      await daemons.start('a');
      daemons.chain.drawIn(0, 1n, 20);
      await until(() => account().received.length > 3);
    });
    const account = () => daemons.chain.accountOf('a');
    const reports = () => account().signedFor('report');

    it('sends the same bytes, nothing else, and keeps the session', async () => {
      expect(reports()).to.have.length(1);
      expect(account().mined).to.be.empty;
      expect(sessionsOf('a')).to.have.length(1);
      expect((await health('a')).reasons).not.to.include('transaction');
    });

    it('offers more under the same nonce, and says so after a while', async () => {
      account().leastFee = 2;
      daemons.chain.block = 6;
      await until(() => reports().length === 2);
      expect(reports().map(({ nonce }) => nonce)).to.deep.equal([0, 0]);
      account().mineWaiting();
      await until(() => daemons.chain.reports.size === 1);
      expect(account().mined).to.have.length(1);
    });

    it('is not well after twenty-five blocks', async () => {
      daemons.chain.block = 26;
      const daemon = daemons.running.get('a')!;
      await until(() => daemon.health().some((reason) => /since block 1 no block takes .* report/.test(reason)));
    });

    it('does not report again once it is mined after all', async () => {
      daemons.chain.isSlow = false;
      account().mineWaiting();
      await until(() => stateOf('a').includes('Reported'));
      await daemons.looks();
      expect(daemons.chain.reports.size).to.equal(1);
      expect(reports()).to.have.length(1);
    });

    it('sends the same bytes when the node has lost it', async () => {
      account().dropWaiting();
      daemons.chain.isSlow = false;
      await until(() => daemons.chain.reports.size === 1);
      expect(reports()).to.have.length(1);
      expect(sessionsOf('a')).to.have.length(1);
    });
  });

  it('takes a report back that no block takes before the deadline', async () => {
    daemons.chain.config = { ...daemons.chain.config, slots: 1, roundMs: 50 };
    daemons.chain.isSlow = true;
    const account = daemons.chain.accountOf('a');
    await daemons.start('a');
    daemons.chain.drawIn(0, 1n, 2);
    await until(() => account.signedFor('report').length === 1);
    await until(() => account.signedFor('nothing').length === 1);
    expect(account.signedFor('nothing')[0]!.nonce).to.equal(0);
  });

  it('says when too few peers are there', async () => {
    const daemon = await daemons.start('a');
    daemons.chain.drawIn(0, 1n, 30);
    await until(() => (daemon.sessions[0]?.round ?? 0) > 1);
    expect((await health('a')).reasons).to.include(`task 1.0.7: connected to 0 of 3 peers`);
  });

  it('does nothing with the journal of another account, and says whose it is', async () => {
    const journal = daemons.journal('shared');
    await daemons.start('a', { journal });
    await daemons.stop('a');
    daemons.chain.drawIn(0, 1n, 20);
    const [account, other] = daemons.chain.workers.map((worker) => worker.account);
    const place = `at 0x${Buffer.from(CONTRACT).toString('hex')} on chain 31337`;
    const refusal = `belongs to ${account} ${place}, not to ${other} ${place}: `;
    const error = await rejection(daemons.start('b', { journal }), JournalError);
    expect(error.message).to.include(refusal);

    // If the chain does not answer at the start, the daemon does nothing before it answers.
    daemons.chain.outage = 'connect ECONNREFUSED';
    const stranger = await daemons.start('b', { journal });
    daemons.chain.outage = undefined;
    daemons.chain.calls.length = 0;
    await until(() => daemons.chain.calls.length > 2);
    expect(new Set(daemons.chain.calls)).to.deep.equal(new Set(['identity']));
    expect(stranger.sessions).to.deep.equal([]);
    await daemons.stop('b');
    const again = await daemons.start('a', { journal });
    await until(() => again.sessions.length === 1);
  });

  it('keeps accepted entries over a restart', async () => {
    await opened('a');
    expect((await post('a', 1)).status).to.equal(202);
    await daemons.stop('a');
    const second = await daemons.start('a');
    await until(() => second.sessions.length === 1);
    expect(second.sessions[0]!.waiting).to.equal(1);
    expect((await post('a', 1)).status).to.equal(409);
  });

  it('does not acknowledge an entry that it could lose on a full disk', async () => {
    const disk = new Disk();
    const store = openStore(daemons.journal('full'));
    const daemon = await opened('a', { journal: disk.hold(store) });
    expect((await post('a', 1)).status).to.equal(202);
    disk.fill();
    const refused = await post('a', 2);
    expect(refused.status).to.equal(503);
    expect(await refused.json()).to.have.property('error', 'JournalFailed');
    disk.free();
    expect((await post('a', 3)).status).to.equal(202);
    // Memory and disk hold the same, in the same order.
    const session = daemon.sessions[0]!;
    expect(session.waiting).to.equal(3);
    expect(new Journal(store).events(Buffer.concat([session.digest, Buffer.from([0])]))).to.have.length(3);
  });

  it('claims what an old session still owes, and does not open it again', async () => {
    daemons.chain.drawIn(-3 * 24 * 3_600);
    await daemons.start('a');
    await until(() => daemons.chain.claims.size === 1);
    expect(sessionsOf('a')).to.deep.equal([]);
  });

  it('does not start twice on one port or one journal', async () => {
    await daemons.start('a');
    await rejection(daemons.start('a', { listen: { host: '127.0.0.1', port: 0 } }), JournalError);
    const member = await openMember('squatter');
    const taken = { host: '127.0.0.1', port: member.listener.port };
    await rejection(daemons.start('b', { listen: taken }), ListenError);
    // The journal is free again.
    await daemons.start('b');
    await member.listener.close();
  });
});
