import { expect } from 'chai';
import fc from 'fast-check';
import { planDesignated } from '../../../../packages/mechanism/src/procurement/designated.ts';
import { planSymmetric } from '../../../../packages/mechanism/src/procurement/symmetric.ts';
import {
  leastDesignateBond,
  planTurns,
  type TurnsWish,
} from '../../../../packages/mechanism/src/procurement/turns/plan.ts';
import { Random } from '../../../../packages/protocol/src/simulation/random.ts';
import { meanOf } from '../../mean.ts';
import { uniform } from '../settings.ts';
import { bruteLoss } from './games.ts';

const wish: TurnsWish = {
  provers: 6,
  honest: 4,
  penalty: 20,
  bond: 0,
  blocks: 10_000,
  turnBlocks: 10,
  delayPerBlock: 0,
};

/** The settings of the papers' tables: what everybody moving at once costs, and from which δ on turns cost more. */
const TABLE = [
  { provers: 6, honest: 4, penalty: 20, bound: 2.649, designated: 2.727, always: 2.89, threshold: 0.864 },
  { provers: 100, honest: 67, penalty: 1e4, bound: 10.119, designated: 10.618, always: 13.675, threshold: 0.29 },
  { provers: 200, honest: 100, penalty: 20, bound: 3.99, designated: 4.119, always: 6.114, threshold: 0.031 },
];

const anyWish: fc.Arbitrary<TurnsWish> = fc
  .record({
    provers: fc.integer({ min: 1, max: 80 }),
    share: uniform(0, 1),
    penalty: uniform(1, 200),
    bond: fc.oneof(fc.constant(0), uniform(0, 20)),
    blocks: fc.integer({ min: 10, max: 600 }),
    delayPerBlock: uniform(0, 0.1),
    margin: uniform(0, 0.2),
    fall: fc.oneof(fc.constant(0), uniform(0, 0.01)),
    designateBond: fc.oneof(fc.constant(0), uniform(0, 3)),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    turnBlocks: 10,
    honest: 1 + Math.min(rest.provers - 1, Math.floor(share * rest.provers)),
  }));

