import { expect } from 'chai';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n7f2 network', () => {
  it('with latency, jitter, narrow uplinks and skewed clocks within Δ changes nothing', () => {
    const hosts = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((seat) => [seat, { skewMs: 40 * seat }]));
    for (let seed = 1; seed <= 5; seed++) {
      const network = { latencyMs: 100, jitterMs: 300, bytesPerMs: 100 };
      expectSound(play({ members: 7, faults: 2, slots: 7, hosts, network, seed }));
    }
  });

  it('that loses messages makes enemies as often as it loses one of the messages owed', () => {
    const loss = 0.01;
    /** The value or a relay of it, the padding of the slot, the root. */
    const owed = 3;
    let enemies = 0;
    const runs = 150;
    for (let seed = 1; seed <= runs; seed++) {
      const outcome = play({ members: 7, faults: 2, slots: 1, network: { latencyMs: 10, loss }, seed });
      friendMatrix(outcome).forEach((row) => (enemies += row.filter((friend) => friend === 0).length));
    }
    const trials = runs * 7 * 6;
    const probability = 1 - (1 - loss) ** owed;
    const deviation = Math.sqrt(trials * probability * (1 - probability));
    expect(enemies).to.be.closeTo(trials * probability, 4 * deviation);
  });
});
