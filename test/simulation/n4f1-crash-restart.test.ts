import { expect } from 'chai';
import type { Entry } from '../../packages/protocol/src/entry.ts';
import type { Message } from '../../packages/protocol/src/protocol.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { entriesOf, expectSound, filledBuffer, friendMatrix, type Outcome, play } from './scenario.ts';

const CRASHED = 2;
const OTHERS = [0, 1, 3];

/**
 * Seat 2 crashes in `crashRound` and comes back in the same one: it replays the inboxes of its journal to a new party and
 * was absent in that round. Its host remembers signatures, and `entries` that clients gave it.
 */
function playCrash(crashRound: number, entries: readonly Entry[]): Outcome {
  const crashing: typeof session = (...terms) => {
    const protocol = session(...terms);
    return {
      ...protocol,
      start(context, input) {
        if (context.self !== CRASHED) return protocol.start(context, input);
        const journal: (readonly Message[] | null)[] = [];
        let party = protocol.start(context, input);
        return {
          step(round, inbox) {
            const seen = round === crashRound + 1 ? null : inbox;
            if (seen === null) {
              party = protocol.start(context, { buffer: filledBuffer(entries, 600) });
              for (const [index, replayed] of journal.entries()) party.step(index + 1, replayed);
            }
            journal.push(seen);
            return party.step(round, seen);
          },
          output: () => party.output(),
        };
      },
    };
  };
  return play({ members: 4, faults: 1 }, crashing);
}

describe('n4f1 crash and restart', () => {
  const restarts = {
    'with the entries of its journal': { entries: entriesOf(CRASHED, 3, 1), mayKnow: 8 },
    'without its entries, which it must not replace by others in a slot that it has led': {
      entries: [],
      mayKnow: CRASHED,
    },
  };
  for (const [how, { entries, mayKnow }] of Object.entries(restarts)) {
    it(`in any round, ${how}, harms nobody, makes nobody an enemy and signs no second value`, () => {
      for (let round = 1; round <= 17; round++) {
        const outcome = playCrash(round, entries);
        expectSound(outcome, OTHERS);
        const { report, log } = outcome;
        for (const row of friendMatrix(outcome)) expect(row, `round ${round}`).to.deep.equal([1, 1, 1, 1]);
        const known = log(CRASHED).roots;
        expect(known, `round ${round}`).to.deep.equal(log(0).roots.slice(0, known.length));
        expect(known.length, `round ${round}`).to.be.at.least(Math.min(mayKnow, Math.floor((round - 1) / 2)));
        const reasons = OTHERS.flatMap((seat) => report.facts[seat]!.map(({ reason }) => reason));
        expect(reasons).to.not.include('leader signed two values');
      }
    });
  }
});
