import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  biasOf,
  BRINGING_GAS,
  planBeacon,
  type StakedDraw,
} from '../../../packages/mechanism/src/randomness/plan-beacon.ts';

const share = fc.nat(95).map((percent) => percent / 100);
const money = fc.nat(10 ** 9).map((amount) => amount / 1_000);
const draws = fc.record({
  gain: money,
  damage: money,
  favourable: share,
  proposerShare: share,
  blockReward: money,
});

/** Value of the draw to the attacker, by going through its choices block after block. */
function valueByIteration({ gain, favourable: q, proposerShare: beta, blockReward }: StakedDraw): number {
  let value = 0;
  for (let blocks = 0; blocks < 2_000; blocks++) {
    const own = q * Math.max(gain, value - blockReward) + (1 - q) * Math.max(0, value - blockReward);
    value = (1 - beta) * q * gain + beta * own;
  }
  return value;
}

describe('planning a beacon:', () => {
  it('the bias is what an attacker gets that weighs each block that it proposes', () => {
    fc.assert(
      fc.property(draws, (draw) => {
        const honest = draw.favourable * draw.gain;
        const { gain } = biasOf(draw);
        expect(honest + gain).to.be.closeTo(valueByIteration(draw), 1e-9 * (1 + draw.gain));
      }),
    );
  });

  it('a biased draw favours the attacker as often as in 200,000 played draws', () => {
    const draw = { gain: 10, damage: 7, favourable: 0.3, proposerShare: 0.4, blockReward: 1 };
    let state = 0x9e3779b9;
    const random = () => {
      state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 7), 61 | state) ^ state;
      mixed = (mixed ^ (mixed >>> 14)) >>> 0;
      return mixed / 2 ** 32;
    };
    let favoured = 0;
    const plays = 200_000;
    for (let play = 0; play < plays; play++) {
      let isGood = random() < draw.favourable;
      while (!isGood && random() < draw.proposerShare) isGood = random() < draw.favourable;
      if (isGood) favoured++;
    }
    const { favourable, damage, pays } = biasOf(draw);
    const deviation = Math.sqrt((favourable * (1 - favourable)) / plays);
    expect(Math.abs(favoured / plays - favourable)).to.be.below(4 * deviation);
    expect(pays).to.equal(true);
    expect(damage).to.be.closeTo((favourable - 0.3) * 7, 1e-12);
  });

  it('nothing is given up for a draw that is worth no more than a block', () => {
    fc.assert(
      fc.property(draws, (draw) => {
        const { pays, gain, favourable } = biasOf(draw);
        const isWorthIt = draw.favourable * draw.gain > draw.blockReward && draw.proposerShare > 0;
        expect(pays).to.equal(isWorthIt);
        expect(gain > 0 || favourable > draw.favourable).to.equal(isWorthIt && gain > 0);
      }),
    );
  });

  it('small draws go to prevRandao, great ones and shared ones to drand', () => {
    const draw = { favourable: 1 / 3, proposerShare: 0.1, blockReward: 0.04, gasPrice: 1e-9, sharers: 1 };
    const at = (stake: number, changes = {}) => planBeacon({ ...draw, gain: stake, damage: stake, ...changes });
    expect(at(0.1).best).to.equal('prev-randao');
    expect(at(0.12).bias.pays).to.equal(false);
    expect(at(10).best).to.equal('drand');
    expect(at(10).bias.favourable).to.be.closeTo(1 / 3 / (1 - 0.1 * (2 / 3)), 1e-12);
    expect(at(0.1, { sharers: 2 }).best).to.equal('drand');
    expect(at(0.1, { gasPrice: 0 }).best).to.equal('drand');
  });

  it('says what is out of range', () => {
    const draw = { gain: 1, damage: 1, favourable: 0.5, proposerShare: 0.5, blockReward: 1, gasPrice: 1, sharers: 1 };
    const wrong: [Partial<typeof draw>, RegExp][] = [
      [{ favourable: 1.1 }, /^favourable must be from 0 to 1, not 1\.1$/],
      [{ proposerShare: -0.1 }, /^proposerShare must be from 0 to 1/],
      [{ gain: Infinity }, /^gain must be a finite number/],
      [{ sharers: 0 }, /^sharers must be a whole number of at least 1/],
      [{ gasPrice: -1 }, /^gasPrice must be a finite number/],
    ];
    for (const [changes, message] of wrong) {
      expect(() => planBeacon({ ...draw, ...changes })).to.throw(RangeError, message);
    }
  });

  it('reckons with the gas that was measured', () => {
    const { drandSubmit, prevRandaoProve } = JSON.parse(readFileSync('snapshots/gas.json', 'utf8')).gas.beacons;
    expect(BRINGING_GAS.drand).to.equal(drandSubmit);
    expect(Math.abs(BRINGING_GAS.prevRandao - prevRandaoProve)).to.be.below(500);
  });
});
