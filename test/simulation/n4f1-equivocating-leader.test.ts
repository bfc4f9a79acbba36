import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 equivocating leader', () => {
  for (const seat of [0, 1, 2, 3]) {
    it(`has only its own slots emptied, from seat ${seat}`, () => {
      const outcome = play({ members: 4, faults: 1, byzantine: { [seat]: 'equivocate' } });
      expectSound(outcome);
      const lengths = outcome.log(outcome.honest[0]!).batches.map((batch) => batch.length);
      expect([lengths[seat], lengths[seat + 4]]).to.deep.equal([5, 5]);
    });
  }

  it('does its share of bytes, so it keeps its friends', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 1: 'equivocate' } });
    for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 1, 1, 1]);
  });

  it('is convicted by its own two signatures in strict mode', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 1: 'equivocate' }, judgement: 'strict' });
    expectSound(outcome);
    for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]).to.deep.equal([1, 0, 1, 1]);
  });
});
