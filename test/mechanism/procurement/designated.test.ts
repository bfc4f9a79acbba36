import { expect } from 'chai';
import fc from 'fast-check';
import {
  designatedMechanism,
  type DesignatedPlan,
  type PaysCommittee,
  planDesignated,
} from '../../../packages/mechanism/src/procurement/designated.ts';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import { exactDesignated } from './exact-shapes.ts';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { anySetting, expectMonotone, tolerance, typical, uniform } from './settings.ts';

/** ℓ where 1 - q can be told by a double. */
const PLAYABLE = 1e5;

const anyCase = anySetting(10).chain((setting) =>
  fc
    .record({
      designates: fc.integer({ min: 1, max: Math.min(setting.provers, 4) }),
      pays: fc.constantFrom<PaysCommittee>('with a designate', 'always'),
    })
    .map((chosen) => ({ setting, ...chosen })),
);

/** Settings in which a committee that is always paid should cost less than its silence. */
const early: readonly Setting[] = [
  { provers: 10, honest: 1, penalty: 10, bond: 1 },
  { provers: 12, honest: 2, penalty: 10, bond: 0 },
];

/** A mechanism with D designates, c provers and any q; not the best one. */
function planAt(designates: number, seats: number, probability: number): DesignatedPlan {
  const size = seats - designates;
  const prize = size === 0 ? 0 : (size * probability) / (1 - (1 - probability) ** size);
  const total = designates + size * probability;
  const unknown = { loss: NaN, failureProbability: NaN };
  return { ...unknown, designates, seats, probability, total, prize, paysCommittee: 'always' };
}

