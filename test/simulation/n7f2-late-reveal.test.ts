import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n7f2 late reveal', () => {
  const outcome = play({ members: 7, faults: 2, byzantine: { 0: 'late-reveal', 3: 'late-reveal' } });

  it('convinces nobody with fewer signatures than rounds', () => {
    expectSound(outcome);
    for (const slot of [0, 3, 7, 10]) expect(outcome.log(1).batches[slot]).to.have.length(5);
  });

  it('pads, so it keeps its friends', () => {
    for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 1, 1, 1, 1, 1, 1]);
  });

  it('is found out in smaller committees too', () => {
    for (const seat of [0, 1, 2, 3]) expectSound(play({ members: 4, faults: 1, byzantine: { [seat]: 'late-reveal' } }));
  });
});
