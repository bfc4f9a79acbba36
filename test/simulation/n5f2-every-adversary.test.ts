import { expect } from 'chai';
import { ADVERSARIES, CATALOGUE, type Judgement } from '../../packages/protocol/src/simulation/catalogue.ts';
import { expectedVerdict } from '../../packages/protocol/src/simulation/faults.ts';
import { expectSound, friendMatrix, kindOf, type Outcome, play, type Scenario } from './scenario.ts';

const KINDS = ADVERSARIES.map((entry) => kindOf(entry, 0.5));

/** Checks that honest members keep their guarantees, and report what the catalogue says. */
function expectAsInCatalogue(scenario: Scenario & { readonly judgement: Judgement }): void {
  const outcome = play(scenario);
  expectSound(outcome);
  for (const [seat, kind] of Object.entries(outcome.scenario.byzantine)) expectReported(outcome, Number(seat), kind);

  function expectReported(
    { scenario: { members, slots }, honest, report, maxBytesPerPeer }: Outcome,
    seat: number,
    kind: string,
  ) {
    const slotsLed = Array.from({ length: slots }, (_, slot) => slot % members).filter(
      (leader) => leader === seat,
    ).length;
    const verdict = expectedVerdict(kind, scenario.judgement, slotsLed);
    for (const observer of verdict === 'open' ? [] : honest) {
      const isPaid = report.outputs[observer]!.bytesFrom[seat]! >= maxBytesPerPeer;
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
