import { findRoot } from '@smartcast/mechanism/math/root';
import { transitionPenalty } from '@smartcast/mechanism/procurement/asymptotics';
import { planDesignated } from '@smartcast/mechanism/procurement/designated';
import { planSymmetric } from '@smartcast/mechanism/procurement/symmetric';
import { decades, nominal } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';

const PROVERS = 100;
const BONDS = [0, 10, 100];
/** Percentages of honest provers. */
const SHARES = Array.from({ length: 56 }, (_, i) => 30 + i);
const EXACT_EVERY = 5;
/** The greatest ℓ that is drawn. */
const GREATEST = 1e12;
/** A lead below a thousandth of a proof is none: where both shapes ask a + 1 provers for certain, they differ by less. */
const LEAST_LEAD = 1e-3;

/** Where symmetric starts to win among finitely many provers; null if that is beyond the figure. */
function crossing(honest: number, bond: number): number | null {
  const lead = (lnPenalty: number): number => {
    const setting = { provers: PROVERS, honest, penalty: Math.exp(lnPenalty), bond };
    return planDesignated(setting).loss - planSymmetric(setting).loss;
  };
  const step = 0.5;
  let low = Math.log(1 + bond) + 0.01;
  while (low < Math.log(GREATEST)) {
    if (lead(low) < 0 && lead(low + step) > LEAST_LEAD) return Math.exp(findRoot(lead, low, low + step));
    low += step;
  }
  return null;
}

function compute(): FigureRecord[] {
  return BONDS.flatMap((bond) =>
    SHARES.map((percent): FigureRecord => {
      const honestShare = percent / 100;
      const limit = transitionPenalty(honestShare, bond);
      return {
        bond,
        honestShare,
        limit: limit <= GREATEST ? limit : null,
        exact: percent % EXACT_EVERY === 0 ? crossing(percent, bond) : null,
      };
    }),
  );
}

const penalty = (field: string) => decades(field, 'ℓ*: loss without a proof, in proofs', 0, 12, 2);

/** The penalty above which a symmetric committee beats a designate (Adversarial procurement in blockchains, 2026, §4). */
export const transition: Figure = {
  title: 'Designate or symmetric committee? The transition ℓ*(α)',
  subtitle: [
    'Above the curve a symmetric committee has the smaller bound of its loss, below it one designate and a committee.',
    `Curves: the limit of many provers, 1 + ln ℓ* + S = ℓ*^(1−α). Points: the exact crossing for ${PROVERS} provers.`,
  ],
  compute,
  drawing: {
    width: 540,
    height: 380,
    encoding: {
      x: {
        field: 'honestShare',
        type: 'quantitative',
        title: 'α: honest share of the provers',
        scale: { domain: [0.3, 0.85] },
      },
      color: { ...nominal('bond', 'bonds S, in proofs'), legend: { symbolType: 'stroke' } },
    },
    layer: [
      { mark: 'line', encoding: { y: penalty('limit') } },
      { mark: 'point', encoding: { y: penalty('exact') } },
    ],
  },
};
