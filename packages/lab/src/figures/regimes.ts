import { transitionPenalty } from '@smartcast/mechanism/procurement/asymptotics';
import { REGIMES, regimeOf } from '@smartcast/mechanism/procurement/regimes';
import { decades } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';
import { PALETTE } from './theme.ts';

const PROVERS = 100;
const BONDS = [0, 100];
/** Percentages of honest provers: the middles of cells. */
const SHARES = Array.from({ length: 25 }, (_, i) => 2 + 4 * i);
/** Cells in each power of ten of ℓ. */
const DENSITY = 2;
const DECADES = 12;

function compute(): FigureRecord[] {
  return BONDS.flatMap((bond) =>
    SHARES.flatMap((honest) =>
      Array.from({ length: DENSITY * DECADES }, (_, i): FigureRecord => {
        const penalty = 10 ** ((i + 0.5) / DENSITY);
        const transition = transitionPenalty(honest / PROVERS, bond);
        return {
          bonds: `S = ${bond}`,
          honestShare: honest / PROVERS,
          penalty,
          regime: regimeOf({ provers: PROVERS, honest, penalty, bond }),
          transition: transition <= 10 ** DECADES ? transition : null,
        };
      }),
    ),
  );
}

/** The map of regimes (Adversarial procurement in blockchains, 2026, appendix B.1). */
export const regimes: Figure = {
  title: 'Which mechanism a setting calls for if all provers move at once',
  subtitle: [
    `${PROVERS} provers, α of them honest; ℓ the loss without a proof, S the sum of all bonds, in units of the cost of one proof.`,
    'Symmetric, unpaid: a symmetric committee has the smaller bound, but no anonymous table reaches it.',
    'Line: the transition ℓ*(α) of many provers.',
  ],
  compute,
  drawing: {
    facet: { field: 'bonds', type: 'nominal', sort: null },
    columns: 2,
    spec: {
      width: 380,
      height: 340,
      encoding: {
        x: {
          field: 'honestShare',
          type: 'quantitative',
          title: 'α: honest share of the provers',
          scale: { domain: [0, 1], nice: false },
        },
      },
      layer: [
        {
          mark: { type: 'square', size: 190, opacity: 0.85 },
          encoding: {
            y: decades('penalty', 'ℓ: loss without a proof, in proofs', 0, DECADES, 2),
            color: {
              field: 'regime',
              type: 'nominal',
              title: 'mechanism',
              scale: { domain: REGIMES, range: PALETTE.slice(0, REGIMES.length) },
            },
          },
        },
        {
          mark: { type: 'line', color: 'black', strokeWidth: 1.5, clip: true },
          encoding: { y: decades('transition', 'ℓ: loss without a proof, in proofs', 0, DECADES, 2) },
        },
      ],
    },
  },
};
