import { ADVERSARY_NAMES } from '../../packages/protocol/src/simulation/adversary.ts';
import { expectSound, play } from './scenario.ts';

const SPECS = ADVERSARY_NAMES.map((name) => (name === 'lazy' ? 'lazy:0.5' : name));

describe('every adversary of the library', () => {
  it('in every seat of four', () => {
    for (const spec of SPECS) {
      for (let seat = 0; seat < 4; seat++) expectSound(play({ members: 4, faults: 1, byzantine: { [seat]: spec } }));
    }
  });

  it('beside every other in five', () => {
    for (const first of SPECS) {
      for (const second of SPECS)
        expectSound(play({ members: 5, faults: 2, slots: 5, byzantine: { 0: first, 3: second } }));
    }
  });
});
