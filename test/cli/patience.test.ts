import { expect } from 'chai';
import { ChainUnreachable } from '../../packages/client/src/errors.ts';
import { patiently, waitForAll } from '../../packages/cli/demo/patience.ts';

describe('patience on a busy machine', () => {
  it('asks again what was not answered in time', async () => {
    let asked = 0;
    const answer = await patiently(async () => {
      if (++asked < 3) throw new ChainUnreachable('busy');
      return 'here';
    });
    expect([answer, asked]).to.deep.equal(['here', 3]);
  });

  it('asks no more often than it helps, and not at all after a refusal', async () => {
    for (const [error, most] of [
      [new RangeError('no'), 1],
      [new ChainUnreachable('gone'), 6],
    ] as const) {
      let asked = 0;
      const failure = await patiently(async () => {
        asked++;
        throw error;
      }).catch((reason: unknown) => reason);
      expect([failure, asked]).to.deep.equal([error, most]);
    }
  });

  it('waits as long as there is progress, and no longer', async () => {
    const counts = [0, 0, 1, 1, 2, 2, 2];
    const seen: number[] = [];
    const wait = { of: 3, show: (count: number) => void seen.push(count), standstillMs: 400 };
    const last = await waitForAll({ ...wait, count: async () => counts[Math.min(seen.length, 6)]! });
    expect(last).to.equal(2);
    expect(seen.slice(0, 6)).to.deep.equal(counts.slice(0, 6));
    expect(await waitForAll({ ...wait, count: async () => 3 })).to.equal(3);
  });

  it('ends at once with a process that has ended', async () => {
    const check = () => {
      throw new Error('worker ended');
    };
    const failure = await waitForAll({ count: async () => 0, of: 1, show: () => undefined, check }).catch(String);
    expect(failure).to.equal('Error: worker ended');
  });
});
