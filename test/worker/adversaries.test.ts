import { expect } from 'chai';
import { adversary, expectedVerdict } from '../../packages/protocol/src/simulation/faults.ts';
import { decodeBatch } from '../../packages/protocol/src/batch.ts';
import { Daemons } from './daemons.ts';
import { entryJson, entryOf } from './fake-chain.ts';
import { until } from './mesh.ts';

const HONEST = ['b', 'c', 'd'];

describe('Three honest daemons and a faulty one', () => {
  let daemons: Daemons;

  beforeEach(async () => (daemons = await Daemons.register()));
  afterEach(() => daemons.stopAll());

  for (const fault of ['silent', 'flood', 'malformed', 'equivocate', 'impersonate']) {
    it(`agree on one log beside a member that is ${fault}`, async () => {
      await Promise.all(HONEST.map((name) => daemons.start(name)));
      await daemons.start('a', { corrupt: adversary(fault, 1) });
      daemons.chain.drawIn(0.5, 1n, 30);
      const sessions = () => HONEST.map((name) => daemons.running.get(name)!.sessions[0]);
      await until(() => sessions().every((session) => session !== undefined));
      for (const [index, name] of HONEST.entries()) {
        const body = JSON.stringify(entryJson(entryOf(index)));
        expect((await fetch(daemons.url(name, '/entries'), { method: 'POST', body })).status).to.equal(202);
      }
      // On a busy machine a member may miss half a round; it takes the slot from a peer a moment later.
      await until(() => sessions().every((session) => session!.isOver && session!.log.length === 4));
      const roots = sessions().map((session) => session!.log.roots.map((root) => Buffer.from(root).toString('hex')));
      expect(roots[0]!.length).to.equal(4);
      for (const others of roots) expect(others).to.deep.equal(roots[0]);
      const entries = sessions()[0]!.log.batches.flatMap((batch) => {
        const decoded = decodeBatch(batch);
        return decoded.ok ? decoded.value : [];
      });
      expect(entries.length).to.equal(3);
      for (const [index, session] of sessions().entries()) {
        expect(session!.friends.slice(1), HONEST[index]).to.deep.equal([true, true, true]);
        const verdict = expectedVerdict(fault, 'lenient', 1);
        const hasSentAll = session!.bytesFrom[0]! >= session!.maxBytesPerPeer;
        const isFriend = verdict === 'by bytes' ? hasSentAll : verdict === 'friend';
        expect(session!.friends[0], HONEST[index]).to.equal(isFriend);
        for (const { received } of session!.peers) expect(received).to.be.at.most(2 * session!.maxBytesPerPeer);
      }
    });
  }
});
