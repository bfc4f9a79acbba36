import { expect } from 'chai';
import fc from 'fast-check';
import { planVoting, type VotingPlan } from '../../../packages/mechanism/src/voting/plan.ts';
import { overAllRatios } from '../../../packages/mechanism/src/voting/ratios.ts';
import type { Ratio } from '../../../packages/mechanism/src/voting/scheme.ts';

const SCHEMES = ['A', 'B'] as const;
const ratio = fc.oneof(
  fc.double({ min: 0, max: 50, noNaN: true }),
  fc.constantFrom(0, 1, 1 / 3, 7 / 3, 10 / 3, 100 / 3, 6, 1e300, Infinity),
);

function withoutRatios(statements: readonly object[]): unknown[] {
  return statements.map((statement) => ({ ...statement, ratios: null }));
}

function holdsAt(value: number, label: string): boolean {
  const bounds = /^(?:(\S+) (<=?) )?ratio(?: (<=?|>=?|=) (\S+))?$/.exec(label);
  if (label === 'any ratio') return true;
  const [, low, lowSign, sign, bound] = bounds!;
  const isAbove = low === undefined || (lowSign === '<' ? value > Number(low) : value >= Number(low));
  const compare = { '<': value < Number(bound), '<=': value <= Number(bound), '>': value > Number(bound) };
  const others = { '>=': value >= Number(bound), '=': value === Number(bound) };
  return isAbove && (sign === undefined || { ...compare, ...others }[sign]!);
}

