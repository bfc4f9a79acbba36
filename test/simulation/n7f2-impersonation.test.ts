import { expectSound, play } from './scenario.ts';

describe('n7f2 impersonation', () => {
  it('fails whatever is made of the signatures of others', () => {
    for (let seed = 1; seed <= 10; seed++) {
      expectSound(play({ members: 7, faults: 2, byzantine: { 2: 'impersonate', 6: 'impersonate' }, seed }));
    }
  });
});
