import { expect } from 'chai';
import {
  bestResponses,
  bestVotes,
  type Standing,
  truthfulness,
} from '../../../packages/mechanism/src/voting/best-response.ts';
import { disagreements } from '../../../packages/mechanism/src/voting/disagreement.ts';
import { createGame, type VotingSetting } from '../../../packages/mechanism/src/voting/game.ts';
import { BLOCKS, KINDS, type Kind, type Vote } from '../../../packages/mechanism/src/voting/scheme.ts';
import { gains, toSmall, vectors } from './brute-force.ts';

const RATIOS = [
  [1, 2],
  [1, 1],
  [2, 1],
  [7, 3],
  [100, 1],
  [0, 1],
  [1, 0],
] as const;

function* settings(): Generator<VotingSetting> {
  for (const [outcome, reward] of RATIOS)
    for (const scheme of ['A', 'B'] as const)
      for (const block of BLOCKS)
        for (let faults = 0; faults < 7; faults++)
          yield { validators: 7, faults, scheme, block, utilities: { outcome, reward } };
}

/** Index of one validator of a kind. */
function one(kind: Kind, setting: VotingSetting): number {
  return kind === 'faulty' ? 0 : setting.validators - 1;
}

function exists(kind: Kind, { faults, validators }: VotingSetting): boolean {
  return kind === 'faulty' ? faults > 0 : faults < validators;
}

/** What one of a kind gains by `vote` over the other vote, in every vector of a setting that `where` admits. */
function advantages(
  setting: VotingSetting,
  kind: Kind,
  vote: Vote,
  where: (votes: readonly Vote[]) => boolean,
): number[] {
  const i = one(kind, setting);
  const found: number[] = [];
  for (const votes of vectors(setting.validators)) {
    if (votes[i] === vote && where(votes)) found.push(-gains(toSmall(setting), votes)[i]!);
  }
  return found;
}

function standingOf(values: readonly number[]): Standing {
  if (values.some((value) => value < 0)) return 'none';
  return values.every((value) => value > 0) ? 'strict' : 'weak';
}

/** The exact best votes in the paper's profile if they are not the paper's, for n = 7: its thresholds in thirds. */
function paperDiffers(setting: VotingSetting, kind: Kind): readonly (readonly Vote[])[] {
  const { scheme, block, faults, utilities } = setting;
  const thresholds: Record<string, number> = { Ahonestfalse: 7, Afaultytrue: 20, Bfaultytrue: 16, Bfaultyfalse: 16 };
  const threshold = thresholds[scheme + kind + block];
  const truth: Vote = block === 'true' ? 1 : 0;
  const lie: Vote = truth === 1 ? 0 : 1;
  const [due, other] = kind === 'honest' ? [truth, lie] : [lie, truth];
  const lead = threshold === undefined ? 1 : 3 * utilities.outcome - threshold * utilities.reward;
  const paper = lead === 0 ? [0, 1] : [lead > 0 ? due : other];
  const votes = Array.from({ length: 7 }, (_, i) => (i < faults ? lie : truth));
  const i = one(kind, setting);
  const gain = gains(toSmall(setting), votes)[i]!;
  const exact: Vote[] = gain === 0 ? [0, 1] : [gain > 0 ? other : due];
  return paper.join() === exact.join() ? [] : [exact];
}

