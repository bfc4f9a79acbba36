import { normalThresholds, unsoundThresholds } from '@smartcast/mechanism/pickets/normal-approximation';
import { picketThresholds } from '@smartcast/mechanism/pickets/thresholds';
import { decades, nominal, SOLID_AND_DASHED } from './axis.ts';
import type { Figure, FigureRecord } from './figure.ts';
import { PALETTE, WARNING } from './theme.ts';

const BAD = [0.05, 0.1, 0.2, 0.25, 0.3, 0.4];
/** N: 12 in each power of ten. */
const SIZES = Array.from({ length: 37 }, (_, i) => Math.round(10 ** (1 + i / 12)));

function compute(): FigureRecord[] {
  return BAD.flatMap((bad) => {
    const unsound = new Set(unsoundThresholds(SIZES, { bad }).map(({ size }) => size));
    return SIZES.map((size): FigureRecord => {
      const exact = picketThresholds({ size, bad }).safe;
      const normal = normalThresholds({ size, bad }).safe;
      return {
        bad: `p = ${bad}`,
        size,
        exact,
        exactShare: exact === null ? null : exact / size,
        normal,
        normalShare: normal === null ? null : normal / size,
        isNormalSound: !unsound.has(size),
      };
    });
  });
}

const Y = {
  field: 'share',
  type: 'quantitative',
  title: 'k / N: share that must agree',
  scale: { domain: [0, 1] },
};

const LINES = { exactShare: 'exact', normalShare: 'normal approximation' };
const BY_LINE = nominal('threshold', 'threshold');
const UNSOUND = 'normal approximation, unsound';
const MARKED = {
  datum: UNSOUND,
  type: 'nominal',
  scale: { domain: [UNSOUND], range: ['circle'] },
  legend: { title: null, symbolFillColor: WARNING, symbolStrokeColor: WARNING, symbolSize: 40 },
};

/** The safe threshold, exact and approximate (The consensus machine, stochastic inference). */
export const picketThresholdsFigure: Figure = {
  title: 'How many pickets must agree: the exact threshold and its normal approximation',
  subtitle: [
    'k is the least number of N pickets of which, with probability 1 − 10⁻¹⁸, at least one is good; each is bad with probability p.',
    'Marked: sizes for which the bad reach the approximate threshold alone with a probability of 10⁻¹⁸ or more.',
  ],
  compute,
  drawing: {
    columns: 3,
    facet: { field: 'bad', type: 'nominal', sort: null },
    spec: {
      width: 270,
      height: 210,
      encoding: { x: decades('size', 'N: pickets drawn', 1, 4) },
      transform: [
        { fold: Object.keys(LINES), as: ['line', 'share'] },
        { calculate: `${JSON.stringify(LINES)}[datum.line]`, as: 'threshold' },
      ],
      layer: [
        {
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: {
            y: Y,
            color: { ...BY_LINE, scale: { range: [PALETTE[0], PALETTE[6]] } },
            strokeDash: { ...BY_LINE, scale: SOLID_AND_DASHED },
          },
        },
        {
          transform: [{ filter: "datum.line === 'normalShare' && !datum.isNormalSound" }],
          mark: { type: 'point', size: 34, color: WARNING },
          encoding: { y: Y, shape: MARKED },
        },
      ],
    },
  },
};
