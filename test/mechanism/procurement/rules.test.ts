import { expect } from 'chai';
import fc from 'fast-check';
import { loadSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import {
  add,
  compare,
  exactly,
  type Fraction,
  fraction,
  multiply,
  subtract,
  ZERO,
} from '../../../packages/mechanism/src/committee/fraction.ts';
import { planDesignated } from '../../../packages/mechanism/src/procurement/designated.ts';
import { planLottery } from '../../../packages/mechanism/src/procurement/lottery.ts';
import { planProcurement } from '../../../packages/mechanism/src/procurement/plan.ts';
import { LEAST_UNIT_COST } from '../../../packages/mechanism/src/procurement/limits.ts';
import { designatedTerms } from '../../../packages/mechanism/src/procurement/rules/designated.ts';
import { lotteryTerms } from '../../../packages/mechanism/src/procurement/rules/lottery.ts';
import { type PricedMechanism, ruleOf } from '../../../packages/mechanism/src/procurement/rules/registry.ts';
import type { ExpectedGains } from '../../../packages/mechanism/src/procurement/rules/rule.ts';
import { tableTerms } from '../../../packages/mechanism/src/procurement/rules/table.ts';
import { anySetting } from './settings.ts';

const WAD = 10n ** 18n;
const expectedGains = (terms: PricedMechanism): ExpectedGains => ruleOf(terms.shape).gains(terms);
const unitCosts = fc.bigInt({ min: LEAST_UNIT_COST, max: 10n ** 24n });

/** Plans with one or more designates, and their terms. */
const anyDesignated = fc
  .tuple(anySetting(20), unitCosts, fc.integer({ min: 1, max: 8 }))
  .map(([setting, unitCost, wanted]) => {
    const plan = planDesignated(setting, Math.min(wanted, setting.provers));
    return { setting, plan, terms: designatedTerms(plan, unitCost, setting.bond) };
  });

/** For each outcome of everybody's coins its probability, and which seats deliver. */
function forEachOutcome(terms: PricedMechanism, see: (chance: Fraction, delivers: readonly boolean[]) => void): void {
  const { designates, seats, probability } = terms;
  const members = seats - designates;
  for (let coins = 0; coins < 2 ** members; coins++) {
    const tosses = Array.from({ length: members }, (_, i) => ((coins >> i) & 1) === 1);
    const chance = tosses.reduce((product, heads) => product * (heads ? probability : WAD - probability), 1n);
    see(fraction(chance, WAD ** BigInt(members)), [...Array.from({ length: designates }, () => true), ...tosses]);
  }
}

/** What the escrow pays a seat that delivers, in its wei; of a lottery's prize, what that is in expectation. */
function share({ shape, designates, total, prize, prizes }: PricedMechanism, seat: number, others: bigint): Fraction {
  if (shape === 'table') return fraction(prizes[Number(others) - 1]! / others);
  if (shape === 'lottery') return fraction(total, others);
  const each = others > 0n ? prize / others : 0n;
  return fraction(seat >= designates ? each : (total - others * each) / BigInt(designates));
}

/** E[paid | the seat delivers] - u, by going through all outcomes. */
function gainOf(terms: PricedMechanism, seat: number): Fraction {
  let [paid, chance] = [ZERO, ZERO];
  forEachOutcome(terms, (weight, delivers) => {
    if (!delivers[seat]) return;
    const others = delivers.filter((does, other) => does && other >= terms.designates).length;
    paid = add(paid, multiply(weight, share(terms, seat, BigInt(others))));
    chance = add(chance, weight);
  });
  const { numerator, denominator } = paid;
  return subtract(fraction(numerator * chance.denominator, denominator * chance.numerator), fraction(terms.unitCost));
}

function expectWithin(gain: Fraction | undefined, below: bigint): void {
  if (gain === undefined) return;
  expect(compare(gain, ZERO), 'too little').to.be.at.least(0);
  expect(compare(gain, fraction(below)), 'too much').to.be.below(0);
}

const solver = await loadSolver();

describe('procurement: terms in wei', () => {
  it('pay the designated shape’s provers their cost, and less than a wei more, after the escrow’s own rounding', () => {
    const property = fc.property(anyDesignated, ({ plan, terms }) => {
      const { designate, member } = expectedGains(terms);
      expectWithin(designate, 1n);
      expectWithin(member, 1n);
      expect(terms.prize <= terms.total).to.equal(true);
      expect(Math.abs(Number(terms.total) / Number(terms.unitCost) - plan.total)).to.be.below(1e-5 * plan.total);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('never slash more than planned, less than D wei less, and the same of every designate', () => {
    const property = fc.property(anyDesignated, ({ setting, terms: { bond, designates, unitCost } }) => {
      const planned = multiply(exactly(setting.bond), fraction(unitCost));
      expect(compare(fraction(bond), planned)).to.be.at.most(0);
      expect(compare(fraction(bond + BigInt(designates)), planned)).to.be.above(0);
      expect(bond % BigInt(designates)).to.equal(0n);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('never ask with less than the planned probability', () => {
    const property = fc.property(anyDesignated, ({ plan, terms: { probability } }) => {
      const planned = multiply(exactly(plan.probability), fraction(WAD));
      expect(compare(fraction(probability), planned)).to.be.at.least(0);
      expect(compare(fraction(probability - 1n), planned)).to.be.below(0);
      expect(probability <= WAD).to.equal(true);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('pay lottery and table their cost, and less than two wei more', () => {
    const property = fc.property(anySetting(10, 2), unitCosts, (setting, unitCost) => {
      const lottery = planLottery(setting);
      expectWithin(expectedGains(lotteryTerms(lottery, unitCost)).member, 1n);
      const { achieved } = planProcurement({ ...setting, bond: 0 }, {}, solver).symmetric;
      if (achieved.probability === 0) return;
      const terms = tableTerms(achieved, unitCost);
      expectWithin(expectedGains(terms).member, 2n);
      expect(terms.prizes).to.have.length(achieved.committee);
      expect(terms.prizes).to.include(terms.total);
      expect(terms.prizes.every((prize) => prize <= terms.total)).to.equal(true);
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('expect what going through all outcomes gives', () => {
    const property = fc.property(
      anySetting(7, 2),
      unitCosts,
      fc.integer({ min: 1, max: 3 }),
      (setting, unitCost, wanted) => {
        const plans = planProcurement({ ...setting, bond: 0 }, {}, solver);
        const designated = planDesignated(setting, Math.min(wanted, setting.provers));
        const all: PricedMechanism[] = [
          designatedTerms(designated, unitCost, setting.bond),
          lotteryTerms(plans.lottery, unitCost),
        ];
        if (plans.symmetric.achieved.probability > 0) all.push(tableTerms(plans.symmetric.achieved, unitCost));
        for (const terms of all) {
          const { designate, member } = expectedGains(terms);
          if (designate !== undefined) expect(gainOf(terms, 0)).to.deep.equal(designate);
          if (member === undefined || terms.probability === 0n) continue;
          expect(gainOf(terms, terms.seats - 1), terms.shape).to.deep.equal(member);
        }
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('refuse what the escrow cannot pay', () => {
    const setting = { provers: 100, honest: 67, penalty: 1e4, bond: 100 };
    const plan = planDesignated(setting);
    const small = planDesignated({ ...setting, provers: 40, honest: 30 });
    expect(() => designatedTerms(small, LEAST_UNIT_COST - 1n, 0)).to.throw(RangeError, 'unitCost');
    expect(() => designatedTerms({ ...plan, seats: 65 }, WAD, 0)).to.throw(RangeError, 'seats');
    expect(() => designatedTerms({ ...small, designates: 9 }, WAD, 0)).to.throw(RangeError, 'designates');
    const bonded = planProcurement({ provers: 6, honest: 4, penalty: 50, bond: 2 }, {}, solver).symmetric.achieved;
    expect(bonded.absent).not.to.deep.equal([]);
    expect(() => tableTerms(bonded, WAD)).to.throw(RangeError, 'does not deliver');
    expect(() => tableTerms({ ...bonded, absent: [], prizes: [] }, WAD)).to.throw(RangeError, 'nobody');
  });
});
