import { inconsistency } from '@smartcast/mechanism/committee/inconsistency';
import { expectedPunishments } from '@smartcast/mechanism/committee/punishments';
import { decades, nominal } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';

const COMMITTEES = [
  { members: 4, faults: 1 },
  { members: 10, faults: 3 },
  { members: 31, faults: 10 },
];
/** Points in each power of ten. */
const DENSITY = 10;

function compute(): FigureRecord[] {
  return COMMITTEES.flatMap(({ members, faults }) =>
    Array.from({ length: 5 * DENSITY + 1 }, (_, i): FigureRecord => {
      const zeta = 10 ** (i / DENSITY - 6);
      return {
        committee: `N = ${members}, b = ${faults}`,
        zeta,
        punishments: expectedPunishments({ members }, zeta),
        inconsistency: inconsistency({ members, faults }, 'relay', zeta),
        inconsistencyBound: inconsistency({ members, faults }, 'any', zeta),
      };
    }),
  );
}

const X = decades('zeta', 'ζ: probability that a message is late', -6, -1);
const COLOR = nominal('committee', 'committee');

/** Punishments and inconsistency against ζ (SmartCast 2017, evaluation). */
export const punishments: Figure = {
  title: 'What late messages cost: punishments and inconsistency',
  subtitle: [
    'Left: what a member that owes each peer two messages has to expect. Right: how likely honest members come to disagree',
    'when faulty members stay silent until one honest member must relay (solid), and what no attack exceeds (dashed).',
  ],
  compute,
  drawing: {
    hconcat: [
      {
        width: 400,
        mark: 'line',
        encoding: { x: X, y: decades('punishments', 'expected enemy reports on a member', -6, 1), color: COLOR },
      },
      {
        width: 400,
        encoding: { x: X, color: COLOR },
        layer: [
          { mark: 'line', encoding: { y: decades('inconsistency', 'probability of inconsistency in a slot', -6, 0) } },
          {
            mark: { type: 'line', strokeDash: [5, 4], strokeWidth: 1.4 },
            encoding: { y: decades('inconsistencyBound', 'probability of inconsistency in a slot', -6, 0) },
          },
        ],
      },
    ],
  },
};
