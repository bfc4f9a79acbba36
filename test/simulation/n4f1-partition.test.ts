import { expect } from 'chai';
import { expectSound, friendMatrix, play, ROUND_MS } from './scenario.ts';

describe('n4f1 partition', () => {
  it('that cuts one member off makes it the faulty one', () => {
    const partitions = [{ fromMs: 0, toMs: 4 * ROUND_MS, groups: [[0, 1, 2], [3]] }];
    const outcome = play({ members: 4, faults: 1, network: { latencyMs: 50, partitions } });
    expectSound(outcome, [0, 1, 2]);
    for (const seat of [0, 1, 2]) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 1, 1, 0]);
  });

  it('of the only link that is slow makes enemies of its two ends alone', () => {
    const outcome = play({ members: 4, faults: 1, hosts: { 1: { skewMs: 1200 } }, network: { latencyMs: 10 } });
    const matrix = friendMatrix(outcome);
    for (const seat of [0, 2, 3]) expect(matrix[seat]![1], 'too late for those ahead').to.equal(0);
    expect(matrix[1], 'early frames wait').to.deep.equal([1, 1, 1, 1]);
  });
});
