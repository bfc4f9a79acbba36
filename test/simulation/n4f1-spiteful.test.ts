import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 spiteful', () => {
  it('takes one friend from each of the others and loses none', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 3: 'spiteful' } });
    expectSound(outcome);
    expect(friendMatrix(outcome)).to.deep.equal([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [0, 0, 0, 1],
    ]);
  });
});
