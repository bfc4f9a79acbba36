import { expect } from 'chai';
import { checkRule } from '../../../../packages/mechanism/src/procurement/check-rule.ts';
import { planDesignated } from '../../../../packages/mechanism/src/procurement/designated.ts';
import {
  type Behaviour,
  expectEnd,
  ownersOf,
  prospectsOf,
} from '../../../../packages/mechanism/src/procurement/timing/game.ts';
import {
  coinTurnBond,
  flatPriceGain,
  lookingGains,
  splitPrize,
} from '../../../../packages/mechanism/src/procurement/timing/looking.ts';
import { rulesInTime } from '../../../../packages/mechanism/src/procurement/timing/published.ts';
import {
  looksFirst,
  lossOf,
  publicDesignated,
  sealedDesignated,
  turnsRule,
} from '../../../../packages/mechanism/src/procurement/timing/rules.ts';

const small = { provers: 6, honest: 4, penalty: 20, bond: 0 };
const bonded = { ...small, bond: 3 };
const large = { provers: 100, honest: 67, penalty: 1e4, bond: 0 };
const [free, insured, many] = [small, bonded, large].map((setting) => planDesignated(setting));

/** What a request costs if seat 0 is silent and all others do something. */
const costWithout = (rule: Parameters<typeof lossOf>[0], others: Behaviour, setting: typeof small, delay = 0): number =>
  expectEnd(rule, (seat, ...rest) => (seat === 0 ? 0 : others(seat, ...rest)), lossOf(rule, setting, delay));

describe('rules in public time', () => {
  it('pay those that look first under the designated plan', () => {
    expect(lookingGains(free!).atAll).to.be.closeTo(0.1036, 1e-4);
    expect(lookingGains(insured!).atAll).to.be.closeTo(0.1979, 1e-4);
    expect(lookingGains(free!, 0.1).atAll).to.be.closeTo(0.1796, 1e-4);
    expect(lookingGains(many!).atAll).to.be.closeTo(0.123, 5e-4);
    expect(lookingGains(free!).atDesignate).to.equal(0);
    expect(lookingGains(insured!).designateWaits).to.be.closeTo(0.272, 5e-4);
    expect(lookingGains(insured!, 0, 0.5).designateWaits).to.equal(0);
  });

  it('end blind delivery at the feared chances of a silent designate that the places allow', () => {
    expect(lookingGains(many!).mostFear).to.be.closeTo(0.064, 5e-4);
    expect(lookingGains(free!).mostFear).to.be.closeTo(0.43, 5e-3);
    // With ⌊Z⌋ others in place and the designate yet to come, one more than that never pays, and the last place pays just so.
    for (const plan of [free!, many!]) {
      const { mostFear } = lookingGains(plan);
      const places = Math.floor(plan.prize);
      expect(((1 - mostFear) * plan.prize) / places).to.be.closeTo(1, 1e-12);
      expect(plan.prize / (places + 1)).to.be.below(1);
    }
  });

  it('are worth as much to lookers as the played game says', () => {
    for (const plan of [free!, insured!]) {
      for (const fear of [0, 0.1, 0.3]) {
        const rule = publicDesignated({ plan });
        const others: Behaviour = (seat, ...rest) => rule.prescribed(seat, ...rest) * (seat === 0 ? 1 - fear : 1);
        const gainOf = (seat: number): number => {
          const { best, prescribed } = prospectsOf(rule, { seats: [seat], marginalCost: 1 }, others);
          return best - prescribed;
        };
        const known = lookingGains(plan, fear);
        expect(gainOf(1)).to.be.closeTo(known.atAll, 1e-12);
        expect(gainOf(0)).to.be.closeTo(known.designateWaits, 1e-12);
      }
    }
  });

  it('lose ℓ - S to a silent designate where members wait for it, and a turn where there are turns', () => {
    const waiting = publicDesignated({ plan: insured! });
    expect(costWithout(waiting, looksFirst(waiting), bonded)).to.equal(20 - 3);
    expect(costWithout(waiting, waiting.prescribed, bonded)).to.be.below(20 * (1 - insured!.probability) ** 5);
    const turns = turnsRule({ sizes: [1, 1, 1], prices: [1, 1, 1], bonds: [0, 0, 0] });
    expect(costWithout(turns, turns.prescribed, small, 0.25)).to.equal(1.25);
    // Members that look first have nothing to wait for: their turn comes after the silence.
    const priced = turnsRule({ sizes: [1, 1, 1], prices: [1.1, 1.1, 1.1], bonds: [0, 0, 0] });
    expect(costWithout(priced, looksFirst(priced), small, 0.25)).to.equal(1.35);
  });

  it('lose ℓ - S to a designate that commits and never opens, unless all seats have deposits', () => {
    const sealed = sealedDesignated({ plan: free! }, 2, 0.01, 0);
    expect(costWithout(sealed, looksFirst(sealed), small)).to.equal(20);
    const withDeposit = sealedDesignated({ plan: free! }, 2, 0.01, 0.01);
    const gains = ownersOf(withDeposit, 1, 1).map((owner) => {
      const { best, prescribed } = prospectsOf(withDeposit, owner, (seat, step) => (seat > 0 && step === 1 ? 1 : 0));
      return best - prescribed;
    });
    expect(Math.max(...gains)).to.be.at.most(1e-12);
  });

  it('are judged by checkRule: ours hold, the paper’s does not', () => {
    for (const rule of rulesInTime) {
      const { holds, deviations } = checkRule(rule);
      expect(holds, rule.name).to.equal(!rule.name.includes('(refused)'));
      expect(deviations.map(({ inequality }) => inequality)).to.include('timing');
    }
    const gains = rulesInTime.map((rule) => checkRule(rule).deviations[0]!.gain);
    const always = lookingGains(planDesignated(small, 1, 'always')).atAll;
    // One other of two delivers, with q = 0.8675, and half of z_2 = 3.054 is worth it.
    const table = 2 * 0.8675 * 0.1325 * (3.054 / 2 - 1);
    // ρ = 2/(1 - 2⁻⁴), and E[1/(1 + Y)] = (1 - 2⁻³)/1.5 for the two others.
    const lottery = (32 / 15) * (7 / 12) - 1;
    const known = [0.1036, 0.1796, 0.2715, always, table, lottery, 0.1331, 0.01, 1.02, 0, 0, 0];
    gains.forEach((gain, i) => expect(gain, rulesInTime[i]!.name).to.be.closeTo(known[i]!, 1e-4));
  });
});

