import { expect } from 'chai';
import { checkRule, type Rule } from '../../../packages/mechanism/src/procurement/check-rule.ts';
import { constantChance, publishedRules } from '../../../packages/mechanism/src/procurement/published-rules.ts';

type JobRule = Extract<Rule, { kind: 'job' }>;

function rule(name: string): Rule {
  const found = publishedRules.find((each) => each.name.startsWith(name));
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
}

function job(name: string): JobRule {
  const found = rule(name);
  if (found.kind !== 'job') throw new Error(`${name} is not about jobs`);
  return found;
}

/** Expected numbers by hand: price 1.5 and collateral B = 10, so that delivering brings 0.5. */
describe('checkRule', () => {
  it('finds a default that comes back at a second address', () => {
    const { holds, deviations } = checkRule(rule('late proof'));
    expect(holds).to.equal(false);
    const [best] = deviations;
    expect(best!.name).to.equal('default, prove late from the second address');
    expect(best!.prescribed).to.equal(0.5);
    expect(best!.deviating).to.equal(10.5 - 10 + 5 - 1);
    expect(best!.sentence).to.include('costs its prover 6 of collateral where 10 is claimed');
    expect(best!.sentence).to.include('an outside offer above 6.5 a job makes it pay');
  });

  it('finds a slash that comes back whole, or goes to a passer-by', () => {
    const { holds, deviations } = checkRule(rule('slash to a named'));
    expect(holds).to.equal(false);
    const gains = deviations.filter(({ gain }) => gain > 0);
    expect(gains.map(({ inequality, gain }) => [inequality, gain])).to.deep.equal([
      ['deter', 10],
      ['capture', 10],
    ]);
    expect(gains[0]!.sentence).to.include('costs its prover 0 of collateral where 10 is claimed');
    expect(gains[0]!.sentence).to.include('The requester sees 0 for a failed job');
  });

  it('finds a stake that is lost once for twenty jobs', () => {
    const { holds, deviations } = checkRule(rule('twenty jobs'));
    expect(holds).to.equal(false);
    expect(deviations[0]!.gain).to.be.closeTo(190, 1e-9);
    expect(deviations[0]!.sentence).to.include('costs its prover 0.5 of collateral where 10 is claimed');
    expect(deviations[0]!.sentence).to.include('The requester sees 0.5 for a failed job');
    expect(deviations.filter(({ gain }) => gain > 0)).to.have.length(1);
  });

  it('finds a chance that is not what it is said to be', () => {
    const failing = checkRule(rule('constant chance of a backup, four'));
    expect(failing.deviations.map(({ inequality }) => inequality)).to.deep.equal(['deliver']);
    expect(failing.deviations[0]!.gain).to.be.closeTo(0.5, 1e-12);
    expect(failing.deviations[0]!.sentence).to.include('claims a chance of 0.5 of a prize of 2; it is 0.25');
    const delivering = checkRule(rule('constant chance of a backup beside'));
    expect(delivering.deviations[0]!.gain).to.be.closeTo(1, 1e-12);
    expect(delivering.deviations[0]!.sentence).to.include('it is 0.');
  });

  it('finds a pool from which any requester with the designate gains', () => {
    const { holds, deviations } = checkRule(rule('pool-wide slash'));
    expect(holds).to.equal(false);
    const theft = deviations.find(({ name }) => name.includes('no proof wanted'))!;
    expect(theft.inequality).to.equal('self-deal');
    expect(theft.gain).to.be.closeTo(6 - 1, 1e-12);
    expect(theft.sentence).to.include('gains 5, 5 instead of 0');
  });

  it('finds a committee whose proofs a requester gets without paying', () => {
    const { holds, deviations } = checkRule(rule('own bond, unpaid'));
    expect(holds).to.equal(false);
    const gains = deviations.filter(({ gain }) => gain > 0);
    expect(gains.map(({ inequality }) => inequality)).to.deep.equal(['self-deal']);
    expect(gains[0]!.gain).to.be.closeTo(job('own bond, unpaid').terms.committeeDelivers, 1e-12);
  });

  it('finds our own rules, which hold', () => {
    expect(checkRule(rule('designated plan'))).to.deep.equal({ holds: true, deviations: [], entrusted: [] });
    const insured = checkRule(rule('designated, insured by the pool'));
    expect(insured.holds).to.equal(true);
    expect(insured.entrusted.map(({ inequality }) => inequality)).to.deep.equal(['self-deal', 'self-deal']);
    expect(insured.entrusted[1]!.gain).to.be.closeTo(5, 1e-12);
    const own = checkRule(rule('designated, insured by the own bond'));
    expect(own.holds).to.equal(true);
    expect(own.entrusted).to.deep.equal([]);
    const theft = own.deviations.find(({ name }) => name.includes('no proof wanted'))!;
    expect(theft.gain).to.be.closeTo(-job('designated, insured by the own bond').terms.committeeWork, 1e-12);
    const bare = checkRule(rule('designated, not insured'));
    expect(bare.holds).to.equal(true);
    const { committeeWork, committeeDelivers } = job('designated, not insured').terms;
    const selfDealt = bare.deviations.filter(({ inequality }) => inequality === 'self-deal').map(({ gain }) => gain);
    expect(selfDealt).to.have.length(2);
    expect(selfDealt[0]).to.be.closeTo(committeeDelivers - committeeWork, 1e-12);
    expect(selfDealt[1]).to.be.closeTo(-committeeWork, 1e-12);
  });

  it('finds a collateral of less than a proof, which no late prover wants back', () => {
    const { terms } = job('late proof');
    expect(checkRule({ ...job('late proof'), terms: { ...terms, collateral: 1.9 } }).holds).to.equal(true);
    expect(checkRule({ ...job('late proof'), terms: { ...terms, collateral: 2.1 } }).holds).to.equal(false);
    expect(
      checkRule({ ...job('twenty jobs'), terms: { ...terms, slash: job('twenty jobs').terms.slash } }).holds,
    ).to.equal(true);
  });

  it('ranks deviations and says of each what it brings', () => {
    for (const each of publishedRules) {
      const { deviations, entrusted, holds } = checkRule(each);
      const gains = deviations.map(({ gain }) => gain);
      expect(gains).to.deep.equal(gains.toSorted((a, b) => b - a));
      expect(holds, each.name).to.equal(gains.every((gain) => gain <= 0));
      for (const { gain, prescribed, deviating, sentence } of [...deviations, ...entrusted]) {
        expect(deviating - prescribed).to.be.closeTo(gain, 1e-9);
        expect(sentence).to.match(/\.$/);
      }
    }
  });

  it('finds one backup alone to be told too little, and two the truth', () => {
    const prospect = (backups: number): number =>
      checkRule({
        ...rule('constant chance of a backup, four'),
        kind: 'mechanism',
        mechanism: constantChance(backups, 'fails'),
      }).deviations.length;
    expect([1, 2, 3].map(prospect)).to.deep.equal([0, 0, 1]);
  });
});
