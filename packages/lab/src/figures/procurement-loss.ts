import { planDesignated } from '@smartcast/mechanism/procurement/designated';
import { planSymmetric } from '@smartcast/mechanism/procurement/symmetric';
import { decades, nominal, SOLID_AND_DASHED } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';

const PROVERS = 100;
const HONEST = [50, 67, 90];
const BONDS = [0, 10, 100];
/** Points in each power of ten. */
const DENSITY = 8;

function compute(): FigureRecord[] {
  return HONEST.flatMap((honest) =>
    BONDS.flatMap((bond) =>
      Array.from({ length: 6 * DENSITY + 1 }, (_, i): FigureRecord => {
        const setting = { provers: PROVERS, honest, penalty: 10 ** (i / DENSITY), bond };
        return {
          share: `α = ${honest / PROVERS}`,
          bond,
          penalty: setting.penalty,
          designated: planDesignated(setting).loss,
          symmetric: planSymmetric(setting).loss,
        };
      }),
    ),
  );
}

const SHAPES = { designated: 'one designate and a committee', symmetric: 'symmetric committee' };

/** Loss against ℓ (Adversarial procurement in blockchains, 2026, §4). */
export const procurementLoss: Figure = {
  title: 'What one proof costs when 1 − α of the provers may be corrupted',
  subtitle: [
    `${PROVERS} provers, α of them honest; S is the sum of their bonds. All money is in units of the cost of one proof.`,
    'The designated loss is reached by its payment rule; the symmetric one is the bound of its shape.',
  ],
  compute,
  drawing: {
    facet: { field: 'share', type: 'nominal', sort: null },
    columns: 3,
    spec: {
      width: 280,
      height: 320,
      transform: [
        { fold: Object.keys(SHAPES), as: ['key', 'loss'] },
        { calculate: `${JSON.stringify(SHAPES)}[datum.key]`, as: 'shape' },
      ],
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: decades('penalty', 'ℓ: loss without a proof, in proofs', 0, 6),
        y: { field: 'loss', type: 'quantitative', title: 'worst-case loss, in proofs' },
        color: nominal('bond', 'bonds S, in proofs'),
        strokeDash: { ...nominal('shape', 'mechanism'), scale: SOLID_AND_DASHED },
      },
    },
  },
};