describe('best responses', () => {
  it('judges the truth as trying all vectors does', () => {
    for (const setting of settings()) {
      const truth: Vote = setting.block === 'true' ? 1 : 0;
      const isTruthful = (votes: readonly Vote[]): boolean =>
        votes.slice(setting.faults).every((vote) => vote === truth);
      const isExpected = (votes: readonly Vote[]): boolean =>
        isTruthful(votes) && votes.slice(0, setting.faults).every((vote) => vote !== truth);
      expect(truthfulness(createGame(setting))).to.deep.equal({
        dominance: standingOf(advantages(setting, 'honest', truth, () => true)),
        amongHonest: standingOf(advantages(setting, 'honest', truth, isTruthful)),
        againstFaulty: standingOf(advantages(setting, 'honest', truth, isExpected)),
      });
    }
  });

  it('disagrees with the paper where trying the vectors does', () => {
    for (const setting of settings()) {
      const found = disagreements(setting).filter(({ block }) => block === setting.block);
      for (const kind of KINDS) {
        const about = found.filter((doubt) => doubt.kind === kind);
        if (!exists(kind, setting)) {
          expect(about).to.deep.equal([]);
          continue;
        }
        expect(about.filter((doubt) => doubt.about === 'best vote').map(({ exact }) => exact)).to.deep.equal(
          paperDiffers(setting, kind),
        );
        for (const { paper, exact, others } of about.filter((doubt) => doubt.about === 'dominance')) {
          const vote = paper[0]!;
          const i = one(kind, setting);
          const values = advantages(
            setting,
            kind,
            vote,
            (votes) => votes.filter((v, index) => v === 1 && index !== i).length === others,
          );
          expect(values.every((value) => value < 0)).to.equal(true);
          expect(exact).to.deep.equal([1 - vote]);
        }
      }
    }
  });

  it('agrees with the examples of its header: A, three faults of ten', () => {
    const base = { validators: 10, faults: 3, scheme: 'A', utilities: { outcome: 10, reward: 1 } } as const;
    const seen = disagreements(base).map(({ about, kind, block, paper, exact }) => ({
      about,
      kind,
      block,
      paper,
      exact,
    }));
    expect(seen).to.deep.equal([
      { about: 'best vote', kind: 'faulty', block: 'true', paper: [0], exact: [1] },
      { about: 'best vote', kind: 'honest', block: 'false', paper: [0], exact: [0, 1] },
      { about: 'best vote', kind: 'faulty', block: 'false', paper: [1], exact: [0, 1] },
    ]);
  });

  it('agrees with the examples of its header: B, three faults of ten', () => {
    const base = { validators: 10, faults: 3, scheme: 'B', utilities: { outcome: 10, reward: 1 } } as const;
    const seen = disagreements(base).map(({ about, kind, block, paper, exact, others }) => ({
      about,
      kind,
      block,
      paper,
      exact,
      others,
    }));
    expect(seen).to.deep.equal([
      { about: 'dominance', kind: 'honest', block: 'true', paper: [1], exact: [0], others: 0 },
      { about: 'best vote', kind: 'faulty', block: 'true', paper: [0], exact: [1], others: 7 },
      { about: 'dominance', kind: 'honest', block: 'false', paper: [0], exact: [1], others: 7 },
      { about: 'best vote', kind: 'faulty', block: 'false', paper: [1], exact: [0], others: 2 },
    ]);
  });

  it('responds best to every vector', () => {
    for (const setting of settings()) {
      const game = createGame(setting);
      for (const kind of KINDS.filter((candidate) => exists(candidate, setting))) {
        const i = one(kind, setting);
        const responses = bestResponses(game, kind);
        for (const votes of vectors(setting.validators)) {
          const gain = gains(toSmall(setting), votes)[i]!;
          const other: Vote = votes[i] === 1 ? 0 : 1;
          const expected = gain === 0 ? [0, 1] : [gain > 0 ? other : votes[i]];
          const others = votes.filter((vote, index) => vote === 1 && index !== i).length;
          const found = responses.filter((range) => range.others.least <= others && others <= range.others.most);
          expect(found.map((range) => range.votes)).to.deep.equal([expected]);
          expect(found[0]!.isPivotal).to.equal(others === 4);
          expect(bestVotes(game, kind, others)).to.deep.equal(expected);
        }
      }
    }
  });

  it('do not say how truth does where all validators are faulty', () => {
    const utilities = { outcome: 1, reward: 1 };
    const game = createGame({ validators: 4, faults: 4, scheme: 'A', block: 'true', utilities });
    expect(() => truthfulness(game)).to.throw(RangeError, 'faults must leave an honest validator');
  });

  it('keep the truth a best response with at most k faults, strictly with B or with a cost of erratic votes', () => {
    for (const validators of [4, 7, 10, 100, 10_000]) {
      for (const faults of [0, 1, (validators - 1) / 3]) {
        for (const block of BLOCKS) {
          const utilities = { outcome: 1, reward: 5 };
          const among = (scheme: 'A' | 'B', erratic: number): Standing =>
            truthfulness(createGame({ validators, faults, scheme, block, utilities: { ...utilities, erratic } }))
              .amongHonest;
          expect(among('B', 0)).to.equal('strict');
          expect(among('A', 0)).to.equal(block === 'true' ? 'strict' : 'weak');
          expect(among('A', 1e-9)).to.equal('strict');
        }
      }
    }
  });
});
