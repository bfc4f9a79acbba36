import { expect } from 'chai';
import fc from 'fast-check';
import {
  type EquilibriumClass,
  lnProfiles,
  pureEquilibria,
} from '../../../packages/mechanism/src/voting/equilibrium.ts';
import { createGame, type VotingSetting } from '../../../packages/mechanism/src/voting/game.ts';
import { BLOCKS } from '../../../packages/mechanism/src/voting/scheme.ts';
import { equilibria, toSmall } from './brute-force.ts';

const SCHEMES = ['A', 'B'] as const;
/** U_y, U_w and the cost of an erratic vote: every order of the three, with ties and zeros. */
const UTILITIES = [
  [0, 0, 0],
  [0, 1, 0],
  [1, 0, 0],
  [1, 2, 0],
  [1, 1, 0],
  [2, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [2, 0, 1],
  [1, 0, 2],
  [1, 1, 1],
  [3, 1, 1],
  [3, 1, 2],
  [3, 1, 3],
  [2, 1, 1],
] as const;

function* settings(sizes: readonly number[]): Generator<VotingSetting> {
  for (const validators of sizes)
    for (let faults = 0; faults <= validators; faults++)
      for (const scheme of SCHEMES)
        for (const block of BLOCKS)
          for (const [outcome, reward, erratic] of UTILITIES)
            yield { validators, faults, scheme, block, utilities: { outcome, reward, erratic } };
}

/** Every profile of a class. */
function* profilesOf({ votes, honest, faulty }: EquilibriumClass): Generator<string> {
  for (let i = honest.least; i <= honest.most; i++)
    for (let j = faulty.least; j <= faulty.most; j++)
      if (i + j >= votes.least && i + j <= votes.most) yield `${i},${j}`;
}

function expectSameAsBruteForce(setting: VotingSetting): void {
  const expected = equilibria(toSmall(setting));
  const quota = (2 * (setting.validators - 1)) / 3 + 1;
  const game = createGame(setting);
  const seen = new Set<string>();
  for (const found of pureEquilibria(game)) {
    let count = 0;
    for (const key of profilesOf(found)) {
      const profile = expected.get(key);
      expect(profile, `${JSON.stringify(setting)} ${key}`).to.not.equal(undefined);
      expect(profile!.isStrict).to.equal(found.isStrict);
      expect(found.isAccepted).to.equal(profile!.honest + profile!.faulty >= quota);
      expect(seen.has(key)).to.equal(false);
      seen.add(key);
      count += profile!.count;
    }
    expect(Math.exp(lnProfiles(game, found))).to.be.closeTo(count, 1e-9 * count);
  }
  expect(seen.size, JSON.stringify(setting)).to.equal(expected.size);
}

const small = fc.record({
  validators: fc.constantFrom(4, 7, 10, 100, 10_000),
  block: fc.constantFrom(...BLOCKS),
  outcome: fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
  reward: fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
  percent: fc.nat(100),
});

describe('pure equilibria', () => {
  it('finds what trying all vectors of 4 or 7 votes finds', () => {
    for (const setting of settings([4, 7])) expectSameAsBruteForce(setting);
  });

  it('has exactly two for B, both unanimous and strict, at every size, ratio, block and number of faults', () => {
    fc.assert(
      fc.property(small, ({ validators, percent, outcome, reward, block }) => {
        const faults = Math.round((percent / 100) * validators);
        const game = createGame({ validators, faults, scheme: 'B', block, utilities: { outcome, reward } });
        const found = pureEquilibria(game);
        expect(found.map(({ votes }) => votes)).to.deep.equal([
          { least: 0, most: 0 },
          { least: validators, most: validators },
        ]);
        expect(found.every(({ isStrict }) => isStrict)).to.equal(true);
      }),
    );
  });

  it('has for A all votes 1, strictly, any with at most 2k-1, and at 2k those with no acceptor to win', () => {
    fc.assert(
      fc.property(small, ({ validators, percent, outcome, reward, block }) => {
        const faults = Math.round((percent / 100) * validators);
        const k = (validators - 1) / 3;
        const game = createGame({ validators, faults, scheme: 'A', block, utilities: { outcome, reward } });
        const acceptors = block === 'true' ? validators - faults : faults;
        const found = pureEquilibria(game);
        expect(found.at(-1)).to.deep.include({ votes: { least: validators, most: validators }, isStrict: true });
        // Without acceptors and at U_y = U_w all profiles with 2k votes belong to the same class.
        const most = acceptors === 0 && outcome === reward ? 2 * k : 2 * k - 1;
        expect(found[0]).to.deep.include({ votes: { least: 0, most }, isStrict: false, isAccepted: false });
        const atBrink = found.filter(({ votes }) => votes.least <= 2 * k && votes.most >= 2 * k);
        expect(atBrink.length).to.equal(acceptors <= 2 * k && outcome >= reward ? 1 : 0);
      }),
      { examples: [[{ validators: 4, block: 'true', outcome: 1, reward: 1, percent: 100 }]] },
    );
  });

  it('leaves only the unanimous ones to A as well if erratic votes cost something', () => {
    fc.assert(
      fc.property(small, ({ validators, percent, outcome, reward, block }) => {
        const utilities = { outcome, reward, erratic: reward };
        const game = createGame({
          validators,
          faults: Math.round((percent / 100) * validators),
          scheme: 'A',
          block,
          utilities,
        });
        const votes = pureEquilibria(game).map((found) => found.votes.least);
        expect(votes).to.deep.equal([0, validators]);
      }),
    );
  });

  it('are those of all vectors of 10 votes', () => {
    const games = [...settings([10])];
    for (const setting of games.filter((_, index) => index % 5 === 0)) expectSameAsBruteForce(setting);
  });

  it('refuse impossible games', () => {
    const setting: VotingSetting = {
      validators: 7,
      faults: 2,
      scheme: 'A',
      block: 'true',
      utilities: { outcome: 1, reward: 1 },
    };
    for (const faults of [-1, 8, 0.5, NaN])
      expect(() => createGame({ ...setting, faults })).to.throw(RangeError, 'faults');
    expect(() => createGame({ ...setting, validators: 8 })).to.throw(RangeError, 'validators must be 3k+1');
    expect(() => createGame({ ...setting, utilities: { outcome: 1, reward: 1, erratic: -1 } })).to.throw(
      RangeError,
      'erratic',
    );
  });
});
