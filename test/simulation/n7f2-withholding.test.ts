import { expect } from 'chai';
import { committedBy, expectSound, play } from './scenario.ts';

describe('n7f2 withholding', () => {
  it('changes nothing as long as one honest member hears the leader', () => {
    const outcome = play({ members: 7, faults: 2, byzantine: { 1: 'withhold', 5: 'withhold' } });
    expectSound(outcome);
    const committed = committedBy(outcome, 0).map(({ sequence }) => sequence);
    for (const { sequence } of [...outcome.entries[1]!, ...outcome.entries[5]!]) expect(committed).to.include(sequence);
  });
});
