import { expect } from 'chai';
import fc from 'fast-check';
import {
  criticalDiscount,
  criticalDiscounts,
  type Punishment,
  type RepeatedSetting,
} from '../../../packages/mechanism/src/voting/repeated.ts';
import { type Ballot, type Member, settleRound } from '../../../packages/mechanism/src/voting/reputation.ts';
import type { Vote } from '../../../packages/mechanism/src/voting/scheme.ts';
import { Random } from '../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../mean.ts';
import { equilibria, payoffs, type SmallGame, vectors } from './brute-force.ts';

interface Case {
  readonly n: 4 | 7;
  readonly f: number;
  readonly scheme: 'A' | 'B';
  readonly outcome: number;
  readonly reward: number;
  readonly erratic: number;
  readonly absence: number;
  /** τ in eighths, so that sums are exact. */
  readonly eighths: number;
}

const utility = fc.integer({ min: 0, max: 6 });
const cases: fc.Arbitrary<Case> = fc
  .record({
    n: fc.constantFrom<4 | 7>(4, 7),
    faults: fc.nat(6),
    scheme: fc.constantFrom<'A' | 'B'>('A', 'B'),
    outcome: utility,
    reward: utility,
    erratic: fc.constantFrom(0, 0, 1, 4),
    absence: fc.constantFrom(0, 0, 1, 4),
    eighths: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ faults, ...rest }) => ({ ...rest, f: Math.min(faults, rest.n - 1) }));

function settingOf(one: Case): RepeatedSetting {
  const { n, f, scheme, outcome, reward, erratic, eighths } = one;
  const utilities = { outcome, reward, erratic };
  return { validators: n, faults: f, scheme, utilities, trueShare: eighths / 8 };
}

function small(one: Case, x: Vote): SmallGame {
  return { ...one, x };
}

/** The paper's profile, the last validator's ballot excepted. */
function profile(one: Case, x: Vote, ballot: Ballot): Vote[] {
  const votes = Array.from({ length: one.n }, (_, i): Vote => (i < one.f ? (x === 1 ? 0 : 1) : x));
  votes[one.n - 1] = ballot ?? 0;
  return votes;
}

/** What the last validator, an honest one, gets in one round. */
function worth(one: Case, x: Vote, ballot: Ballot, reward = one.reward): number {
  const votes = profile(one, x, ballot);
  if (ballot !== null) return payoffs({ ...small(one, x), reward }, votes).at(-1)!;
  return payoffs({ ...small(one, x), reward: 0, erratic: 0 }, votes).at(-1)! - one.absence;
}

/** The least that an honest validator gets in any stage equilibrium, of all vectors. */
function worstStage(one: Case, x: Vote): number {
  const game = small(one, x);
  const stable = equilibria(game);
  let least = Infinity;
  for (const votes of vectors(one.n)) {
    const count = (part: readonly Vote[]): number => part.filter((vote) => vote === 1).length;
    if (!stable.has(`${count(votes.slice(one.f))},${count(votes.slice(0, one.f))}`)) continue;
    least = Math.min(least, ...payoffs(game, votes).slice(one.f));
  }
  return least;
}

const BALLOTS = [0, 1, null] as const;

/** Whether no deviation from honesty in one round, punished ever after, pays at δ. */
function isEquilibrium(one: Case, punishment: Punishment, delta: number): boolean {
  const share = [1 - one.eighths / 8, one.eighths / 8] as const;
  const mean = (value: (x: Vote) => number): number => share[0] * value(0) + share[1] * value(1);
  const always = (perRound: number): number => perRound / (1 - delta);
  const honest = always(mean((x) => worth(one, x, x)));
  const excluded = (x: Vote): number => Math.max(...BALLOTS.map((ballot) => worth(one, x, ballot, 0)));
  const punished = always(mean((x) => (punishment === 'exclusion' ? excluded(x) : worstStage(one, x))));
  return ([0, 1] as const)
    .filter((x) => share[x] > 0)
    .every((x) =>
      BALLOTS.filter((ballot) => ballot !== x).every(
        (ballot) => worth(one, x, ballot) + delta * punished <= worth(one, x, x) + delta * honest,
      ),
    );
}

