import { expect } from 'chai';
import fc from 'fast-check';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import {
  greatestPayment,
  prizeTableMechanism,
  type PrizeTable,
  type Profile,
  tableFrom,
} from '../../../packages/mechanism/src/procurement/prize-table.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { honestLoss, worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { bruteLoss } from './explicit-play.ts';
import { anySetting, uniform } from './settings.ts';

interface Case {
  readonly setting: Setting;
  readonly profile: Profile;
  readonly shape: readonly number[];
}

/** Any totals, also fewer than there are members. */
const anyCase = (most: number): fc.Arbitrary<Case> =>
  fc
    .tuple(
      anySetting(most),
      uniform(0, 1),
      uniform(0.05, 3),
      fc.array(fc.integer({ min: -2, max: 9 }), { minLength: 2, maxLength: most + 1 }),
    )
    .map(([drawn, share, activity, totals]) => {
      const setting = { ...drawn, penalty: Math.min(drawn.penalty, 30) };
      const committee = setting.provers - setting.honest + 1 + Math.floor(share * (setting.honest - 1));
      return { setting, profile: { committee, activity }, shape: totals.slice(0, committee + 1) };
    });

/** Calls `check` with tables for up to `most` provers. */
function forTables(check: (table: PrizeTable, setting: Setting) => void, { most = 9, numRuns = 200 } = {}): void {
  const property = fc.property(anyCase(most), ({ setting, profile, shape }) => {
    const table = tableFrom(shape, profile, setting);
    if (table !== null) check(table, setting);
  });
  fc.assert(property, { numRuns });
}

describe('tableFrom', () => {
  it('makes tables that are incentive compatible, whatever the totals', () => {
    forTables((table, setting) => {
      const { residual, violations } = checkIncentives(prizeTableMechanism(setting, table));
      expect(residual, JSON.stringify(violations)).to.be.below(1e-9);
    });
  });

  it('makes tables that are priced for the worst adversary', () => {
    forTables((table, setting) => {
      const scale = 1 + Math.abs(table.loss) + setting.bond;
      const worst = worstCaseLoss(prizeTableMechanism(setting, table), setting).loss;
      expect(table.loss / scale).to.be.closeTo(worst / scale, 1e-9);
    });
  });

  it('makes tables that are no dearer than proofs when all are honest', () => {
    forTables((table, setting) => {
      const { payments } = honestLoss(prizeTableMechanism(setting, table), setting);
      const scale = 1 + setting.bond + setting.penalty;
      expect(payments / scale).to.be.closeTo((table.committee * table.probability) / scale, 1e-9);
    });
  });

  it('makes tables that are honest about the most that they pay', () => {
    forTables((table, setting) => {
      const { pay, roles } = prizeTableMechanism(setting, table);
      const totals = Array.from({ length: table.committee + 1 }, (_, K) => {
        const [member, outsider] = pay([K, 0]);
        const toMembers = K * member!.delivered + (table.committee - K) * member!.absent;
        return toMembers + roles[1]!.size * outsider!.absent;
      });
      const most = Math.max(0, ...totals);
      expect(greatestPayment(setting, table) / (1 + most)).to.be.closeTo(most / (1 + most), 1e-9);
    });
  });

  it('makes tables that are refused only if they cannot be divided', () => {
    fc.assert(
      fc.property(anyCase(9), ({ setting, profile, shape }) => {
        const pays = shape.findIndex((total, K) => K > 0 && total > 0);
        const isDivisible = setting.bond === 0 || (pays >= 0 && pays < profile.committee);
        const isEasy = pays >= 0 && (shape.length <= profile.committee || shape[profile.committee]! <= 0);
        if (isDivisible && isEasy) expect(tableFrom(shape, profile, setting)).not.to.equal(null);
        if (pays < 0) expect(tableFrom(shape, profile, setting)).to.equal(null);
      }),
    );
  });

  it('makes tables that cost what all corrupted sets and deliveries, one by one, say', () => {
    forTables(
      (table, setting) => {
        const scale = 1 + Math.abs(table.loss) + setting.bond;
        const worst = bruteLoss(prizeTableMechanism(setting, table), setting);
        expect(table.loss / scale).to.be.closeTo(worst / scale, 1e-9);
      },
      { most: 5, numRuns: 30 },
    );
  });

  it('makes no table that pays only when nobody is absent, where the absent have a claim', () => {
    const setting = { provers: 3, honest: 1, penalty: 10, bond: 3 };
    expect(tableFrom([0, 0, 0, 1], { committee: 3, activity: 1 }, setting)).to.equal(null);
    expect(tableFrom([0, 0, 0, 1], { committee: 3, activity: 1 }, { ...setting, bond: 0 })).not.to.equal(null);
  });
});
