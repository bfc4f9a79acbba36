import { expect } from 'chai';
import fc from 'fast-check';
import { planLottery } from '../../../packages/mechanism/src/procurement/lottery.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { type Profile, tableFrom } from '../../../packages/mechanism/src/procurement/prize-table.ts';
import { thresholdTable } from '../../../packages/mechanism/src/procurement/prize-threshold.ts';
import { planSymmetric } from '../../../packages/mechanism/src/procurement/symmetric.ts';
import { anySetting, uniform } from './settings.ts';
import { expectSound } from './sound.ts';
import { binomial } from './whole-program.ts';

const anyProfile: fc.Arbitrary<{ setting: Setting; profile: Profile }> = fc
  .tuple(anySetting(14, 2), uniform(0, 1), uniform(0.1, 3))
  .map(([drawn, share, activity]) => {
    const setting = { ...drawn, penalty: Math.min(drawn.penalty, 1e4) };
    const committee = setting.provers - setting.honest + 1 + Math.floor(share * (setting.honest - 1));
    return { setting, profile: { committee, activity } };
  });

describe('thresholdTable', () => {
  it('is the best of all thresholds', () => {
    fc.assert(
      fc.property(anyProfile, ({ setting, profile }) => {
        const { committee } = profile;
        const counts = Array.from({ length: committee + 1 }, (_, K) => K);
        const chances = binomial(committee, -Math.expm1(-profile.activity));
        const losses = counts.map((t) => {
          const passed = chances.reduce((sum, p, K) => (K > t ? sum + p : sum), 0);
          if (t > 0 && passed < 1 / 16) return Infinity;
          const steps = counts.map((K) => (K > t ? 1 : 0));
          return tableFrom(steps, profile, setting)?.loss ?? Infinity;
        });
        const table = thresholdTable(profile, setting);
        if (table === null) expect(committee).to.equal(1);
        else expect(table.loss / Math.max(1, Math.min(...losses))).to.be.within(0, 1 + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it('is sound', () => {
    fc.assert(
      fc.property(anyProfile, ({ setting, profile }) => {
        const table = thresholdTable(profile, setting);
        if (table !== null) expectSound(setting, table);
      }),
    );
  });

  it('is no worse than the lottery', () => {
    fc.assert(
      fc.property(anySetting(14, 2), (drawn) => {
        const setting = { ...drawn, bond: 0, penalty: Math.min(drawn.penalty, 1e4) };
        const { committee, probability, loss } = planLottery(setting);
        if (committee <= setting.provers - setting.honest) return;
        const table = thresholdTable({ committee, activity: -Math.log1p(-probability) }, setting);
        expect(table!.loss).to.be.at.most(loss * (1 + 1e-9));
      }),
    );
  });

  it('meets the bound of ten thousand provers where few are honest', () => {
    for (const [honest, penalty, bond] of [
      [100, 1e6, 0],
      [50, 1e10, 50],
      [3000, 1e30, 0],
    ] as const) {
      const setting = { provers: 10_000, honest, penalty, bond };
      const shape = planSymmetric(setting);
      expect(thresholdTable(shape, setting)!.loss / shape.loss).to.be.closeTo(1, 1e-10);
    }
  });
});
