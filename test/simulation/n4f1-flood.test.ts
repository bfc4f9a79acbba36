import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f1 flood', () => {
  it('fills no buffer beyond M and harms nobody', () => {
    const outcome = play({ members: 4, faults: 1, byzantine: { 0: 'flood' } });
    expectSound(outcome);
    expect(outcome.report.sent[0]![1]).to.be.above(5 * outcome.maxBytesPerPeer);
  });

  it('makes an enemy in strict mode only', () => {
    for (const [judgement, verdict] of [
      ['lenient', 1],
      ['strict', 0],
    ] as const) {
      const outcome = play({ members: 4, faults: 1, byzantine: { 0: 'flood' }, judgement });
      expectSound(outcome);
      for (const seat of outcome.honest) expect(friendMatrix(outcome)[seat]![0], judgement).to.equal(verdict);
    }
  });
});
