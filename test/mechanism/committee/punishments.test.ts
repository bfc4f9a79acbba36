import { expect } from 'chai';
import fc from 'fast-check';
import {
  expectedPunishments,
  sessionMessages,
  zetaForPunishments,
} from '../../../packages/mechanism/src/committee/punishments.ts';
import { session } from '../../../packages/protocol/src/session.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';

describe('expected punishments', () => {
  it("is the paper's (N-1)(1-(1-ζ)²) by default", () => {
    expect(expectedPunishments({ members: 16 }, 0.01)).to.be.closeTo(15 * 0.0199, 1e-15);
    expect(expectedPunishments({ members: 16, messagesPerPeer: 3 }, 0.5)).to.equal(15 * 0.875);
    expect(expectedPunishments({ members: 16 }, 0)).to.equal(0);
    expect(expectedPunishments({ members: 16 }, 1)).to.equal(15);
  });

  it('keeps its digits for tiny ζ', () => {
    expect(expectedPunishments({ members: 16 }, 1e-30) / 30e-30).to.be.closeTo(1, 1e-14);
  });

  it('is inverted', () => {
    fc.assert(
      fc.property(
        fc.record({ members: fc.integer({ min: 2, max: 256 }), messagesPerPeer: fc.integer({ min: 1, max: 300 }) }),
        fc.double({ min: -30, max: -0.1, noNaN: true }),
        (committee, magnitude) => {
          const target = (committee.members - 1) * 10 ** magnitude;
          expect(expectedPunishments(committee, zetaForPunishments(committee, target)) / target).to.be.closeTo(
            1,
            1e-13,
          );
        },
      ),
    );
  });

  it('refuses what is out of range', () => {
    expect(() => expectedPunishments({ members: 1 }, 0.1)).to.throw(RangeError, 'members');
    expect(() => expectedPunishments({ members: 4, messagesPerPeer: 0 }, 0.1)).to.throw(RangeError, 'messagesPerPeer');
    expect(() => expectedPunishments({ members: 4 }, NaN)).to.throw(RangeError, 'zeta must be from 0 to 1');
    expect(() => zetaForPunishments({ members: 4 }, 3.1)).to.throw(
      RangeError,
      'punishments must be from 0 to members - 1 = 3',
    );
    expect(() => sessionMessages(0, 1)).to.throw(RangeError, 'slots');
    expect(() => sessionMessages(1, -1)).to.throw(RangeError, 'faults');
  });

  it('is what losing messages at random yields', () => {
    const random = new Random(77);
    const [members, zeta, runs] = [5, 0.07, 40_000];
    let enemies = 0;
    for (let peer = 0; peer < runs * (members - 1); peer++) {
      const [first, second] = [random.chance(zeta), random.chance(zeta)];
      if (first || second) enemies++;
    }
    const expected = expectedPunishments({ members }, zeta);
    const error = Math.sqrt((expected * (1 - expected / (members - 1))) / runs);
    expect(Math.abs(enemies / runs - expected)).to.be.below(4.5 * error);
  });

  it('counts the rounds of our sessions', () => {
    for (const [members, faults, slots] of [
      [4, 1, 6],
      [3, 0, 1],
      [7, 3, 12],
    ] as const) {
      const identity = { chainId: 0n, contract: new Uint8Array(20), task: 0n, seed: 0n };
      const { rounds, paddingRounds } = session({ members, faults, slots, batchBytes: 200 }, identity);
      expect(sessionMessages(slots, faults)).to.deep.equal({ least: paddingRounds!.length, most: rounds });
    }
  });
});
