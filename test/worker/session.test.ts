import { expect } from 'chai';
import { logSchema, rootSchema } from '../../packages/client/src/log/api-schema.ts';
import { decodeBatch } from '../../packages/protocol/src/batch.ts';
import { Daemons } from './daemons.ts';
import { entryJson, entryOf, TASK } from './fake-chain.ts';
import { until } from './mesh.ts';

const NAMES = ['a', 'b', 'c', 'd'];

describe('A committee of four daemons', () => {
  let daemons: Daemons;

  beforeEach(async () => (daemons = await Daemons.register()));
  afterEach(() => daemons.stopAll());

  const sessionOf = (name: string) => daemons.running.get(name)!.sessions[0]!;
  const post = async (name: string, body: unknown) => {
    const response = await fetch(daemons.url(name, `/entries?task=${TASK.id}`), {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const isDrawn = () => NAMES.every((name) => daemons.running.get(name)?.sessions.length === 1);
  const readLog = async (name: string) =>
    logSchema.parse(await (await fetch(daemons.url(name, `/log?task=${TASK.id}`))).json());
  const sequences = async (name: string) => {
    const { slots } = await readLog(name);
    return slots.flatMap(({ batch }) => {
      const decoded = decodeBatch(batch);
      return decoded.ok ? decoded.value.map(({ sequence }) => Number(sequence)) : [];
    });
  };

  it('commits clients’ entries, agrees on every root, calls everybody a friend, reports and claims', async () => {
    await Promise.all(NAMES.map((name) => daemons.start(name)));
    daemons.chain.drawIn(0.5, 1n, 6);
    await until(isDrawn);
    expect(await post('b', entryJson(entryOf(1)))).to.deep.equal({
      status: 202,
      body: { results: [{ accepted: true }] },
    });
    expect((await post('c', [entryOf(2), entryOf(3)].map(entryJson))).status).to.equal(202);

    await until(() => NAMES.every((name) => sessionOf(name).isOver));
    const roots = await Promise.all(
      NAMES.map(async (name) => rootSchema.parse(await (await fetch(daemons.url(name, '/log/root'))).json())),
    );
    expect(new Set(roots.map(({ root }) => Buffer.from(root).toString('hex'))).size).to.equal(1);
    for (const { slot, signatures } of roots) {
      expect(slot).to.equal(3);
      expect(signatures.length).to.equal(2);
    }
    for (const name of NAMES) expect(await sequences(name)).to.deep.equal([1, 2, 3]);

    await until(() => daemons.chain.reports.size === 4);
    for (const friends of daemons.chain.reports.values()) expect(friends).to.deep.equal([true, true, true, true]);
    for (const name of NAMES) {
      for (const { sent } of sessionOf(name).peers) expect(sent).to.equal(sessionOf(name).maxBytesPerPeer);
    }
    await until(() => daemons.chain.claims.size === 4);
    expect([...daemons.chain.claims.values()]).to.deep.equal([1, 1, 1, 1]);
    expect(await (await fetch(daemons.url('a', '/healthz'))).json()).to.deep.equal({ ok: true, reasons: [] });
  });

  it('survives a member that crashes in mid-session: it comes back, repairs its log and is paid', async () => {
    await Promise.all(NAMES.map((name) => daemons.start(name)));
    daemons.chain.drawIn(1);
    await until(isDrawn);
    await post('b', entryJson(entryOf(1)));
    await post('c', entryJson(entryOf(2)));
    await post('d', entryJson(entryOf(3)));
    await until(() => sessionOf('b').round >= 4);
    await daemons.stop('b');
    await until(() => sessionOf('a').round >= 6);
    await daemons.start('b');
    await until(() => NAMES.every((name) => daemons.running.get(name)!.sessions[0]?.isOver === true));
    await until(() => sessionOf('b').log.length === 4);
    for (const name of NAMES) expect(await sequences(name)).to.deep.equal([1, 2, 3]);
    const last = NAMES.map((name) => Buffer.from(sessionOf(name).log.roots[3]!).toString('hex'));
    expect(new Set(last).size).to.equal(1);
    await until(() => daemons.chain.reports.size === 4);

    // Repaired slots are in the journal: no peer is needed a second time.
    await daemons.stop('b');
    for (const name of ['a', 'c', 'd']) await daemons.stop(name);
    await daemons.start('b');
    await until(() => daemons.running.get('b')!.sessions.length === 1);
    expect(sessionOf('b').log.length).to.equal(4);
    expect(await sequences('b')).to.deep.equal([1, 2, 3]);
  });
});