describe('the critical discount factor', () => {
  it('is (D-C)/(D-P)', () => {
    expect(criticalDiscount({ cooperate: 3, deviate: 5, punish: 1 })).to.equal(0.5);
    expect(criticalDiscount({ cooperate: 3, deviate: 3, punish: 1 })).to.equal(0);
    expect(criticalDiscount({ cooperate: 3, deviate: 2, punish: 4 })).to.equal(0);
    expect(criticalDiscount({ cooperate: 3, deviate: 5, punish: 3 })).to.equal(null);
    expect(criticalDiscount({ cooperate: 0.1, deviate: 0.1 + 2 ** -55, punish: 0 })).to.be.greaterThan(0);
    expect(() => criticalDiscount({ cooperate: NaN, deviate: 5, punish: 3 })).to.throw(RangeError, 'cooperate');
  });

  it('parts the discounts at which some deviation pays from those at which none does', () => {
    const near = 1e-6;
    fc.assert(
      fc.property(cases, (one) => {
        for (const punishment of ['exclusion', 'reversion'] as const) {
          const critical = criticalDiscounts(settingOf(one))[punishment];
          const above = critical === null ? [] : [critical === 0 ? 0 : critical + near * (1 - critical), 1 - 2 ** -20];
          const below = critical === null ? [0, 0.5, 1 - 2 ** -20] : [0, critical / 2, critical * (1 - near)];
          for (const delta of above) expect(isEquilibrium(one, punishment, delta), `${delta}`).to.equal(true);
          if (critical === 0) continue;
          for (const delta of below) expect(isEquilibrium(one, punishment, delta), `${delta}`).to.equal(false);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is 0 with at most k faults', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(4, 7, 10, 100, 10_000), (one, validators) => {
        const faults = Math.min(one.f, (validators - 1) / 3);
        const found = criticalDiscounts({ ...settingOf(one), validators, faults });
        expect(found.reversion).to.equal(0);
        expect(found.exclusion).to.equal(0);
      }),
    );
  });

  it('is 1/(2-τ) for B with more than k faults under exclusion', () => {
    for (const trueShare of [0.125, 0.5, 0.75]) {
      const utilities = { outcome: 7, reward: 2 };
      const { exclusion } = criticalDiscounts({ validators: 4, faults: 2, scheme: 'B', utilities, trueShare });
      expect(exclusion).to.be.closeTo(1 / (2 - trueShare), 1e-15);
    }
  });

  it('is 1/((1-τ)(1+ρ)) there under reversion, and nothing deters where that is 1 or more', () => {
    for (const [trueShare, outcome] of [
      [0.125, 6],
      [0.5, 3],
      [0.75, 8],
      [0.75, 2],
      [0.75, 3],
    ] as const) {
      const setting = { validators: 4, faults: 2, scheme: 'B', utilities: { outcome, reward: 1 }, trueShare } as const;
      const expected = 1 / ((1 - trueShare) * (1 + outcome));
      const { reversion } = criticalDiscounts(setting);
      if (expected >= 1) expect(reversion).to.equal(null);
      else expect(reversion).to.be.closeTo(expected, 1e-15);
      expect(criticalDiscounts({ ...setting, trueShare: 0 })).to.deep.include({ exclusion: 0, reversion: 0 });
      expect(criticalDiscounts({ ...setting, trueShare: 1 }).reversion).to.equal(null);
    }
  });

  it('is g/(g + τ(2n/3+1)U_w) with g = (n/3)U_w - U_y by the paper’s weights for A, and 0 for B', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(4, 7, 10, 100, 10_000), (one, validators) => {
        const setting = { ...settingOf(one), validators, faults: 0 };
        const { outcome, reward } = setting.utilities;
        const gain = (validators * reward) / 3 - outcome;
        const loss = setting.trueShare * ((2 * validators) / 3 + 1) * reward;
        const { paper } = criticalDiscounts(setting);
        if (one.scheme === 'B' || gain <= 0 || setting.trueShare === 1) expect(paper).to.equal(0);
        else if (loss === 0) expect(paper).to.equal(null);
        else expect(paper).to.be.closeTo(gain / (gain + loss), 1e-12);
      }),
    );
  });

  it('refuses impossible settings', () => {
    const utilities = { outcome: 1, reward: 1 };
    const setting = { validators: 4, faults: 1, scheme: 'A', utilities, trueShare: 0.5 } as const;
    for (const trueShare of [-0.1, 1.1, NaN]) {
      expect(() => criticalDiscounts({ ...setting, trueShare })).to.throw(RangeError, 'trueShare');
    }
    expect(() => criticalDiscounts({ ...setting, faults: 4 })).to.throw(RangeError, 'faults must leave');
    expect(() => criticalDiscounts({ ...setting, utilities: { ...utilities, erratic: -1 } })).to.throw(
      RangeError,
      'erratic',
    );
  });

  it('punishes by what is an equilibrium for everybody, and none is worse for the honest', () => {
    fc.assert(
      fc.property(cases, (one) => {
        for (const x of [0, 1] as const) {
          const stable = equilibria(small(one, x));
          expect(stable.has('0,0') && stable.has(`${one.n - one.f},${one.f}`)).to.equal(true);
          const unanimous = ([0, 1] as const).map((vote) => {
            const votes = Array.from({ length: one.n }, (): Vote => vote);
            return payoffs(small(one, x), votes).at(-1)!;
          });
          expect(Math.min(...unanimous)).to.equal(worstStage(one, x));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('play of B with two faults of four under the grim trigger', () => {
  const [OUTCOME, POINTS, TRUE_SHARE, ROUNDS, GAMES] = [3, 10n, 0.5, 60, 4000] as const;
  const rules = { scheme: 'B', rise: POINTS, fall: 0n, absence: 0n } as const;

  /** What member 3, honest unless it deviates on the first block, earns in all, a reward being worth 1. */
  function total(blocks: readonly Vote[], deviates: boolean, delta: number): number {
    let members: readonly Member[] = Array.from({ length: 4 }, () => ({ balance: 0n, isExcluded: false }));
    let sum = 0;
    for (const [round, x] of blocks.entries()) {
      const lie = x === 1 ? 0 : 1;
      const before = members[3]!.balance;
      const next = settleRound(rules, members, [lie, lie, x, deviates && round === 0 ? lie : x], () => x);
      members = next.members;
      const points = Number((members[3]!.balance - before) / POINTS);
      sum += delta ** round * ((next.isAccepted === (x === 1) ? OUTCOME : 0) + points);
    }
    return sum;
  }

  const utilities = { outcome: OUTCOME, reward: 1 };
  const setting = { validators: 4, faults: 2, scheme: 'B', utilities, trueShare: TRUE_SHARE } as const;
  const critical = criticalDiscounts(setting).exclusion!;

  for (const [where, delta] of [
    ['below', critical - 0.15],
    ['above', critical + 0.15],
  ] as const) {
    it(`pays the deviator ${where === 'below' ? 'more' : 'less'} than the honest ${where} δ*`, () => {
      const random = new Random(7);
      const { mean, error } = meanOf(GAMES, () => {
        const blocks = Array.from({ length: ROUNDS }, (_, round): Vote =>
          round === 0 || random.chance(TRUE_SHARE) ? 1 : 0,
        );
        return total(blocks, true, delta) - total(blocks, false, delta);
      });
      const expected = 1 - (1 - TRUE_SHARE) * ((delta - delta ** ROUNDS) / (1 - delta));
      expect(Math.abs(mean - expected)).to.be.below(4.5 * error);
      expect(Math.sign(mean)).to.equal(where === 'below' ? 1 : -1);
    });
  }
});
