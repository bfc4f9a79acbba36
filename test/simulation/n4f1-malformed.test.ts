import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 malformed frames', () => {
  it('are facts with a reason and a sender, and change nothing', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const outcome = play({ members: 4, faults: 1, byzantine: { 2: 'malformed' }, seed });
      expectSound(outcome);
      const facts = outcome.honest.flatMap((seat) => outcome.report.facts[seat]!);
      expect(facts, `seed ${seed}`).to.not.be.empty;
      for (const { reason, peer } of facts)
        expect({ peer, reason: reason.length > 0 }).to.deep.equal({ peer: 2, reason: true });
    }
  });

  it('make an enemy in strict mode', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 2: 'malformed' }, judgement: 'strict' });
    expectSound(outcome);
    for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]![2]).to.equal(0);
  });
});
