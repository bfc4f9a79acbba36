import { expect } from 'chai';
import { packId } from '../../packages/client/src/market/ids.ts';
import { fetchLog, fetchStatus, MemberUnreachable, postEntries } from '../../packages/client/src/log/member.ts';
import type { ServedSlot } from '../../packages/protocol/src/log.ts';
import {
  type MemberConduct,
  flooding,
  pageOf,
  serving,
  type StubMember,
  stubMember,
  trickling,
} from '../stub-member.ts';
import { rejection } from '../rejection.ts';

const TASK = packId({ pool: 1, epoch: 2, index: 3 });
const NAME = '1.2.3';
const BOUNDS = { slots: 5, batchBytes: 1_024 };
const SLOTS: readonly ServedSlot[] = Array.from({ length: 5 }, (_, slot) => ({
  batch: Buffer.from([slot]),
  signatures: [{ seat: slot, signature: Buffer.alloc(65, slot) }],
}));

describe('A member that clients ask', () => {
  let member: StubMember;

  afterEach(() => member.stop());

  const fetched = async (conduct: MemberConduct, stop?: AbortSignal) => {
    member = await stubMember(conduct);
    return fetchLog(member.endpoint, TASK, BOUNDS, stop);
  };
  /** @returns what its log is refused with. */
  const refused = async (conduct: MemberConduct, stop?: AbortSignal): Promise<string> => {
    const { facts, message } = await rejection(fetched(conduct, stop), MemberUnreachable);
    expect(facts).to.deep.equal({ endpoint: member.endpoint });
    return message.replace(member.endpoint, 'HERE');
  };

  it('serves a log in pages, named by the short id of its task', async () => {
    const log = await fetched(serving(NAME, SLOTS, 2));
    expect(log.map(({ batch }) => [...batch])).to.deep.equal([[0], [1], [2], [3], [4]]);
    expect(member.requests).to.deep.equal([0, 2, 4].map((from) => `/log?task=1.2.3&from=${from}`));
  });

  it('is believed no more slots than the session has', async () => {
    const endless: MemberConduct = (url) => {
      const from = Number(url.searchParams.get('from'));
      return pageOf(NAME, from, SLOTS.slice(0, 2), from + 2);
    };
    expect(await fetched(endless)).to.have.length(5);
    expect(member.requests).to.have.length(3);
  });

  const outOfOrder = 'HERE serves the slots of task 1.2.3 out of order';
  const disorders: [string, MemberConduct][] = [
    ['that leads on for ever with empty pages', (url) => pageOf(NAME, 0, [], Number(url.searchParams.get('from')) + 1)],
    ['that serves the same page again', () => pageOf(NAME, 0, SLOTS.slice(0, 2), 2)],
    [
      'whose next page is this one',
      (url) => (url.searchParams.get('from') === '0' ? pageOf(NAME, 0, SLOTS.slice(0, 2), 2) : pageOf(NAME, 2, [], 2)),
    ],
    ['that skips slots', (url) => (url.searchParams.get('from') === '0' ? pageOf(NAME, 0, SLOTS.slice(0, 2), 3) : {})],
    ['that begins in the middle', () => pageOf(NAME, 2, SLOTS.slice(2))],
    [
      'that turns slots round',
      () => {
        const page = pageOf(NAME, 0, SLOTS);
        return { ...page, slots: page.slots.toReversed() };
      },
    ],
  ];
  for (const [title, conduct] of disorders) {
    it(`is refused at once ${title.replace(/^that|^whose/, (word) => `when it is one ${word}`)}`, async () => {
      expect(await refused(conduct)).to.equal(outOfOrder);
      expect(member.requests.length).to.be.at.most(2);
    });
  }

  it('is refused an answer without end', async () => {
    expect(await refused(flooding)).to.match(/^HERE does not answer: the answer has more than \d+ bytes$/);
  });

  it('is refused a root with more signatures than there can be seats', async () => {
    const signatures = Array.from({ length: 65 }, () => ({ seat: 0, signature: Buffer.alloc(65) }));
    expect(await refused(serving(NAME, [{ batch: Buffer.alloc(1), signatures }]))).to.match(
      /the answer has another form/,
    );
  });

  it('is refused an answer that is no log, with what it said', async () => {
    expect(await refused(() => ({ error: 'UnknownTask', reason: 'what task?' }))).to.equal(
      'HERE serves no log of task 1.2.3: UnknownTask: what task?',
    );
    await member.stop();
    expect(await refused(() => [])).to.match(/the answer has another form/);
    await member.stop();
    expect(await refused((_url, response) => void response.end('<html>'))).to.match(/HERE does not answer: .*JSON/);
    await member.stop();
    expect(await refused((_url, response) => void response.destroy())).to.match(/HERE does not answer: /);
  });

  it('is not followed elsewhere', async () => {
    const elsewhere = await stubMember(serving(NAME, SLOTS));
    const location = `http://${elsewhere.endpoint}/log`;
    expect(await refused((_url, response) => void response.writeHead(302, { location }).end())).to.match(
      /does not answer/,
    );
    expect(elsewhere.requests).to.deep.equal([]);
    await elsewhere.stop();
  });

  it('is given up when the caller has waited long enough', async () => {
    const begun = Date.now();
    expect(await refused(trickling, AbortSignal.timeout(300))).to.match(/does not answer: .*timeout/);
    expect(Date.now() - begun).to.be.below(2_000);
  });

  it('is not even asked at an endpoint that is none', async () => {
    member = await stubMember(serving(NAME, SLOTS));
    for (const endpoint of [
      `${member.endpoint}/log?`,
      `user@${member.endpoint}`,
      `http://${member.endpoint}`,
      'nowhere',
      '127.0.0.1:0',
      '127.0.0.1:99999',
      '',
      `${'x'.repeat(10_000)}:1`,
    ]) {
      for (const ask of [() => fetchLog(endpoint, TASK, BOUNDS), () => fetchStatus(endpoint)]) {
        const { message } = await rejection(ask(), MemberUnreachable);
        expect(message).to.equal(`${endpoint.slice(0, 64)} is registered, but is not host:port`);
      }
    }
    expect(member.requests).to.deep.equal([]);
  });

  it('tells of its sessions by the ids of their tasks, in either form', async () => {
    const session = { round: 1, rounds: 9, slots: 0, waiting: 0, peers: [], absences: 0 };
    member = await stubMember(() => ({ sessions: [NAME, String(TASK)].map((task) => ({ task, ...session })) }));
    expect((await fetchStatus(member.endpoint)).sessions.map(({ task }) => task)).to.deep.equal([TASK, TASK]);
    member.conduct = () => ({ sessions: [{ task: '1.2', ...session }] });
    const { message } = await rejection(fetchStatus(member.endpoint), MemberUnreachable);
    expect(message).to.match(/serves no status: .*expected an id: pool\.epoch\.index/s);
  });

  it('must answer each entry', async () => {
    member = await stubMember(() => ({ results: [{ accepted: true }] }));
    const entry = { client: Buffer.alloc(32), payload: Buffer.alloc(1), signature: Buffer.alloc(64) };
    const entries = [1n, 2n].map((sequence) => ({ ...entry, sequence }));
    const { message } = await rejection(postEntries(member.endpoint, TASK, entries), MemberUnreachable);
    expect(message).to.match(/refused the request: the answer has another form/);
    expect(member.requests).to.deep.equal(['/entries?task=1.2.3']);
  });
});
