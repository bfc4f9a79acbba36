import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Ballot,
  type Member,
  nextBalance,
  settleRound,
} from '../../../packages/mechanism/src/voting/reputation.ts';
import type { Vote } from '../../../packages/mechanism/src/voting/scheme.ts';

const rules = { rise: 5n, fall: 7n, absence: 2n };
const ballot = fc.constantFrom<Ballot>(0, 1, null);
const history = fc.array(fc.array(ballot, { minLength: 7, maxLength: 7 }), { maxLength: 20 });
const newcomers = Array.from({ length: 7 }, () => ({ balance: 0n, isExcluded: false }));
const outcome = (isAccepted: boolean): Vote => (isAccepted ? 1 : 0);

describe('reputation', () => {
  it('moves balances as written', () => {
    const cases: readonly [scheme: 'A' | 'B', ballot: Ballot, isAccepted: boolean, balance: bigint][] = [
      ['A', 1, true, 105n],
      ['A', 0, true, 93n],
      ['A', 1, false, 93n],
      ['A', 0, false, 100n],
      ['B', 1, true, 105n],
      ['B', 0, true, 93n],
      ['B', 1, false, 93n],
      ['B', 0, false, 105n],
      ['A', null, true, 98n],
      ['A', null, false, 98n],
      ['B', null, true, 98n],
      ['B', null, false, 98n],
    ];
    for (const [scheme, vote, isAccepted, balance] of cases) {
      expect(nextBalance({ ...rules, scheme }, 100n, vote, isAccepted)).to.equal(balance);
    }
  });

  it('never goes below 0', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('A', 'B'), (rounds, scheme) => {
        let members: readonly Member[] = newcomers;
        for (const ballots of rounds) {
          members = settleRound({ ...rules, scheme }, members, ballots).members;
          for (const { balance } of members) expect(balance >= 0n).to.equal(true);
        }
      }),
    );
  });

  it('accepts from 2k+1 votes 1, with the absent against', () => {
    const accepted = (ballots: readonly Ballot[]): boolean =>
      settleRound({ ...rules, scheme: 'A' }, newcomers, ballots).isAccepted;
    expect(accepted([1, 1, 1, 1, 1, null, null])).to.equal(true);
    expect(accepted([1, 1, 1, 1, 0, null, null])).to.equal(false);
  });

  it('excludes for good whoever once did not cast what was due, and no other', () => {
    fc.assert(
      fc.property(history, (rounds) => {
        let members: readonly Member[] = newcomers;
        const offenders = new Set<number>();
        for (const ballots of rounds) {
          const before = members;
          const round = settleRound({ ...rules, scheme: 'B' }, members, ballots, outcome);
          members = round.members;
          for (const [index, member] of members.entries()) {
            if (offenders.has(index)) expect(member.balance <= before[index]!.balance).to.equal(true);
            else if (ballots[index] === outcome(round.isAccepted)) {
              expect(member.balance).to.equal(before[index]!.balance + rules.rise);
            }
            if (ballots[index] !== outcome(round.isAccepted)) offenders.add(index);
            expect(member.isExcluded).to.equal(offenders.has(index));
          }
        }
      }),
    );
  });

  it('refuses too few ballots and rules below 0', () => {
    const ballots = newcomers.map(() => 1 as const);
    const settle = (change: object, count = 7): unknown =>
      settleRound({ scheme: 'A', ...rules, ...change }, newcomers, ballots.slice(0, count));
    expect(() => settle({}, 6)).to.throw(RangeError, 'ballots must be one for each of 7 members, not 6');
    for (const name of ['rise', 'fall', 'absence']) expect(() => settle({ [name]: -1n })).to.throw(RangeError, name);
  });
});

describe('the outcome as a judge', () => {
  it('excludes the truthful if one honest validator helps k faults to reject a true block', () => {
    const { isAccepted, members } = settleRound({ scheme: 'B', ...rules }, newcomers, [0, 0, 1, 1, 1, 1, 0], outcome);
    expect(isAccepted).to.equal(false);
    expect(members.map(({ isExcluded }) => isExcluded)).to.deep.equal([false, false, true, true, true, true, false]);
  });
});
