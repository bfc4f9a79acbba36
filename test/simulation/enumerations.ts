import type { Enumeration } from './enumeration.ts';
import type { Choice } from './pair-coalition.ts';

const silence: Choice = [];
const first: Choice = [{ value: 0 }];
const second: Choice = [{ value: 1 }];
const both: Choice = [{ value: 0 }, { value: 1, isEvidence: true }];
const evidence: Choice = [{ value: 1, isEvidence: true }];
const alone: Choice = [{ value: 1, signatures: 'own' }];
const doubled: Choice = [{ value: 1, signatures: 'doubled' }];
const leaderless: Choice = [{ value: 1, signatures: 'leaderless' }];
const forged: Choice = [{ value: 1, signatures: 'forged' }];
const mismatched: Choice = [{ value: 0, isMismatched: true }];
const third: Choice = [{ value: 2 }];

/** Systematic attacks on one broadcast, small enough to try them all. */
export const ENUMERATIONS: Readonly<Record<string, Enumeration>> = {
  'n3f1 leader': {
    members: 3,
    faults: 1,
    byzantine: [0],
    leader: 0,
    menus: [
      [silence, first, second, both, evidence, mismatched, third],
      [silence, first, second, both, evidence, alone, doubled, third],
    ],
  },
  'n4f1 leader': {
    members: 4,
    faults: 1,
    byzantine: [0],
    leader: 0,
    menus: [
      [silence, first, second, both, evidence],
      [silence, second, evidence, doubled],
    ],
  },
  'n4f1 relayer': {
    members: 4,
    faults: 1,
    byzantine: [2],
    leader: 0,
    menus: [
      [silence, first, forged, leaderless],
      [silence, first, alone, evidence, leaderless],
    ],
  },
  'n4f2 leader and relayer': {
    members: 4,
    faults: 2,
    byzantine: [0, 3],
    leader: 0,
    menus: [
      [silence, first, second, both, third],
      [silence, first, both, evidence, third],
      [silence, first, second, evidence, doubled],
    ],
  },
};
