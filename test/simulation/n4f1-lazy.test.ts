import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

const RUNS = 200;

/** Enemy reports about seat 1 by the others, over many seeds. */
function enemyReports(gamma: number): number {
  let reports = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const outcome = play({
      members: 4,
      faults: 1,
      slots: 2,
      entriesPerSeat: 1,
      byzantine: { 1: `lazy:${gamma}` },
      seed,
    });
    expectSound(outcome);
    reports += outcome.honest.filter((seat) => friendMatrix(outcome)[seat]![1] === 0).length;
  }
  return reports;
}

describe('n4f1 lazy', () => {
  it('is punished by none and by all at the extremes', () => {
    expect(enemyReports(0)).to.equal(0);
    expect(enemyReports(1)).to.equal(3 * RUNS);
  });

  it('is punished by γ(N-1) members on average, within four standard deviations', () => {
    for (const gamma of [0.25, 0.5]) {
      const trials = 3 * RUNS;
      const deviation = Math.sqrt(trials * gamma * (1 - gamma));
      expect(enemyReports(gamma), `γ = ${gamma}`).to.be.closeTo(trials * gamma, 4 * deviation);
    }
  });
});
