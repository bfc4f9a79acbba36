import { expect } from 'chai';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { prizeTableMechanism, type PrizeTable } from '../../../packages/mechanism/src/procurement/prize-table.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';

/** Expects of a table that nobody gains by deviating, and that it costs what it says. */
export function expectSound(setting: Setting, table: PrizeTable): void {
  const mechanism = prizeTableMechanism(setting, table);
  expect(checkIncentives(mechanism).residual).to.be.below(1e-9);
  const scale = Math.max(1, table.loss, setting.bond);
  expect(worstCaseLoss(mechanism, setting).loss / scale).to.be.closeTo(table.loss / scale, 1e-9);
}
