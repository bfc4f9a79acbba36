import { expect } from 'chai';
import fc from 'fast-check';
import {
  allSteps,
  type Behaviour,
  expectEnd,
  type SeatOwner,
  ownersOf,
  prospectsOf,
  type TimingRule,
} from '../../../../packages/mechanism/src/procurement/timing/game.ts';
import { flatPriceGain } from '../../../../packages/mechanism/src/procurement/timing/looking.ts';
import { turnsRule } from '../../../../packages/mechanism/src/procurement/timing/rules.ts';
import { leastDesignateBond } from '../../../../packages/mechanism/src/procurement/turns/plan.ts';
import { vectors } from '../explicit-play.ts';
import { uniform } from '../settings.ts';

/** The most that an owner gains against any of the others' behaviours, and where none is allowed to gain. */
function greatestGain(rule: TimingRule, owner: SeatOwner): number {
  const gains = allSteps(rule, owner).map((others) => {
    const { best, prescribed } = prospectsOf(rule, owner, others);
    return best - prescribed;
  });
  return Math.max(...gains);
}

/** Flat turns of up to five seats in up to three turns. */
const anySizes = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })
  .filter((sizes) => sizes.reduce((sum, size) => sum + size, 0) <= 5);

function flat(sizes: readonly number[], margin: number, fall: number, bonds = sizes.map(() => 0)): TimingRule {
  return turnsRule({ sizes, prices: sizes.map((_, turn) => 1 + margin + fall * (sizes.length - 1 - turn)), bonds });
}

