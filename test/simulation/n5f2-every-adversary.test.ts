import { expect } from 'chai';
import { ADVERSARIES, CATALOGUE, type Judgement } from '../../packages/protocol/src/simulation/catalogue.ts';
import { expectedVerdict } from '../../packages/protocol/src/simulation/faults.ts';
import { expectSound, friendMatrix, kindOf, play, type Scenario } from './scenario.ts';

const KINDS = ADVERSARIES.map((entry) => kindOf(entry, 0.5));

/** Checks that honest members keep their guarantees, and report what the catalogue says. */
function expectAsInCatalogue(scenario: Scenario & { readonly judgement: Judgement }): void {
  const outcome = play(scenario);
  expectSound(outcome);
  const { members, slots, byzantine } = outcome.scenario;
  for (const [name, kind] of Object.entries(byzantine)) {
    const seat = Number(name);
    const slotsLed = Math.floor((slots - 1 - seat) / members) + 1;
    const verdict = expectedVerdict(kind, scenario.judgement, slotsLed);
    for (const observer of verdict === 'open' ? [] : outcome.honest) {
      const isPaid = outcome.report.outputs[observer]!.bytesFrom[seat]! >= outcome.maxBytesPerPeer;
      const wanted = verdict === 'by bytes' ? isPaid : verdict === 'friend';
      const what = `${JSON.stringify(scenario)}: seat ${seat} is judged ${verdict} by seat ${observer}`;
      expect(friendMatrix(outcome)[observer]![seat], what).to.equal(Number(wanted));
    }
  }
}

describe('every adversary of the catalogue', () => {
  it('has a name of its own', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).to.equal(CATALOGUE.length);
  });

  for (const judgement of ['lenient', 'strict'] as const) {
    it(`in every seat of four, as ${judgement} members report it`, () => {
      for (const kind of KINDS) {
        for (let seat = 0; seat < 4; seat++) {
          expectAsInCatalogue({ members: 4, faults: 1, byzantine: { [seat]: kind }, judgement });
        }
      }
    });

    it(`beside every other in five, as ${judgement} members report it`, () => {
      for (const first of KINDS) {
        for (const second of KINDS) {
          expectAsInCatalogue({ members: 5, faults: 2, slots: 5, byzantine: { 0: first, 3: second }, judgement });
        }
      }
    });
  }
});
