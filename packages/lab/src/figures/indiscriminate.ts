import { fraction, toNumber } from '@smartcast/mechanism/committee/fraction';
import { minimumTheta } from '@smartcast/mechanism/committee/theta';
import { indiscriminateWorstCase } from '@smartcast/mechanism/committee/utility';
import { nominal } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';

const COSTS = { members: 7, faults: 2, bytesPerPeer: 1000, bytePrice: 1n };
/** θ in tenths of the bound. */
const TENTHS = [12n, 11n, 10n, 9n, 8n];
const STEPS = 20n;

function compute(): FigureRecord[] {
  const bound = minimumTheta(COSTS);
  return TENTHS.flatMap((tenths) => {
    const theta = (tenths * bound.numerator) / (10n * bound.denominator);
    return Array.from({ length: Number(STEPS) + 1 }, (_, i): FigureRecord => {
      const gamma = fraction(BigInt(i), STEPS);
      return {
        theta: `${theta} wei${tenths === 10n ? ' = the bound' : `, ${tenths < 10n ? 'below' : 'above'}`}`,
        gamma: toNumber(gamma),
        utility: toNumber(indiscriminateWorstCase({ ...COSTS, theta }, gamma)),
      };
    });
  });
}

/** Utilities of the paper's strategies α_γ (SmartCast 2017, §3.1–3.5). */
export const indiscriminate: Figure = {
  title: 'Why θ has a bound: what withholding earns a member in the worst case',
  subtitle: [
    'N = 7, b = 2, M = 1,000 bytes at 1 wei. The strategy α(γ) withholds from each peer with probability γ; γ = 0 is honest.',
    'Below the bound, withholding pays; at the bound every γ earns the same, nothing; above it, honesty pays most.',
  ],
  compute,
  drawing: {
    width: 520,
    mark: 'line',
    encoding: {
      x: { field: 'gamma', type: 'quantitative', title: 'γ: probability of withholding from a peer' },
      y: { field: 'utility', type: 'quantitative', title: 'worst-case utility of α(γ), wei' },
      color: nominal('theta', 'θ'),
    },
  },
};
