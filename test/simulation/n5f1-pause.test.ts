import { expect } from 'chai';
import { expectSound, friendMatrix, type Outcome, play, ROUND_MS } from './scenario.ts';

/** Seat 2 of five does not run from `fromRound` to `toRound`, both begun. */
function paused(fromRound: number, toRound: number, seed = 1): Outcome {
  const pauses = [{ fromMs: (fromRound - 0.5) * ROUND_MS, toMs: (toRound - 0.5) * ROUND_MS }];
  return play({ members: 5, faults: 1, slots: 10, hosts: { 2: { pauses } }, seed });
}

const OTHERS = [0, 1, 3, 4];

describe('n5f1 pause', () => {
  it('harms nobody else and makes nobody an enemy', () => {
    const outcome = paused(4, 9);
    expectSound(outcome, OTHERS);
    expect(friendMatrix(outcome)[2]).to.deep.equal([1, 1, 1, 1, 1]);
  });

  it('loses no friends if it ends before the session does', () => {
    for (let from = 1; from <= 18; from++) {
      const outcome = paused(from, from + 1);
      expectSound(outcome, OTHERS);
      for (const seat of OTHERS) {
        expect(friendMatrix(outcome)[seat], `from round ${from}`).to.deep.equal([1, 1, 1, 1, 1]);
      }
    }
  });

  it('stops the log of the paused member, which signs no root until it is repaired', () => {
    const outcome = paused(4, 9);
    const log = outcome.log(2);
    expect(log.length).to.equal(1);
    const donor = outcome.log(0);
    for (const slot of [1, 2, 3, 4]) {
      const certificate = donor.certificate(slot)!;
      expect(log.length).to.equal(slot);
      expect(log.repair(donor.batches[slot]!, certificate).ok, `slot ${slot}`).to.equal(true);
    }
    expect(outcome.report.outputs[2]!.log.length).to.equal(5);
  });
});
