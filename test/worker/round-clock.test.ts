import { expect } from 'chai';
import fc from 'fast-check';
import { Lateness } from '../../packages/worker/src/lateness.ts';
import { RoundClock, type Time } from '../../packages/worker/src/round-clock.ts';

function handTime(): Time & { at: number; wallOffset: number } {
  return {
    at: 5_000,
    wallOffset: 1_000_000_000,
    monotonic() {
      return this.at;
    },
    wall() {
      return this.at + this.wallOffset;
    },
    after: () => () => undefined,
  };
}

describe('RoundClock', () => {
  it('starts round 1 at startsAt and changes rounds every roundMs', () => {
    const time = handTime();
    const clock = new RoundClock((time.wall() + 3_000) / 1000, 200, time);
    expect(clock.roundAt(clock.now())).to.equal(0);
    time.at += 2_999;
    expect(clock.roundAt(clock.now())).to.equal(0);
    time.at += 1;
    expect(clock.roundAt(clock.now())).to.equal(1);
    time.at += 199;
    expect(clock.roundAt(clock.now())).to.equal(1);
    time.at += 1;
    expect(clock.roundAt(clock.now())).to.equal(2);
  });

  it('does not move when the wall clock steps after the anchoring', () => {
    const time = handTime();
    const clock = new RoundClock(time.wall() / 1000, 200, time);
    time.wallOffset -= 3_600_000;
    time.at += 450;
    expect(clock.roundAt(clock.now())).to.equal(3);
  });

  it('has every instant in exactly one round', () => {
    const clock = new RoundClock(0, 250, handTime());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (at) => {
        const round = clock.roundAt(at);
        return clock.startOf(round) <= at && at < clock.endOf(round) && clock.endOf(round) === clock.startOf(round + 1);
      }),
    );
  });
});

describe('Lateness', () => {
  const filled = (latenesses: number[][], faults: number) => {
    const lateness = new Lateness(latenesses.length, faults, 200);
    latenesses.forEach((samples, peer) => samples.forEach((ms) => lateness.add(peer, ms)));
    return lateness;
  };
  const prompt = Array<number>(20).fill(10);
  const late = Array<number>(20).fill(230);

  it('knows nothing before the first frames', () => {
    expect(filled([[], [10], [10], [10]], 1).margin()).to.equal(undefined);
  });

  it('is not moved by b peers that are late on purpose', () => {
    expect(filled([[], late, prompt, prompt], 1).margin()).to.equal(190);
  });

  it('is negative once more than b peers are late', () => {
    expect(filled([[], late, late, prompt], 1).margin()).to.equal(-30);
  });

  it('forgives a single late frame, but not two', () => {
    expect(filled([[], [...prompt, 230], prompt], 0).p99(1)).to.equal(10);
    expect(filled([[], [...prompt, 230, 230], prompt], 0).p99(1)).to.equal(230);
  });

  it('forgets what is longer ago than its window', () => {
    expect(filled([[], [...late, ...Array<number>(64).fill(10)]], 0).margin()).to.equal(190);
  });
});
