import { expect } from 'chai';
import { join } from 'node:path';
import { pino } from 'pino';
import { CommitteeSession, identityOf, type MemberAssignment } from '../../packages/worker/src/committee-session.ts';
import { type ApiSource, httpApi } from '../../packages/worker/src/http-api.ts';
import type { JournalStore } from '../../packages/hosting/src/store.ts';
import { Journal, openStore } from '../../packages/worker/src/journal.ts';
import { Listener } from '../../packages/worker/src/listener.ts';
import { Metrics } from '../../packages/worker/src/metrics.ts';
import { systemTime } from '../../packages/worker/src/round-clock.ts';
import { ed25519PrivateKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { selfSignedCredentials } from '../../packages/worker/src/x509.ts';
import { CONTRACT, entryJson, entryOf, FakeChain } from './fake-chain.ts';
import { seedOf } from './mesh.ts';
import { Disk } from '../disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('CommitteeSession on a full disk', () => {
  const disk = new Disk();
  let store: JournalStore;
  let listener: Listener;
  let session: CommitteeSession;

  beforeEach(async () => {
    store = openStore(join(temporaryFolder(), 'journal.db'));
    const chain = new FakeChain();
    for (const name of ['a', 'b', 'c', 'd']) chain.register(name, '127.0.0.1:1');
    chain.drawIn(3_600);
    const membership = (await chain.port('a').assignment(0n)) as MemberAssignment;
    const metrics = new Metrics(() => [session]);
    const source: ApiSource = {
      get sessions() {
        return [session];
      },
      meter: metrics.meter,
      health: () => [],
      status: () => ({}),
    };
    const credentials = selfSignedCredentials(seedOf('a'));
    listener = await Listener.open({
      address: { host: '127.0.0.1', port: 0 },
      credentials,
      onRequest: httpApi(source),
      observe: () => undefined,
    });
    session = new CommitteeSession(membership, identityOf(membership, { chainId: 1n, contract: CONTRACT }), {
      chain: chain.port('a'),
      transportKey: ed25519PrivateKey(seedOf('a')),
      credentials,
      listener,
      journal: new Journal(disk.hold(store)),
      metrics,
      time: systemTime,
      logger: pino({ level: 'silent' }),
    });
  });
  afterEach(async () => {
    session.close();
    await listener.close();
    store.close();
  });

  const post = async (sequence: number) => {
    const body = JSON.stringify(entryJson(entryOf(sequence)));
    const response = await fetch(`http://127.0.0.1:${listener.port}/entries`, { method: 'POST', body });
    return { status: response.status, error: ((await response.json()) as { error?: string }).error };
  };

  it('does not acknowledge an entry that it could lose', async () => {
    expect(await post(1)).to.deep.equal({ status: 202, error: undefined });
    disk.fill();
    expect(await post(2)).to.deep.equal({ status: 503, error: 'JournalFailed' });
    disk.free();
    expect(await post(3)).to.deep.equal({ status: 202, error: undefined });
    // Memory and disk hold the same, in the same order.
    expect(session.waiting).to.equal(3);
    expect(new Journal(store).events(Buffer.concat([session.digest, Buffer.from([0])])).length).to.equal(3);
  });
});
