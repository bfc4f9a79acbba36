import { expect } from 'chai';
import fc from 'fast-check';
import { checkHonesty, type HonestyReport } from '../../../packages/mechanism/src/committee/equilibrium.ts';
import { compare, fraction, multiply, roundUp, subtract } from '../../../packages/mechanism/src/committee/fraction.ts';
import { mixture } from '../../../packages/mechanism/src/committee/strategies.ts';
import { minimumThetaUp } from '../../../packages/mechanism/src/committee/theta.ts';
import { type CommitteeTerms, worstCase } from '../../../packages/mechanism/src/committee/utility.ts';
import { pureplays, settleWorst } from './explicit-play.ts';
import { costs, lotteries, terms } from './terms.ts';

/** The best worst case of all deterministic strategies that report, or do not. */
function bestByHand(one: CommitteeTerms, reports: boolean): bigint {
  const choices = [...new Set([0, Math.floor(one.bytesPerPeer / 2), one.bytesPerPeer, one.bytesPerPeer + 1])];
  const plays = [...pureplays(one.members, choices)].filter((play) => play.reports === reports);
  return plays.map((play) => settleWorst(one, play)).reduce((best, value) => (value > best ? value : best));
}

const conditions = (report: HonestyReport): string[] => report.deviations.map(({ condition }) => condition);

describe('equilibrium of honesty', () => {
  it('finds a deviation iff a deterministic strategy gains, and the best one', () => {
    fc.assert(
      fc.property(terms(5), (one) => {
        const report = checkHonesty(one);
        const bytes = Array.from({ length: one.members - 1 }, () => one.bytesPerPeer);
        const honest = settleWorst(one, { reports: true, bytes });
        expect(report.honest).to.equal(honest);
        for (const [condition, reports] of [
          ['serve', true],
          ['report', false],
        ] as const) {
          const best = bestByHand(one, reports);
          const deviation = report.deviations.find((each) => each.condition === condition);
          if (best <= honest) expect(deviation).to.equal(undefined);
          else expect(deviation?.utility).to.deep.equal(fraction(best));
        }
        expect(report.isWorthwhile).to.equal(honest >= 0n);
        expect(conditions(report).includes('register')).to.equal(honest < 0n);
      }),
      { numRuns: 60 },
    );
  });

  it('gives deviations that can be played, and gain what they say', () => {
    fc.assert(
      fc.property(terms(12), (one) => {
        for (const { strategy, utility, corrupted } of checkHonesty(one).deviations) {
          if (strategy === null) continue;
          expect(worstCase(one, strategy)).to.deep.equal({ utility, corrupted });
        }
      }),
    );
  });

  it("holds without gas at the paper's θ, and at one wei less has a deviation", () => {
    fc.assert(
      fc.property(costs(30), ({ members, faults, bytesPerPeer, bytePrice }) => {
        const plain = { members, faults, bytesPerPeer, bytePrice };
        const theta = minimumThetaUp(plain);
        const good = checkHonesty({ ...plain, theta });
        expect([good.isEquilibrium, good.isWorthwhile]).to.deep.equal([true, true]);
        const bad = checkHonesty({ ...plain, theta: theta - 1n });
        expect(bad.isEquilibrium).to.equal(false);
        expect(conditions(bad)).to.deep.equal(['serve', 'report', 'register']);
        expect(bad.deviations[0]!.deviation).to.match(/^a member that serves no peer and reports has 0 wei/u);
      }),
    );
  });

  it('holds at the θ with gas, where reporting is worth it without collateral', () => {
    fc.assert(
      fc.property(costs(30), (cost) => {
        const theta = minimumThetaUp({ ...cost, margin: 0n });
        const good = checkHonesty({ ...cost, theta });
        expect([good.isEquilibrium, good.isWorthwhile]).to.deep.equal([true, true]);
        expect(checkHonesty({ ...cost, theta: theta - 1n }).isWorthwhile).to.equal(false);
      }),
    );
  });

  it('fails on reports alone at a θ that forgets gas, until the collateral exceeds what is missing', () => {
    const plain = { members: 5, faults: 1, bytesPerPeer: 300, bytePrice: 1n };
    const one = { ...plain, theta: minimumThetaUp(plain), gasCost: 70n };
    expect(() => checkHonesty(one)).not.to.throw();
    const bare = checkHonesty(one);
    expect(conditions(bare)).to.deep.equal(['report', 'register']);
    expect(bare.deviations[0]!.deviation).to.equal(
      'a member that serves no peer and does not report has 0 wei in the worst case, an honest member only -70 wei',
    );
    expect(conditions(checkHonesty({ ...one, collateral: 69n }))).to.deep.equal(['report', 'register']);
    expect(conditions(checkHonesty({ ...one, collateral: 70n }))).to.deep.equal(['register']);
  });

  it("never holds where everyone is rewarded, as in the paper's contract, once reports cost gas", () => {
    fc.assert(
      fc.property(costs(30), fc.bigInt({ min: 1n, max: 9n }), (cost, factor) => {
        const one = {
          ...cost,
          gasCost: cost.gasCost + 1n,
          theta: factor * minimumThetaUp(cost) + 1n,
          rewards: 'everyone' as const,
        };
        const deviation = checkHonesty(one).deviations.find(({ condition }) => condition === 'report')!;
        expect(deviation.strategy!.peers.every(({ paid }) => paid.numerator === 1n)).to.equal(true);
        expect(subtract(deviation.utility, fraction(checkHonesty(one).honest))).to.deep.equal(fraction(one.gasCost));
      }),
    );
  });

  it('stands against every mixture, too', () => {
    fc.assert(
      fc.property(lotteries, ({ one, plays }) => {
        const { honest, deviations } = checkHonesty(one);
        const bar = deviations
          .filter(({ strategy }) => strategy !== null)
          .reduce((best, { utility }) => (compare(utility, best) > 0 ? utility : best), fraction(honest));
        expect(compare(worstCase(one, mixture(one, plays)).utility, bar)).to.be.at.most(0);
      }),
    );
  });

  it('is lost exactly where the bound of θ says, for every N and b up to 12', () => {
    for (let members = 3; members <= 12; members++) {
      for (let faults = 0; faults <= members - 3; faults++) {
        const plain = { members, faults, bytesPerPeer: 97, bytePrice: 1n };
        const bound = multiply(fraction(BigInt(members - 1), BigInt(members - 1 - faults)), fraction(97n));
        for (let theta = roundUp(bound) - 3n; theta <= roundUp(bound) + 3n; theta++) {
          const holds = compare(fraction(theta), bound) >= 0;
          expect(checkHonesty({ ...plain, theta }).isEquilibrium, `N ${members}, b ${faults}, θ ${theta}`).to.equal(
            holds,
          );
        }
      }
    }
  });
});