describe('planTurns', () => {
  it('costs 1 + aδ with a + 1 single seats, and less than a designate where δ is below (L - 1)/a', () => {
    for (const { bound, designated, always, threshold, ...setting } of TABLE) {
      const bare = { ...setting, bond: 0 };
      const corrupted = setting.provers - setting.honest;
      const paper = planDesignated(bare).loss;
      expect(paper).to.be.closeTo(designated, 1e-3);
      expect(Math.min(paper, planSymmetric(bare).loss)).to.be.closeTo(bound, 5e-3);
      expect(planDesignated(bare, 1, 'always').loss).to.be.closeTo(always, 1e-3);
      expect((paper - 1) / corrupted).to.be.closeTo(threshold, 2e-3);
      const lossOf = (delay: number): number => {
        const { turns } = planTurns({ ...wish, ...setting, delayPerBlock: delay / 10 });
        return turns!.loss;
      };
      for (const delay of [0, 0.001, 0.01]) expect(lossOf(delay)).to.be.closeTo(1 + corrupted * delay, 1e-12);
      expect(lossOf((paper - 1) / corrupted - 1e-6)).to.be.below(paper);
    }
  });

  it('costs one proof when everybody follows it, and a/(h + 1) silent turns when the corrupted are silent', () => {
    for (const setting of TABLE) {
      const { turns } = planTurns({
        ...wish,
        provers: setting.provers,
        honest: setting.honest,
        penalty: setting.penalty,
      });
      const corrupted = setting.provers - setting.honest;
      expect(turns).to.include({ price: 1, turns: corrupted + 1, seatsPerTurn: 1, isCertain: true, deposit: 1 });
      expect(turns!.silentTurns).to.be.closeTo(corrupted / (setting.honest + 1), 1e-12);
      expect(turns!.worstDelay).to.equal(10 * (corrupted + 1));
    }
  });

  it('is silent as often as in played draws, with several seats a turn too', () => {
    const random = new Random(5);
    for (const blocks of [60, 30]) {
      const { turns } = planTurns({ ...wish, provers: 12, honest: 7, penalty: 1e4, blocks });
      const { mean, error } = meanOf(20_000, () => {
        let [left, firstHonest] = [5, 0];
        while (random.below(12 - firstHonest) < left) {
          left--;
          firstHonest++;
        }
        return firstHonest === 0 ? 0 : 1 + Math.floor((firstHonest - 1) / turns!.seatsPerTurn);
      });
      expect(turns!.isCertain).to.equal(true);
      expect(Math.abs(mean - turns!.silentTurns)).to.be.at.most(3 * error);
    }
  });

  it('has the loss of its shape, and no shape of a contract’s size has less', () => {
    fc.assert(
      fc.property(anyWish, (drawn) => {
        const { turns, pareto, delay, mostTurns } = planTurns(drawn);
        const { margin = 0, fall = 0, designateBond = 0, penalty, bond } = drawn;
        const corrupted = drawn.provers - drawn.honest;
        expect(mostTurns).to.equal(Math.min(Math.floor(drawn.blocks / 10), corrupted + 1, 255));
        const lossOf = (count: number, size: number): number => {
          const costs = Array.from({ length: count }, (_, i) => {
            const price = 1 + margin + (count - 1 - i) * fall;
            return i === 0 ? price : i * delay - designateBond + size * price;
          });
          const seats = 1 + (count - 1) * size;
          return Math.max(...costs, ...(seats > corrupted ? [] : [count * delay - designateBond + penalty - bond]));
        };
        expect(turns!.loss).to.be.closeTo(lossOf(turns!.turns, turns!.seatsPerTurn), 1e-9);
        for (let count = 1; count <= mostTurns; count++) {
          for (let size = 1; 1 + (count - 1) * size <= (size === 1 ? 255 : 64); size++) {
            if (1 + (count - 1) * size > drawn.provers) break;
            expect(turns!.loss).to.be.at.most(lossOf(count, size) + 1e-9);
            if (count === 1) break;
          }
        }
        expect(pareto.at(-1)!.loss).to.equal(turns!.loss);
        pareto.slice(1).forEach((shape, i) => {
          expect(shape.loss).to.be.below(pareto[i]!.loss);
          expect(shape.turns).to.be.above(pareto[i]!.turns);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is what trying every corrupted set and silence finds, for few provers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), uniform(0, 1), (h, most, delay) => {
        const provers = 6;
        const honest = Math.min(h, provers);
        const { turns } = planTurns({ ...wish, provers, honest, blocks: 10 * most, delayPerBlock: delay / 10 });
        const seats = Array.from({ length: turns!.turns }, (_, i) => (i === 0 ? 1 : turns!.seatsPerTurn));
        const game = { corrupted: provers - honest, turns: most, price: 1, delay, bond: 0, failure: 20 };
        expect(turns!.loss).to.be.closeTo(bruteLoss(seats, game), 1e-9);
      }),
    );
  });

  it('takes coins where few turns fit or the corrupted outnumber a contract’s seats, and nobody where that is cheapest', () => {
    const large = { ...wish, provers: 100, honest: 67, penalty: 1e4 };
    const few = planTurns({ ...large, blocks: 30 });
    expect(few.best).to.equal('coins');
    expect(few.loss).to.be.closeTo(2.436, 1e-3);
    expect(few.turns).to.include({ turns: 3, seatsPerTurn: 17 });
    expect(few.coins.worstDelay).to.equal(30);
    expect(few.coins.failureProbability).to.be.below(1e-3);
    expect(few.coins.honestCost).to.be.within(1, few.loss);
    expect(planTurns(large)).to.include({ best: 'turns', loss: 1 });
    expect(planTurns({ ...large, provers: 10_000, honest: 5000 }).best).to.equal('coins');
    expect(planTurns({ ...large, penalty: 0.5 })).to.include({ best: 'none', loss: 0.5 });
  });

  it('takes coins from a smaller δ on than that at which a designate would cost less, if it could be had', () => {
    const known = [0.3255, 0.00603, 0.00249];
    TABLE.forEach(({ provers, honest, penalty, threshold }, i) => {
      const bestAt = (delay: number) =>
        planTurns({ ...wish, provers, honest, penalty, delayPerBlock: delay / 10 }).best;
      expect(bestAt(known[i]! * 0.99)).to.equal('turns');
      expect(bestAt(known[i]! * 1.01)).to.equal('coins');
      expect(known[i]).to.be.below(threshold);
    });
  });

  it('asks for the bond that keeps owners of several seats from waiting, or for single seats', () => {
    const rule = { seatsPerTurn: 2, secondPrice: 1.02, fall: 0, marginalCost: 0 };
    expect([1, 2, 3, 4, 9].map((ownSeats) => leastDesignateBond({ ...rule, ownSeats }))).to.deep.equal([
      0, 0, 1.02, 1.02, 1.02,
    ]);
    expect(leastDesignateBond({ ...rule, seatsPerTurn: 5, ownSeats: 4, marginalCost: 0.25 })).to.be.closeTo(
      2 * 0.77,
      1e-12,
    );
    expect(leastDesignateBond({ ...rule, ownSeats: 3, fall: 0.5 })).to.be.closeTo(0.52, 1e-12);
    const short = { ...wish, provers: 9, honest: 4, penalty: 100, blocks: 40, ownSeats: 3 };
    expect(planTurns({ ...short, ownSeats: 2 }).turns).to.include({ seatsPerTurn: 2, leastBond: 0 });
    expect(planTurns(short).turns).to.include({ seatsPerTurn: 1, isCertain: false });
    expect(planTurns({ ...short, designateBond: 1 }).turns).to.include({ seatsPerTurn: 2, leastBond: 1 });
  });

  it('pays each turn a fall less, and never less than the cost and the margin', () => {
    const { turns } = planTurns({ ...wish, margin: 0.02, fall: 0.01 });
    expect(turns!.price).to.be.closeTo(1.04, 1e-12);
    expect(turns!.loss).to.be.closeTo(1.04, 1e-12);
  });

  it('plans for ten thousand provers, and refuses wishes out of range', () => {
    const large = planTurns({ ...wish, provers: 10_000, honest: 6700, penalty: 1e15, blocks: 1e6 });
    expect(large.anySizes.loss).to.be.closeTo(1, 1e-9);
    expect(large.turns!.isCertain).to.equal(false);
    const wrong = {
      blocks: 9,
      turnBlocks: 0,
      delayPerBlock: -1,
      margin: -0.01,
      fall: -1,
      designateBond: -1,
      ownSeats: 0,
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect(() => planTurns({ ...wish, [name]: value }), name).to.throw(RangeError, name);
    }
    expect(() => planTurns({ ...wish, marginalCost: 1.1 })).to.throw(RangeError, 'marginalCost');
    expect(() => planTurns({ ...wish, blocks: 9 })).to.throw(RangeError, 'blocks must be at least turnBlocks = 10');
  });
});