describe('planDesignated', () => {
  it('costs what a computation with 40 digits gives', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates }) => {
        const exact = exactDesignated(setting, designates);
        expect(exact.div(planDesignated(setting, designates).loss).minus(1).abs().toNumber()).to.be.below(1e-12);
      }),
      { numRuns: 30, examples: typical.map((setting) => [{ setting, designates: 1, pays: 'always' }]) },
    );
  });

  it('is incentive compatible and costs as much in the worst case', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates, pays }) => {
        if (setting.penalty > PLAYABLE) return;
        const plan = planDesignated(setting, designates, pays);
        const mechanism = designatedMechanism(setting, plan);
        expect(checkIncentives(mechanism).residual).to.be.below(1e-12);
        expect(worstCaseLoss(mechanism, setting).loss / plan.loss).to.be.closeTo(1, 1e-9);
      }),
    );
  });

  it('pays at most L, and exactly L when all designates deliver', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates, pays }) => {
        const plan = planDesignated(setting, designates, pays);
        const { pay } = designatedMechanism(setting, plan);
        const size = plan.seats - designates;
        expect(plan.total - plan.prize).to.be.at.least(0);
        for (let delivering = 1; delivering <= designates; delivering++) {
          for (let others = 0; others <= size; others++) {
            const [first, second, third] = pay([delivering, others, 0]);
            const toCommittee = others === 0 ? 0 : others * second!.delivered;
            const total = delivering * first!.delivered + toCommittee;
            expect([first!.absent, second!.absent, third!.absent]).to.deep.equal([0, 0, 0]);
            expect(total).to.be.at.most(plan.total * (1 + 1e-12));
            if (delivering === designates) expect(total / plan.total).to.be.closeTo(1, 1e-12);
          }
        }
        const slashed = -setting.bond / (pays === 'always' ? designates : setting.provers);
        const all = { delivered: slashed, absent: slashed };
        const [nothing, prize] = [0, plan.prize].map((delivered) => ({ delivered, absent: 0 }));
        const none = { delivered: -0, absent: -0 };
        if (pays === 'always') expect(pay([0, 1, 0])).to.deep.equal([all, prize, none]);
        else expect(pay([0, 1, 0])).to.deep.equal([all, all, all]);
        if (pays === 'always') expect(pay([0, 0, 0])).to.deep.equal([all, nothing, none]);
      }),
    );
  });

  it('tells the chance that nothing arrives', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates, pays }) => {
        const plan = planDesignated(setting, designates, pays);
        const { seats, probability, failureProbability, loss } = plan;
        const k = seats - (setting.provers - setting.honest);
        if (designates > setting.provers - setting.honest) expect(failureProbability).to.equal(0);
        else if (seats === designates) expect(failureProbability).to.equal(1);
        else {
          expect(failureProbability).to.be.closeTo((1 - probability) ** k, 1e-12);
          const alone = pays === 'always' ? plan.prize * (1 - failureProbability) : 0;
          const silenced = setting.penalty * failureProbability + alone - setting.bond;
          expect(silenced).to.be.closeTo(loss, tolerance(setting) * loss);
        }
      }),
    );
  });

  it('pays a committee always at the least loss there is', () => {
    const expectLeast = (setting: Setting, designates: number, probability: number): void => {
      if (setting.penalty > PLAYABLE) return;
      const { loss } = planDesignated(setting, designates, 'always');
      for (let seats = designates; seats <= setting.provers; seats++) {
        const mechanism = designatedMechanism(setting, planAt(designates, seats, probability));
        expect(worstCaseLoss(mechanism, setting).loss).to.be.at.least(loss * (1 - 1e-9) - tolerance(setting));
      }
    };
    fc.assert(
      fc.property(anyCase, uniform(0.001, 0.999), ({ setting, designates }, probability) => {
        expectLeast(setting, designates, probability);
      }),
    );
    for (const setting of [...typical, ...early]) {
      for (let i = 1; i < 50; i++) expectLeast(setting, 1, i / 50);
    }
  });

  it('costs more if it pays the committee always, but no more than the prize', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates }) => {
        const plan = planDesignated(setting, designates);
        const more = planDesignated(setting, designates, 'always').loss - plan.loss;
        const slack = tolerance(setting) * plan.loss;
        expect(more).to.be.within(-slack, plan.prize * (1 - plan.failureProbability) + slack);
      }),
    );
  });

  it('finds the losses of the paper', () => {
    const loss = (provers: number, honest: number, penalty: number, bond: number): string =>
      planDesignated({ provers, honest, penalty, bond }).loss.toFixed(2);
    expect(loss(100, 67, 1e4, 0)).to.equal('10.62');
    expect(loss(100, 67, 1e4, 100)).to.equal('7.48');
    expect(loss(200, 100, 20, 0)).to.equal('4.12');
  });

  it('keeps its accuracy for ten thousand provers', () => {
    for (const [honest, penalty, bond] of [
      [10, 1e9, 0],
      [6, 1e4, 1000],
      [3, 1e12, 7],
    ] as const) {
      const setting = { provers: 10_000, honest, penalty, bond };
      const exact = exactDesignated(setting, 1);
      expect(exact.div(planDesignated(setting).loss).minus(1).abs().toNumber()).to.be.below(1e-12);
    }
  });

  it('tells how likely failure is where q is 1 to a double', () => {
    const { probability, failureProbability } = planDesignated({ provers: 3, honest: 1, penalty: 1e18, bond: 2 });
    expect(probability).to.equal(1);
    expect(failureProbability / 5e-18).to.be.closeTo(1, 1e-12);
  });

  it('asks one prover where that is enough', () => {
    const paysCommittee = 'with a designate';
    const alone = { loss: 1, designates: 1, seats: 1, probability: 0, total: 1, prize: 0, paysCommittee };
    const live = planDesignated({ provers: 5, honest: 5, penalty: 1e6, bond: 0 });
    expect(live).to.deep.equal({ ...alone, failureProbability: 0 });
    const silent = planDesignated({ provers: 5, honest: 3, penalty: 8, bond: 7 });
    expect(silent).to.deep.equal({ ...alone, failureProbability: 1 });
  });

  it('gives up on liveness where a committee costs more', () => {
    const setting = { provers: 100, honest: 1, penalty: 40, bond: 0 };
    const { loss, seats } = planDesignated(setting);
    expect([loss, seats].map(Math.round)).to.deep.equal([29, 100]);
    const poor = { provers: 100, honest: 1, penalty: 1.001, bond: 0 };
    expect(planDesignated(poor).loss).to.be.below(1.001);
    expect(planDesignated(poor, 2)).to.include({ loss: 2, seats: 2, failureProbability: 1 });
    expect(planDesignated(poor, 2, 'always')).to.include({ loss: 2, seats: 2, prize: 0 });
  });

  it('rises with ℓ and falls with S and h', () => {
    expectMonotone((setting) => planDesignated(setting).loss);
  });

  it('costs at most one more for each further designate', () => {
    fc.assert(
      fc.property(anyCase, ({ setting, designates }) => {
        const more = planDesignated(setting, designates).loss - planDesignated(setting).loss;
        expect(more).to.be.within(-tolerance(setting), designates - 1 + tolerance(setting));
      }),
    );
  });

  it('refuses impossible numbers of designates', () => {
    const setting = { provers: 3, honest: 2, penalty: 5, bond: 0 };
    for (const designates of [0, 4, 1.5, NaN]) {
      expect(() => planDesignated(setting, designates)).to.throw(RangeError, 'designates');
    }
    expect(() => planDesignated({ ...setting, penalty: NaN })).to.throw(RangeError, 'penalty');
  });
});
