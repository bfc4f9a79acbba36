import { expect } from 'chai';
import fc from 'fast-check';
import {
  equivocationInconsistency,
  inconsistency,
  zetaForInconsistency,
} from '../../../packages/mechanism/src/committee/inconsistency.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../mean.ts';

/** What the faulty members show an honest one: a value, and the round in which it accepts it. */
interface Shown {
  readonly honest: number;
  readonly value: number;
  readonly round: number;
}

/** Dolev–Strong among h honest members that lose each relay with probability ζ. @returns whether they end up alike. */
function agree(random: Random, honest: number, faults: number, zeta: number, shown: readonly Shown[]): boolean {
  const accepted = Array.from({ length: honest }, () => new Map<number, number>());
  const accept = (member: number, value: number, round: number): void => {
    const own = accepted[member]!;
    if (own.size < 2 && !own.has(value)) own.set(value, round);
  };
  for (let round = 1; round <= faults + 1; round++) {
    const inTime: [number, number][] = [];
    for (let from = 0; from < honest; from++) {
      const relays = [...accepted[from]!].filter(([, when]) => when === round - 1).map(([value]) => value);
      for (let to = 0; to < honest && relays.length > 0; to++) {
        if (to !== from && !random.chance(zeta)) for (const value of relays) inTime.push([to, value]);
      }
    }
    for (const each of shown) if (each.round === round) accept(each.honest, each.value, round);
    for (const [to, value] of inTime) accept(to, value, round);
  }
  const outputs = accepted.map((own) => (own.size === 1 ? [...own.keys()][0] : undefined));
  return outputs.every((output) => output === outputs[0]);
}

/** Share of runs that end in disagreement, and its standard error. */
function play(seed: number, honest: number, faults: number, zeta: number, shown: readonly Shown[]) {
  const random = new Random(seed);
  return meanOf(20_000, () => (agree(random, honest, faults, zeta, shown) ? 0 : 1));
}

const committee = fc.integer({ min: 4, max: 64 }).chain((members) =>
  fc.record({
    members: fc.constant(members),
    faults: fc.integer({ min: 1, max: members - 3 }),
    slots: fc.integer({ min: 1, max: 20 }),
  }),
);
const zetas = fc.double({ min: -30, max: -0.5, noNaN: true }).map((magnitude) => 10 ** magnitude);

describe('inconsistency', () => {
  it("is the paper's 1-(1-ζ)^(N-1-b) for its attack", () => {
    expect(inconsistency({ members: 16, faults: 5 }, 'relay', 0.01)).to.be.closeTo(1 - 0.99 ** 10, 1e-15);
    expect(inconsistency({ members: 16, faults: 5, slots: 3 }, 'relay', 0.01)).to.be.closeTo(1 - 0.99 ** 30, 1e-15);
    expect(inconsistency({ members: 16, faults: 5 }, 'relay', 1e-20) / 1e-19).to.be.closeTo(1, 1e-14);
    expect(inconsistency({ members: 16, faults: 0 }, 'any', 0.01)).to.be.closeTo(1 - 0.99 ** 15, 1e-15);
  });

  it('is exceeded by equivocation, and that by nothing', () => {
    fc.assert(
      fc.property(committee, zetas, (one, zeta) => {
        const relay = inconsistency(one, 'relay', zeta);
        const equivocation = equivocationInconsistency(one, zeta);
        const any = inconsistency(one, 'any', zeta);
        expect(equivocation).to.be.at.least(relay * (1 - 1e-12));
        expect(equivocation).to.be.at.most(any * (1 + 1e-12));
        if (zeta * one.members * one.slots < 1e-3) expect(equivocation / relay).to.be.closeTo(2, 3e-3);
      }),
    );
  });

  it('is what the attacks reach when played', () => {
    for (const [honest, faults] of [
      [4, 1],
      [3, 2],
      [6, 3],
    ] as const) {
      const one = { members: honest + faults, faults };
      const relay = play(1, honest, faults, 0.2, [{ honest: 0, value: 1, round: faults }]);
      expect(Math.abs(relay.mean - inconsistency(one, 'relay', 0.2))).to.be.below(4.5 * relay.error);
      const both = play(2, honest, faults, 0.2, [
        { honest: 0, value: 1, round: faults },
        { honest: 1, value: 2, round: faults },
      ]);
      expect(Math.abs(both.mean - equivocationInconsistency(one, 0.2))).to.be.below(4.5 * both.error);
    }
  });

  it('is exceeded by no other showing of up to three values', () => {
    const random = new Random(5);
    for (let attempt = 0; attempt < 20; attempt++) {
      const [honest, faults] = [3 + random.below(3), 1 + random.below(3)];
      const shown = Array.from({ length: 1 + random.below(4) }, () => ({
        honest: random.below(honest),
        value: random.below(3),
        round: 1 + random.below(faults),
      }));
      const { mean, error } = play(attempt, honest, faults, 0.05, shown);
      const most = inconsistency({ members: honest + faults, faults }, 'any', 0.05);
      expect(mean, JSON.stringify(shown)).to.be.at.most(most + 4.5 * error);
    }
  });

  it('is inverted', () => {
    fc.assert(
      fc.property(committee, fc.constantFrom('relay' as const, 'any' as const), zetas, (one, attack, target) => {
        expect(inconsistency(one, attack, zetaForInconsistency(one, attack, target)) / target).to.be.closeTo(1, 1e-13);
      }),
    );
  });

  it('refuses what is out of range', () => {
    expect(() => inconsistency({ members: 4, faults: 2 }, 'relay', 0.1)).to.throw(RangeError, 'faults');
    expect(() => inconsistency({ members: 4, faults: 1, slots: 0 }, 'relay', 0.1)).to.throw(RangeError, 'slots');
    expect(() => inconsistency({ members: 4, faults: 1 }, 'relay', 1.1)).to.throw(RangeError, 'zeta');
    expect(() => equivocationInconsistency({ members: 4, faults: 0 }, 0.1)).to.throw(RangeError, 'faults');
    expect(() => zetaForInconsistency({ members: 4, faults: 1 }, 'any', -0.1)).to.throw(RangeError, 'target');
  });
});