describe('the game in public time', () => {
  it('finds the best of all plans of an owner, tried one by one', () => {
    const anyCase = fc.record({
      pays: fc.array(uniform(-1, 3), { minLength: 27, maxLength: 27 }),
      chances: fc.array(uniform(0, 1), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(anyCase, ({ pays, chances }) => {
        const indexOf = (history: readonly number[]): number => history.reduce((code, step) => 3 * code + step, 0);
        const rule: TimingRule = {
          roles: ['a', 'b', 'c'],
          steps: 2,
          takes: () => true,
          pay: (history) => [pays[indexOf(history)]!, 0, 0],
          prescribed: () => 0.5,
        };
        // Others toss a coin each step, with a chance of their own after each history that they can see.
        const others: Behaviour = (seat, step, history) =>
          chances[step === 1 ? seat - 1 : 2 + (seat - 1) * 5 + history.filter((at) => at === 1).length]!;
        const valueOf = (plan: (step: number, history: readonly number[]) => boolean): number =>
          expectEnd(
            rule,
            (seat, step, history) => (seat === 0 ? Number(plan(step, history)) : others(seat, step, history)),
            (history) => rule.pay(history)[0]! - (history[0]! > 0 ? 1 : 0),
          );
        const values = vectors(5).map((plan) =>
          valueOf((step, history) => (step === 1 ? plan[4]! : plan[history[1]! + 2 * history[2]!]!)),
        );
        const { best } = prospectsOf(rule, { seats: [0], marginalCost: 1 }, others);
        expect(best).to.be.closeTo(Math.max(...values), 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('gives nobody with one or two seats a reason to leave flat turns, whatever the others do', () => {
    fc.assert(
      fc.property(anySizes, uniform(0, 0.2), uniform(0, 0.1), uniform(0, 1), (sizes, margin, fall, marginalCost) => {
        const rule = flat(sizes, margin, fall);
        for (const owner of ownersOf(rule, 2, marginalCost)) expect(greatestGain(rule, owner)).to.be.at.most(1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('gives nobody with any seats a reason to leave turns of one seat, and to wait costs the fall or the bond', () => {
    fc.assert(
      fc.property(
        uniform(0, 0.2),
        uniform(0, 0.1),
        uniform(0, 1),
        uniform(0, 1),
        (margin, fall, bond, marginalCost) => {
          const rule = flat([1, 1, 1], margin, fall, [bond, 0, 0]);
          for (const owner of ownersOf(rule, 3, marginalCost)) expect(greatestGain(rule, owner)).to.be.at.most(1e-12);
          const waiting: TimingRule = { ...rule, takes: (seat, ...rest) => seat > 0 && rule.takes(seat, ...rest) };
          const owner = { seats: [0, 1, 2], marginalCost };
          const [now, later] = [rule, waiting].map((one) => prospectsOf(one, owner, () => 0).best);
          expect(now! - later!).to.be.closeTo(fall + bond, 1e-12);
        },
      ),
    );
  });

  it('needs the whole bond of a designate whose owner has seats in the next turn, and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 3, max: 5 }),
        uniform(0, 0.2),
        uniform(0, 0.05),
        uniform(0, 0.9),
        (seatsPerTurn, ownSeats, margin, fall, marginalCost) => {
          const sizes = [1, seatsPerTurn];
          const secondPrice = 1 + margin;
          const bond = leastDesignateBond({ seatsPerTurn, secondPrice, fall, ownSeats, marginalCost });
          const gainAt = (posted: number): number => {
            const rule = flat(sizes, margin, fall, [posted, 0]);
            const owners = ownersOf(rule, ownSeats, marginalCost).filter(({ seats }) => seats.includes(0));
            return Math.max(...owners.map((owner) => greatestGain(rule, owner)));
          };
          expect(gainAt(bond)).to.be.at.most(1e-12);
          if (bond > 0.01) expect(gainAt(bond - 0.01)).to.be.closeTo(0.01, 1e-12);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is broken by the bond divided among the seats of a turn, not by the full one', () => {
    const gainAt = (bond: number): number => {
      const rule = flat([1, 2, 2], 0.02, 0, [bond, bond, bond]);
      return Math.max(...ownersOf(rule, 5, 0).map((owner) => greatestGain(rule, owner)));
    };
    expect(gainAt(1.02 / 2)).to.be.closeTo(0.51, 1e-12);
    expect(gainAt(1.02)).to.be.closeTo(0, 1e-12);
    expect(gainAt(0)).to.be.closeTo(1.02, 1e-12);
  });

  it('leaves owners of several coins a rent at a flat price, and no reason to keep any back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), uniform(0, 0.2), uniform(0, 1), (selected, margin, marginalCost) => {
        const rule = flat([4], margin, 0);
        const owner = { seats: Array.from({ length: selected }, (_, i) => i), marginalCost };
        const { best, prescribed } = prospectsOf(rule, owner, () => 0);
        expect(best).to.be.closeTo(prescribed, 1e-12);
        expect(best).to.be.closeTo(flatPriceGain(selected, margin, marginalCost), 1e-12);
        expect(best).to.be.at.least(margin * selected - 1e-12);
        expect(best - margin * selected).to.be.closeTo((selected - 1) * (1 - marginalCost), 1e-12);
      }),
    );
  });

  it('gives a requester with seats of its own no proof for less than it costs, whatever the others do', () => {
    fc.assert(
      fc.property(anySizes, uniform(0, 0.2), uniform(0, 3), uniform(0, 2), (sizes, margin, bond, value) => {
        const rule = flat(
          sizes,
          margin,
          0,
          sizes.map((_, turn) => (turn === 0 ? bond : 0)),
        );
        for (const owner of ownersOf(rule, 5, 0)) {
          // What its seats are paid and lose is its own; to it a proof is worth `value`, and the seats of others cost. The
          // bonds of others that are silent are left out: they pay for the delay.
          const asRequester: TimingRule = {
            ...rule,
            pay: (history) => {
              const others = rule.pay(history).filter((_, seat) => !owner.seats.includes(seat));
              const paid = others.reduce((sum, amount) => sum + Math.max(0, amount), 0);
              const gain = (history.some((step) => step > 0) ? value : 0) - paid;
              return history.map((_, seat) => (seat === owner.seats[0] ? gain : 0));
            },
          };
          for (const others of allSteps(rule, owner)) {
            expect(prospectsOf(asRequester, owner, others).best).to.be.at.most(Math.max(0, value - 1) + 1e-12);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('takes a delivery of a seat in its own turn only, and only if nothing came before', () => {
    const rule = flat([1, 1], 0.1, 0);
    expect(rule.takes(0, 2, [0, 0])).to.equal(false);
    expect(rule.takes(1, 1, [0, 0])).to.equal(false);
    expect(rule.takes(1, 2, [1, 0])).to.equal(false);
    expect(rule.takes(1, 2, [0, 0])).to.equal(true);
    expect(() => prospectsOf(rule, { seats: [2], marginalCost: 0 }, () => 0)).to.throw(RangeError, 'seat');
    expect(() => prospectsOf(rule, { seats: [0], marginalCost: 2 }, () => 0)).to.throw(RangeError, 'marginalCost');
  });
});
