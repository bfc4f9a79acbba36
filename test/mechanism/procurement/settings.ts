import { expect } from 'chai';
import fc from 'fast-check';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';

/** Spread evenly, as fc.double is not. */
export function uniform(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1e6 }).map((i) => min + ((max - min) * i) / 1e6);
}

/** Settings of up to `most` provers; penalties from 1/3 to e^14, with and without bonds. */
export function anySetting(most: number, least = 1): fc.Arbitrary<Setting> {
  return fc
    .record({
      provers: fc.integer({ min: least, max: most }),
      share: uniform(0, 1),
      lnPenalty: uniform(-1, 14),
      bond: fc.oneof(fc.constant(0), uniform(0.01, 300)),
    })
    .map(({ provers, share, lnPenalty, bond }) => ({
      provers,
      honest: 1 + Math.min(provers - 1, Math.floor(share * provers)),
      penalty: Math.exp(lnPenalty),
      bond,
    }));
}

/** Looser as ℓ and S grow, since the parts of a loss do. */
export function tolerance({ penalty, bond }: Setting): number {
  return 1e-12 * (1 + bond) * (1 + Math.abs(Math.log(penalty)));
}

/** Expects that a shape's loss rises with ℓ and falls with S and h. */
export function expectMonotone(lossOf: (setting: Setting) => number): void {
  fc.assert(
    fc.property(anySetting(40, 2), uniform(1, 3), (setting, factor) => {
      const { provers, honest, penalty, bond } = setting;
      const here = lossOf(setting);
      expect(lossOf({ ...setting, penalty: penalty * factor })).to.be.at.least(here - tolerance(setting));
      expect(lossOf({ ...setting, bond: (bond + 1) * factor })).to.be.at.most(here + tolerance(setting));
      const more = lossOf({ ...setting, honest: Math.min(provers, honest + 1) });
      expect(more).to.be.at.most(here + tolerance(setting));
    }),
  );
}

/**
 * Settings that are always tried: large committees are best in the first three (no table meets the symmetric bound of
 * the first two), a small one in the fourth.
 */
export const typical: readonly Setting[] = [
  { provers: 10, honest: 5, penalty: 40, bond: 0 },
  { provers: 12, honest: 6, penalty: 100, bond: 0 },
  { provers: 8, honest: 4, penalty: 40, bond: 10 },
  { provers: 9, honest: 7, penalty: 30, bond: 2 },
];
