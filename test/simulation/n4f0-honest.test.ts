import { expect } from 'chai';
import { ed25519Keyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { expectSound, friendMatrix, play } from './scenario.ts';

describe('n4f0 honest', () => {
  it('commits every entry, makes everybody friends and verifies one signature per slot of another leader', () => {
    const outcome = play({ members: 4, faults: 1 });
    expectSound(outcome);
    expect(friendMatrix(outcome).flat()).to.deep.equal(Array.from({ length: 16 }, () => 1));
    expect(outcome.verifications.map(({ total }) => total)).to.deep.equal([6, 6, 6, 6]);
    expect(outcome.report.facts.flat()).to.deep.equal([]);
  });

  it('does so with real signatures', () => {
    expectSound(play({ members: 4, faults: 1, keyring: ed25519Keyring(1, 4) }));
  });

  it('judges nobody an enemy in strict mode', () => {
    expectSound(play({ members: 4, faults: 1, judgement: 'strict' }));
  });

  it('happens again with the same seed, to the last event, and differently with another', () => {
    const [first, second, third] = [1, 1, 2].map((seed) => play({ members: 4, faults: 1, seed }).report.audit);
    expect(second).to.equal(first);
    expect(third).to.not.equal(first);
  });
});
