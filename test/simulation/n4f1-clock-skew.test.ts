import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 clock skew', () => {
  it('beyond a round makes the slow member late for the others, while their early frames wait for it', () => {
    const outcome = play({ members: 4, faults: 1, hosts: { 1: { skewMs: 1200 } }, network: { latencyMs: 10 } });
    expectSound(outcome, [0, 2, 3]);
    const matrix = friendMatrix(outcome);
    for (const seat of [0, 2, 3]) expect(matrix[seat]).to.deep.equal([1, 0, 1, 1]);
    expect(matrix[1]).to.deep.equal([1, 1, 1, 1]);
  });

  it('within the margin that latency leaves costs nothing', () => {
    expectSound(play({ members: 4, faults: 1, hosts: { 1: { skewMs: 700 } }, network: { latencyMs: 250 } }));
  });
});
