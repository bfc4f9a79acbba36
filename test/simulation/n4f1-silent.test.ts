import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 silent', () => {
  it('costs the silent member alone', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 2: 'silent' } });
    expectSound(outcome);
    for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 1, 0, 1]);
  });

  it('leaves its slots empty', () => {
    const { log } = play({ members: 4, faults: 1, byzantine: { 2: 'silent' } });
    expect([2, 6].map((slot) => log(0).batches[slot]!.length)).to.deep.equal([5, 5]);
  });
});
