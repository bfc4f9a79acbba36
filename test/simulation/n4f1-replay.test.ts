import { expect } from 'chai';
import { expectSound, play, type Scenario } from './scenario.ts';

/** Slots 4 and 0 have the same leader, so that only the slot tells their signatures apart; both have entries to commit. */
const REPLAY: Scenario = { members: 4, faults: 1, slots: 8, entriesPerSeat: 7, byzantine: { 2: 'replay' } };

describe('n4f1 replay from another slot', () => {
  it('is refused', () => {
    const outcome = play(REPLAY);
    expectSound(outcome);
    const reasons = outcome.honest.flatMap((seat) => outcome.report.facts[seat]!.map(({ reason }) => reason));
    expect(reasons).to.include('invalid signature');
  });
});
