import { expect } from 'chai';
import fc from 'fast-check';
import {
  coinsTerms,
  depositOf,
  paymentsOfTurns,
  priceOfTurn,
  seatsOf,
  seatsOfTurn,
  turnAt,
  turnOfSeat,
  turnsTerms,
  type TurnsTerms,
} from '../../../../packages/mechanism/src/procurement/turns/terms.ts';
import { uniform } from '../settings.ts';

const shape = { turns: 3, seatsPerTurn: 2, turnBlocks: 5, lastPrice: 1.02, fall: 0.01, bond: 1.02 };
const unitCost = 10n ** 15n;

const anyTerms: fc.Arbitrary<TurnsTerms> = fc
  .record({
    turns: fc.integer({ min: 1, max: 8 }),
    seatsPerTurn: fc.integer({ min: 1, max: 8 }),
    turnBlocks: fc.integer({ min: 1, max: 50 }),
    lastPrice: uniform(1, 2),
    fall: uniform(0, 0.2),
    bond: uniform(0, 3),
  })
  .map((drawn) => turnsTerms(drawn, unitCost));

describe('terms of turns', () => {
  it('pay every turn its cost and margin at least, less by the fall each turn', () => {
    expect(turnsTerms(shape, 1_000_000n)).to.deep.equal({
      price: 1_020_001n + 2n * 10_001n,
      fall: 10_001n,
      turns: 3,
      seatsPerTurn: 2,
      turnBlocks: 5,
      bond: 1_020_000n + 1n,
    } satisfies TurnsTerms);
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const prices = Array.from({ length: terms.turns }, (_, i) => priceOfTurn(terms, i + 1));
        expect(prices.at(-1)! >= unitCost).to.equal(true);
        prices.slice(1).forEach((price, i) => expect(prices[i]! - price).to.equal(terms.fall));
      }),
    );
  });

  it('give each seat one turn, and each block', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 0, max: 1000 }), (terms, start) => {
        const turns = Array.from({ length: seatsOf(terms) }, (_, seat) => turnOfSeat(terms, seat));
        for (let turn = 1; turn <= terms.turns; turn++) {
          expect(turns.filter((one) => one === turn)).to.have.length(seatsOfTurn(terms, turn));
          const first = start + (turn - 1) * terms.turnBlocks;
          expect(turnAt(terms, start, first - 1)).to.equal(turn - 1);
          expect(turnAt(terms, start, first)).to.equal(turn);
          expect(turnAt(terms, start, first + terms.turnBlocks - 1)).to.equal(turn);
        }
        expect(turns).to.deep.equal(turns.toSorted((a, b) => a - b));
        expect(() => turnOfSeat(terms, seatsOf(terms))).to.throw(RangeError, 'seat');
      }),
    );
  });

  it('pay the seats of one turn, refund the rest, and take the bond unless turn 1 delivered', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 255 }), (terms, drawn, mask) => {
        const turn = 1 + (drawn % terms.turns);
        const all = Array.from({ length: seatsOf(terms) }, (_, seat) => seat);
        const delivered = all
          .filter((seat) => turnOfSeat(terms, seat) === turn)
          .filter((_, i) => (mask >> i) % 2 === 1);
        const { bySeat, refund, slashed } = paymentsOfTurns(terms, delivered);
        const paid = [...bySeat.values()].reduce((sum, wei) => sum + wei, 0n);
        expect(paid).to.equal(BigInt(delivered.length) * priceOfTurn(terms, turn));
        expect(paid + refund).to.equal(depositOf(terms));
        expect(refund >= 0n).to.equal(true);
        expect(slashed).to.equal(delivered.includes(0) ? 0n : terms.bond);
      }),
    );
    const terms = turnsTerms(shape, unitCost);
    expect(() => paymentsOfTurns(terms, [0, 1])).to.throw(RangeError, 'one turn');
    expect(() => paymentsOfTurns(terms, [1, 1])).to.throw(RangeError, 'different seats');
  });

  it('of coins round price and probabilities up', () => {
    const turns = [0.5, 1 / 3].map((probability) => ({ probability, loss: 2 }));
    const terms = coinsTerms({ loss: 2, turns }, 1.02, 7, 1_000_000n);
    expect(terms).to.deep.include({ price: 1_020_001n, turnBlocks: 7 });
    expect(terms.probabilities[0]).to.equal(5n * 10n ** 17n);
    expect(3n * terms.probabilities[1]! >= 10n ** 18n - 100n).to.equal(true);
  });

  it('refuse what a contract does not take', () => {
    const refused = (change: Partial<typeof shape>, reason: string) =>
      expect(() => turnsTerms({ ...shape, ...change }, unitCost)).to.throw(RangeError, reason);
    refused({ turns: 0 }, 'turns');
    refused({ turns: 256, seatsPerTurn: 1 }, 'turns');
    refused({ turns: 33 }, 'seats must be at most 64');
    refused({ lastPrice: 0.999 }, 'price of turn 3 must be at least a proof’s cost'.replace('’', "'"));
    refused({ bond: -1 }, 'bond');
    refused({ bond: 1e15 }, 'bond must be from 0 to 2^96 - 1 wei');
    expect(() => turnsTerms(shape, 999_999n)).to.throw(RangeError, 'unitCost');
    expect(turnsTerms({ ...shape, turns: 255, seatsPerTurn: 1 }, unitCost).turns).to.equal(255);
    expect(turnsTerms({ ...shape, turns: 32 }, unitCost).turns).to.equal(32);
  });
});
