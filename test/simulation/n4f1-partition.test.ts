import { expect } from 'chai';
import { expectSound, friendMatrix, play, ROUND_MS } from './scenario.ts';

describe('n4f1 partition', () => {
  it('that cuts one member off makes it the faulty one', () => {
    const partitions = [{ fromMs: 0, toMs: 4 * ROUND_MS, groups: [[0, 1, 2], [3]] }];
    const outcome = play({ members: 4, faults: 1, network: { latencyMs: 50, partitions } });
    expectSound(outcome, [0, 1, 2]);
    for (const seat of [0, 1, 2]) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 1, 1, 0]);
    // It does not take silence for an outcome: it signed nothing that the others did not, and can be repaired.
    expect(outcome.log(3).length).to.equal(0);
  });

  it('of one link, or a link slower than Δ, makes enemies of its two ends alone', () => {
    const slow = (from: number, to: number): number => (from + to === 1 ? 1500 : 50);
    const outcome = play({ members: 4, faults: 1, network: { latencyMs: slow } });
    expectSound(outcome, [1, 2, 3]);
    expect(friendMatrix(outcome)).to.deep.equal([
      [1, 0, 1, 1],
      [0, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ]);
  });
});
