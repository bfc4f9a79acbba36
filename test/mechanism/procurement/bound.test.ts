import { expect } from 'chai';
import fc from 'fast-check';
import { lossBound } from '../../../packages/mechanism/src/procurement/bound.ts';
import { planDesignated } from '../../../packages/mechanism/src/procurement/designated.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { planSymmetric } from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { vectors } from './explicit-play.ts';
import { anySetting, tolerance, uniform } from './settings.ts';

/** The worst corrupted set, silent, one by one; and everybody honest. */
function bruteBound(q: readonly number[], { provers, honest, penalty, bond }: Setting): number {
  const silence = (set: readonly boolean[]): number =>
    penalty * q.reduce((product, qi, i) => (set[i] === true ? product : product * (1 - qi)), 1);
  const sets = vectors(provers).filter((set) => set.filter(Boolean).length <= provers - honest);
  const honestCost = q.reduce((sum, qi) => sum + qi, 0) + silence(q.map(() => false));
  return Math.max(honestCost, ...sets.map((set) => silence(set) - bond));
}

const shapes = (setting: Setting): number => Math.min(planDesignated(setting).loss, planSymmetric(setting).loss);

const anyProfile = (most: number): fc.Arbitrary<{ setting: Setting; q: number[] }> =>
  anySetting(most).chain((setting) =>
    fc
      .array(fc.oneof(fc.constantFrom(0, 1), uniform(0, 1)), {
        minLength: setting.provers,
        maxLength: setting.provers,
      })
      .map((q) => ({ setting, q })),
  );

/** Moves one or two coordinates as long as that helps, by ever smaller steps. */
function descend(f: (q: readonly number[]) => number, start: readonly number[]): number {
  const n = start.length;
  const within = (x: number): number => Math.min(1, Math.max(0, x));
  let best = { q: start, value: f(start) };
  for (let step = 0.25; step > 1e-7; step /= 2) {
    for (let isBetter = true; isBetter;) {
      const before = best.value;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (const [di, dj] of [
            [step, step],
            [step, -step],
            [-step, -step],
          ] as const) {
            const q = best.q.map((qi, at) => (at === i ? within(qi + di) : at === j ? within(qi + dj) : qi));
            if (f(q) < best.value) best = { q, value: f(q) };
          }
        }
      }
      isBetter = best.value < before * (1 - 1e-6);
    }
  }
  return best.value;
}

describe('lossBound', () => {
  it('is what each corrupted set can do', () => {
    fc.assert(
      fc.property(anyProfile(6), ({ setting, q }) => {
        expect(lossBound(q, setting) / Math.max(1, bruteBound(q, setting))).to.be.closeTo(
          bruteBound(q, setting) / Math.max(1, bruteBound(q, setting)),
          1e-12,
        );
      }),
    );
  });

  it('is attained at the shapes', () => {
    fc.assert(
      fc.property(anySetting(12, 2), (setting) => {
        const { provers } = setting;
        const designated = planDesignated(setting);
        const symmetric = planSymmetric(setting);
        const profile = (ones: number, committee: number, q: number): number[] =>
          Array.from({ length: provers }, (_, i) => (i < ones ? 1 : i < committee ? q : 0));
        if (setting.penalty > 1e5) return;
        const atDesignated = lossBound(profile(1, designated.seats, designated.probability), setting);
        expect(atDesignated / designated.loss).to.be.closeTo(1, 1e-9);
        const atSymmetric = lossBound(profile(0, symmetric.committee, symmetric.probability), setting);
        expect(atSymmetric / symmetric.loss).to.be.closeTo(1, 1e-9);
      }),
    );
  });

  it('is nowhere below the shapes', () => {
    fc.assert(
      fc.property(anyProfile(8), ({ setting, q }) => {
        expect(lossBound(q, setting)).to.be.at.least(shapes(setting) - tolerance(setting));
      }),
      { numRuns: 2000 },
    );
  });

  it('is least at the shapes, as far as a search over all profiles tells', () => {
    fc.assert(
      fc.property(anyProfile(4), ({ setting, q }) => {
        const found = descend((profile) => lossBound(profile, setting), q);
        expect(found).to.be.at.least(shapes(setting) - tolerance(setting));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses profiles of another length, and what is no probability', () => {
    const setting = { provers: 3, honest: 2, penalty: 5, bond: 0 };
    expect(() => lossBound([1, 0], setting)).to.throw(RangeError, 'provers = 3 entries, not 2');
    expect(() => lossBound([1, 0, 1.5], setting)).to.throw(RangeError, 'q[2] must be from 0 to 1');
    expect(() => lossBound([1, 0, 1], { ...setting, honest: 0 })).to.throw(RangeError, 'honest');
  });
});