describe('splitPrize', () => {
  it('makes owners of two seats deliver one for certain, whatever a further proof costs', () => {
    for (const marginalCost of [0, 0.5, 1]) {
      expect(splitPrize(many!, 2, marginalCost).one).to.be.closeTo(0.01, 5e-4);
      expect(splitPrize(insured!, 2, marginalCost).one).to.be.closeTo(0.13, 5e-3);
    }
    expect(splitPrize(many!, 2, 1).single).to.be.closeTo(-0.09, 5e-3);
    expect(splitPrize(insured!, 2, 1).single).to.be.closeTo(-0.28, 5e-3);
  });

  it('is theirs where further proofs are nearly free, and drives single seats out', () => {
    const rows = [2, 3, 5].map((ownSeats) => splitPrize(many!, ownSeats, 0));
    expect(rows.map(({ all }) => all.toFixed(2))).to.deep.equal(['0.81', '1.49', '2.55']);
    expect(rows.map(({ singlesProbability }) => singlesProbability.toFixed(4))).to.deep.equal([
      '0.0761',
      '0.0653',
      '0.0429',
    ]);
    const losses = rows.map(({ singlesProbability }) => 1e4 * (1 - singlesProbability) ** 67);
    expect(losses.map(Math.round)).to.deep.equal([50, 109, 528]);
    expect(splitPrize(insured!, 2, 0).singlesProbability).to.equal(0);
  });

  it('is worth to them what the played game says', () => {
    const rule = publicDesignated({ plan: insured! }, 1);
    for (const ownSeats of [2, 3]) {
      for (const marginalCost of [0, 0.4, 1]) {
        const seats = Array.from({ length: ownSeats }, (_, i) => i + 1);
        const { best } = prospectsOf(rule, { seats, marginalCost }, rule.prescribed);
        const { one, all } = splitPrize(insured!, ownSeats, marginalCost);
        expect(best).to.be.at.least(Math.max(one, all) - 1e-12);
        if (ownSeats === 2) expect(best).to.be.closeTo(Math.max(one, all), 1e-12);
      }
    }
  });

  it('has no part in a flat price', () => {
    expect(flatPriceGain(0, 0.1, 0)).to.equal(0);
    expect(flatPriceGain(3, 0.02, 1)).to.be.closeTo(0.06, 1e-12);
    expect(flatPriceGain(3, 0.02, 0)).to.be.closeTo(2.06, 1e-12);
    expect(coinTurnBond(1, 0.5, 1, 0)).to.equal(0);
    expect(coinTurnBond(2, 0.5, 1.02, 0.02)).to.be.closeTo(0.25, 1e-12);
  });
});