describe('planVoting', () => {
  it('answers the paper’s question with its thresholds', () => {
    const table: readonly [number, number, number, number][] = [
      [4, 4 / 3, 14 / 3, 13 / 3],
      [7, 7 / 3, 20 / 3, 16 / 3],
      [10, 10 / 3, 26 / 3, 19 / 3],
      [100, 100 / 3, 206 / 3, 109 / 3],
    ];
    for (const [validators, honest, faultyA, faultyB] of table) {
      const a = planVoting({ validators, scheme: 'A' });
      expect(a.honestTruthful).to.equal(false);
      expect(a.thresholds).to.deep.equal({
        honestTruthfulOnTrue: null,
        honestTruthfulOnFalse: honest,
        faultyMaliciousOnTrue: faultyA,
        faultyMaliciousOnFalse: null,
      });
      const b = planVoting({ validators, scheme: 'B' });
      expect(b.honestTruthful).to.equal(true);
      expect(b.thresholds).to.deep.equal({
        honestTruthfulOnTrue: null,
        honestTruthfulOnFalse: null,
        faultyMaliciousOnTrue: faultyB,
        faultyMaliciousOnFalse: faultyB,
      });
      for (const value of [0, honest - 0.01, honest + 0.01, Infinity]) {
        expect(planVoting({ validators, scheme: 'A', ratio: value }).honestTruthful).to.equal(value > honest);
        expect(planVoting({ validators, scheme: 'B', ratio: value }).honestTruthful).to.equal(true);
      }
    }
  });

  it('says of all ratios what it says of each', () => {
    for (const validators of [4, 10]) {
      const k = (validators - 1) / 3;
      for (const scheme of SCHEMES) {
        for (const faults of [0, 1, k, k + 1, 2 * k, validators]) {
          const question = { validators, scheme, faults };
          const all = planVoting(question);
          for (const value of [0.2, 1, 1.2, 2, 4.5, 5, 100]) {
            const one = planVoting({ ...question, ratio: value });
            for (const part of ['equilibria', 'truthfulness', 'disagreements'] as const) {
              const holding = all[part].filter(({ ratios }) => holdsAt(value, ratios!.label));
              expect(withoutRatios(holding)).to.have.deep.members([...one[part]]);
            }
          }
        }
      }
    }
  });

  it('takes a ratio that no double holds', () => {
    const isTruthful = (exact: Ratio): boolean =>
      planVoting({ validators: 10, scheme: 'A', ratio: exact }).honestTruthful;
    expect(isTruthful([10, 3])).to.equal(false);
    expect(isTruthful(10 / 3)).to.equal(true);
    expect(isTruthful([10 + 2 ** -49, 3])).to.equal(true);
    expect(planVoting({ validators: 10, scheme: 'A', ratio: [1, 0] }).ratio).to.equal(Infinity);
    expect(() => isTruthful([0, 0])).to.throw(RangeError, 'ratio');
    expect(() => isTruthful([1, -1])).to.throw(RangeError, 'reward');
  });

  it('lists equilibria that are as they are described', () => {
    const { equilibria } = planVoting({ validators: 10, scheme: 'B', ratio: 2 });
    expect(equilibria.map(({ label }) => label)).to.deep.equal([
      'true block: 0 of 10 vote 1 (0 honest, 0 faulty): wrongly rejected; honest untruthful, faulty untruthful; strict',
      'true block: 10 of 10 vote 1 (7 honest, 3 faulty): rightly accepted; honest truthful, faulty truthful; strict',
      'false block: 0 of 10 vote 1 (0 honest, 0 faulty): rightly rejected; honest truthful, faulty truthful; strict',
      'false block: 10 of 10 vote 1 (7 honest, 3 faulty): wrongly accepted; honest untruthful, faulty untruthful; strict',
    ]);
    for (const { share } of equilibria) expect(share).to.be.closeTo(2 ** -10, 1e-15);
    const brink = planVoting({ validators: 10, scheme: 'A', ratio: 1 }).equilibria.find(
      ({ votes }) => votes.least === 6,
    )!;
    expect(brink.label).to.equal(
      'false block: 6 of 10 vote 1 (3 honest, 3 faulty): rightly rejected; honest various, faulty untruthful; weak',
    );
    expect(brink.share).to.be.closeTo(35 / 1024, 1e-12);
    const alone = planVoting({ validators: 4, scheme: 'A', ratio: 1, faults: 0 }).equilibria;
    expect(alone.every(({ conduct }) => conduct.faulty === 'nobody')).to.equal(true);
  });

  it('covers every vote vector when nothing matters to anyone but votes nobody decides', () => {
    const { equilibria } = planVoting({ validators: 10, scheme: 'A', ratio: 0.5 });
    const share = equilibria.filter(({ block }) => block === 'true').reduce((sum, one) => sum + one.share, 0);
    expect(share).to.be.closeTo((1 + 10 + 45 + 120 + 210 + 252 + 1) / 1024, 1e-12);
  });

  it('has critical discount factors if a ratio is given', () => {
    expect(planVoting({ validators: 10, scheme: 'A' }).criticalDiscounts).to.equal(null);
    expect(planVoting({ validators: 4, scheme: 'B', ratio: 2, faults: 4 })).to.deep.include({
      criticalDiscounts: null,
      truthfulness: [],
    });
    const { criticalDiscounts } = planVoting({ validators: 10, scheme: 'A', ratio: 2, trueShare: 0.25 });
    const gain = 10 / 3 - 2;
    expect(criticalDiscounts).to.deep.include({ exclusion: 0, reversion: 0 });
    expect(criticalDiscounts!.paper).to.be.closeTo(gain / (gain + 0.25 * (20 / 3 + 1)), 1e-15);
  });

  it('answers for any size, and is plain data', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3333 }), fc.constantFrom(...SCHEMES), ratio, (k, scheme, value) => {
        const answer = planVoting({ validators: 3 * k + 1, scheme, ratio: value });
        const text = JSON.stringify(answer);
        expect((JSON.parse(text) as VotingPlan).equilibria).to.deep.equal(answer.equilibria);
        expect(answer.equilibria.length).to.be.within(2, 20);
        expect(answer.quota).to.equal(2 * k + 1);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses what it cannot answer', () => {
    for (const validators of [1, 3, 5, 9, 4.5, -4, NaN, Infinity]) {
      expect(() => planVoting({ validators, scheme: 'A' })).to.throw(RangeError, 'validators must be 3k+1');
    }
    for (const value of [-1, NaN, -Infinity]) {
      expect(() => planVoting({ validators: 4, scheme: 'A', ratio: value })).to.throw(RangeError, 'ratio');
    }
    expect(() => planVoting({ validators: 4, scheme: 'A', faults: 5 })).to.throw(RangeError, 'faults');
    expect(() => planVoting({ validators: 4, scheme: 'A', ratio: 1, trueShare: 2 })).to.throw(RangeError, 'trueShare');
    expect(() => planVoting({ validators: 4, scheme: 'C' as 'A' })).to.throw(RangeError, 'scheme must be A or B');
  });

  it('names the ratios of each statement', () => {
    const statements = overAllRatios([3, 10], ({ outcome, reward }) => [
      ...(outcome > reward ? ['above 1'] : []),
      ...(outcome >= reward ? ['from 1'] : []),
      ...(3 * outcome < 10 * reward ? ['below 10/3'] : []),
      ...(3 * outcome === 10 * reward ? ['at 10/3'] : []),
      ...(outcome >= reward && 3 * outcome <= 10 * reward ? ['between'] : []),
      ...(outcome > reward && 3 * outcome < 10 * reward ? ['within'] : []),
      ...(outcome < reward || 3 * outcome > 10 * reward ? ['outside'] : []),
      'always',
    ]);
    const outside = statements.filter(({ value }) => value === 'outside').map(({ ratios }) => ratios.label);
    expect(outside).to.deep.equal(['ratio < 1', 'ratio > 3.3333']);
    expect(
      Object.fromEntries(
        statements.filter(({ value }) => value !== 'outside').map(({ value, ratios }) => [value, ratios.label]),
      ),
    ).to.deep.equal({
      'below 10/3': 'ratio < 3.3333',
      always: 'any ratio',
      'from 1': 'ratio >= 1',
      between: '1 <= ratio <= 3.3333',
      'above 1': 'ratio > 1',
      within: '1 < ratio < 3.3333',
      'at 10/3': 'ratio = 3.3333',
    });
  });
});
