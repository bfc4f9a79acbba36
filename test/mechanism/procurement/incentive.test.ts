import { expect } from 'chai';
import fc from 'fast-check';
import { checkIncentives } from '../../../packages/mechanism/src/procurement/incentive.ts';
import { findRoot } from '../../../packages/mechanism/src/math/root.ts';
import type { Mechanism, Payment } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { worstCaseLoss } from '../../../packages/mechanism/src/procurement/worst-case.ts';
import * as explicit from './explicit-play.ts';

const one = (q: number, bond: number, delivered: number, absent: number): Mechanism => ({
  roles: [{ name: 'prover', size: 1, probability: q, bond }],
  pay: (): Payment[] => [{ delivered, absent }],
});

const inequalities = (mechanism: Mechanism): string[] =>
  checkIncentives(mechanism).violations.map(({ inequality }) => inequality);

/** Every inequality alone is missed, and named. */
const cases: readonly (readonly [Mechanism, string[]])[] = [
  [one(1, 0, 1, 0), []],
  [one(1, 0, 0.9, 0), ['deliver']],
  [one(0, 0, 1.1, 0), ['abstain']],
  [one(0.5, 0, 1.1, 0), ['indifferent']],
  [one(0.5, 0, 0.9, 0), ['indifferent']],
  [one(0.5, 0, 1, 0), []],
  [one(1, 1, 0.5, -1), ['participate']],
  [one(1, 1, 1, -1.1), ['bond']],
  [one(1, 1, 1, -1), []],
];

describe('checkIncentives', () => {
  it('holds for named', () => {
    for (const [mechanism, names] of cases) expect(inequalities(mechanism)).to.deep.equal(names);
  });

  it('holds for expectations', () => {
    fc.assert(
      fc.property(explicit.anyMechanism, (mechanism) => {
        const { q, pay } = explicit.writeOut(mechanism);
        const roleOf = mechanism.roles.flatMap((role, r) => Array.from({ length: role.size }, () => r));
        const { prospects } = checkIncentives(mechanism);
        q.forEach((_, i) => {
          const role = mechanism.roles[roleOf[i]!]!;
          const own = (delivers: boolean): number =>
            explicit.expect(
              q,
              q.map((__, j) => (j === i ? delivers : undefined)),
              (x) => pay(x)[i]!,
            );
          const { deliver, abstain } = prospects.find((prospect) => prospect.role === role.name)!;
          expect(abstain).to.be.closeTo(own(false), 1e-12);
          if (role.asked) expect(deliver).to.be.closeTo(own(true) - 1, 1e-12);
          else expect(deliver).to.equal(-Infinity);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('names who deviates, with the numbers', () => {
    const { violations, residual, compatible } = checkIncentives(one(0.5, 0, 0.75, 0));
    expect(compatible).to.equal(false);
    expect(residual).to.equal(0.25);
    expect(violations[0]!.deviation).to.equal(
      'a prover never delivers, although it should deliver with probability 0.5: abstaining yields E[pay | abstains] = 0, ' +
        'delivering yields E[pay | delivers] - 1 = -0.25',
    );
  });

  it('accepts the designated rule up to n = 10,000, with a residual below 1e-9', () => {
    for (const [provers, asked, q, bond] of [
      [6, 6, 0.5, 3],
      [100, 60, 0.2, 100],
      [10_000, 10_000, 0.001, 0],
      [10_000, 4000, 0.0131, 100],
    ] as const) {
      const mechanism = explicit.designatedOf({ provers, honest: 1, penalty: 0, bond }, q, asked);
      const { compatible, residual } = checkIncentives(mechanism);
      expect(compatible).to.equal(true);
      expect(residual).to.be.below(1e-12);
    }
  });

  it('takes a rule of twelve different provers', () => {
    const roles = Array.from({ length: 12 }, (_, i) => ({ name: `${i}`, size: 1, probability: (i + 1) / 13, bond: 0 }));
    const first: Mechanism = {
      roles,
      pay: (delivered) => roles.map((_, i) => ({ delivered: delivered.indexOf(1) === i ? 1 : 0, absent: 0 })),
    };
    const { prospects } = checkIncentives(first);
    prospects.forEach(({ deliver }, i) => {
      const nobodyBefore = roles.slice(0, i).reduce((p, { probability }) => p * (1 - probability), 1);
      expect(deliver).to.be.closeTo(nobodyBefore - 1, 1e-12);
    });
  });

  it('demands participation: the threat of the slash alone would beat the lower bound', () => {
    const setting = { provers: 6, honest: 4, penalty: 50, bond: 6 };
    /** The right side of g_S: two silent corrupted provers, who lose their bonds, and four of rate q. */
    const attacked = (q: number): number => 50 * (1 - q) ** 4 - 6;
    const fairRate = findRoot((q) => 1 + 5 * q - attacked(q), 0, 1);
    const fair = explicit.designatedOf(setting, fairRate);
    expect(checkIncentives(fair).compatible).to.equal(true);
    expect(worstCaseLoss(fair, setting).loss).to.be.closeTo(attacked(fairRate), 1e-12);

    const rate = findRoot((q) => 5 * q - attacked(q), 0, 1);
    const rule = explicit.designatedOf(setting, rate);
    const threat: Mechanism = {
      roles: rule.roles,
      pay(delivered) {
        const [designate, ...others] = rule.pay(delivered);
        const less = delivered[0] === 1 ? 1 : 0;
        return [{ delivered: designate!.delivered - less, absent: designate!.absent }, ...others];
      },
    };
    const { loss } = worstCaseLoss(threat, setting);
    expect(loss).to.be.closeTo(attacked(rate), 1e-12);
    expect(loss).to.be.below(attacked(fairRate) - 0.1);
    expect(loss).to.be.below(1 + 5 * rate - 0.9, 'g_S of its own profile');
    const { violations } = checkIncentives(threat);
    expect(violations.map(({ inequality }) => inequality)).to.deep.equal(['participate']);
    expect(violations[0]!.left).to.be.closeTo(-1, 1e-12);
  });

  it('refuses malformed mechanisms', () => {
    const role = { name: 'prover', size: 1, probability: 1, bond: 0 };
    const paid = (roles: Mechanism['roles'], amount = 1): Mechanism => ({
      roles,
      pay: () => roles.map(() => ({ delivered: amount, absent: 0 })),
    });
    const check = (mechanism: Mechanism) => (): unknown => checkIncentives(mechanism);
    expect(check(paid([{ ...role, probability: 1.5 }]))).to.throw(RangeError, 'probability of role prover');
    expect(check(paid([{ ...role, asked: false }]))).to.throw(RangeError, 'since it is not asked');
    expect(check(paid([{ ...role, size: -1 }]))).to.throw(RangeError, 'size of role prover');
    expect(check(paid([{ ...role, bond: NaN }]))).to.throw(RangeError, 'bond of role prover');
    expect(check(paid([role], NaN))).to.throw(RangeError, 'pay must return finite numbers');
    expect(check({ roles: [role], pay: () => [] })).to.throw(RangeError, 'pay must return a payment for each');
    expect(check(paid([role, role].map((each) => ({ ...each, size: 9999 }))))).to.throw(RangeError, 'outcomes');
  });
});
