/** A requester's plan: which mechanism to use, what it costs at worst, and how far that is from the bound. */
import type { LinearSolver } from '../math/linear-program.ts';
import { planBaselines, type Baselines } from './baselines.ts';
import { designatedMechanism, planDesignated, type DesignatedPlan, type PaysCommittee } from './designated.ts';
import { planLottery, type LotteryPlan } from './lottery.ts';
import { checkSetting, type Mechanism, type Setting } from './mechanism.ts';
import { bestPrizeTable, tableOf } from './prize-search.ts';
import { greatestPayment, prizeTableMechanism, type PrizeTable } from './prize-table.ts';
import { planSymmetric } from './symmetric.ts';

/** The table of LP1 at the c and q of the bound. */
export interface SymmetricPlan extends Omit<PrizeTable, 'failureProbability'> {
  /** The lower bound in the symmetric family (symmetric.ts), at c and q; a table may lose more. */
  readonly loss: number;
  /** What this table loses. */
  readonly tableLoss: number;
  /** The best table that was found, over c and q; meetsBound: to 1e-9. */
  readonly achieved: PrizeTable & { readonly meetsBound: boolean };
}

export interface ProcurementPlan {
  /** The mechanism of least achievable worst-case loss; `none` (ask nobody) when having no proof costs less than proofs. */
  readonly best: 'designated' | 'symmetric' | 'none';
  /** What `best` loses at worst. */
  readonly loss: number;
  /** What any incentive-compatible mechanism loses at least. */
  readonly bound: number;
  /** loss - bound. */
  readonly gap: number;
  readonly designated: DesignatedPlan;
  readonly symmetric: SymmetricPlan;
  readonly lottery: LotteryPlan;
  readonly baselines: Baselines;
  /** Probability with which the worst adversary prevents every delivery under `best`. */
  readonly failureProbability: number;
  /** Probability with which nothing is delivered although everybody follows `best`. */
  readonly failureProbabilityHonest: number;
  /** How many proofs are made, in expectation, when everybody follows `best`. */
  readonly expectedProvers: number;
  /** The most that `best` ever pays in all, which a requester has to deposit. */
  readonly maximumPayment: number;
}

export interface PlanOptions {
  /** D, 1 unless told. */
  readonly designates?: number;
  /** `with a designate` unless told. Requesters that the provers do not insure have to pay it `always`. */
  readonly paysCommittee?: PaysCommittee;
}

/**
 * A table need not use the bonds: slashing all of them when nothing arrives may be worse than slashing none. Tables
 * without are searched only if their bound leaves room below the best one with bonds.
 */
function planTables(setting: Setting, solver: LinearSolver): SymmetricPlan {
  const shape = planSymmetric(setting);
  const table = tableOf(shape, setting, solver);
  const best = bestPrizeTable(shape, table, setting, solver);
  const unbonded = { ...setting, bond: 0 };
  const free = planSymmetric(unbonded);
  let achieved = best;
  if (setting.bond > 0 && free.loss < best.loss) {
    const without = bestPrizeTable(free, tableOf(free, unbonded, solver), unbonded, solver);
    if (without.loss < best.loss) achieved = without;
  }
  return {
    loss: shape.loss,
    committee: shape.committee,
    probability: shape.probability,
    prizes: table.prizes,
    absent: table.absent,
    outsiders: table.outsiders,
    tableLoss: table.loss,
    achieved: { ...achieved, meetsBound: achieved.loss <= shape.loss * (1 + 1e-9) },
  };
}

type Chosen = Pick<
  ProcurementPlan,
  'best' | 'loss' | 'failureProbability' | 'failureProbabilityHonest' | 'expectedProvers' | 'maximumPayment'
>;

function choose(setting: Setting, designated: DesignatedPlan, table: PrizeTable): Chosen {
  const { penalty } = setting;
  if (penalty < designated.loss && penalty <= table.loss) {
    return {
      best: 'none',
      loss: penalty,
      failureProbability: 1,
      failureProbabilityHonest: 1,
      expectedProvers: 0,
      maximumPayment: 0,
    };
  }
  if (designated.loss <= table.loss) {
    return {
      best: 'designated',
      loss: designated.loss,
      failureProbability: designated.failureProbability,
      failureProbabilityHonest: 0,
      expectedProvers: designated.total,
      maximumPayment: designated.total,
    };
  }
  return {
    best: 'symmetric',
    loss: table.loss,
    failureProbability: table.failureProbability,
    failureProbabilityHonest: (1 - table.probability) ** table.committee,
    expectedProvers: table.committee * table.probability,
    maximumPayment: greatestPayment(setting, table),
  };
}

/**
 * The plan for a setting: the best designated mechanism, the best prize table found, the lottery and the baselines, and
 * the bound on all mechanisms, which is the least of ℓ (ask nobody) and the bounds of both shapes, with one designate.
 *
 * The designated mechanism with D = 1 is within 1 of the best mechanism there is. `gap` may be positive for three reasons:
 * further designates, a committee that is paid always, and that no table meets the symmetric bound.
 * Errors: losses and bounds of formulas a few 2⁻⁵²·ln ℓ relative; an achieved loss is that of its table, but which table
 * is best is searched (prize-search.ts). n = 10,000 and ℓ up to 10¹⁵: below a second of CPU, but for about h = n/5 and ℓ from 10⁹
 * to 10¹², where large tables are best: below two.
 * @throws RangeError if the setting is malformed or designates is not from 1 to n.
 */
export function planProcurement(
  setting: Setting,
  { designates = 1, paysCommittee = 'with a designate' }: PlanOptions,
  solver: LinearSolver,
): ProcurementPlan {
  checkSetting(setting);
  const designated = planDesignated(setting, designates, paysCommittee);
  const symmetric = planTables(setting, solver);
  const isOfPaper = designates === 1 && paysCommittee === 'with a designate';
  const alone = isOfPaper ? designated : planDesignated(setting);
  const bound = Math.min(setting.penalty, alone.loss, symmetric.loss);
  const chosen = choose(setting, designated, symmetric.achieved);
  return {
    ...chosen,
    bound,
    gap: chosen.loss - bound,
    designated,
    symmetric,
    lottery: planLottery(setting),
    baselines: planBaselines(setting),
  };
}

/** The mechanism that a plan proposes. */
export function plannedMechanism(setting: Setting, { best, designated, symmetric }: ProcurementPlan): Mechanism {
  if (best === 'designated') return designatedMechanism(setting, designated);
  if (best === 'symmetric') return prizeTableMechanism(setting, symmetric.achieved);
  const { provers, bond } = setting;
  return {
    roles: [{ name: 'outsider', size: provers, probability: 0, bond: bond / provers, asked: false }],
    pay: () => [{ delivered: 0, absent: 0 }],
  };
}
