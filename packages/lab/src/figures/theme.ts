import type { Config } from 'vega-lite';

/** The font of the figures, which the package carries, so that an image does not depend on a machine's fonts. */
export const FONT = 'Source Sans 3';

/** Colours that people with any colour vision tell apart (Okabe and Ito, 2008), in order of use. */
export const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'];

/** Colour of values that must not be trusted. */
export const WARNING = '#D55E00';

const INK = '#222222';
const FAINT = '#E4E4E4';

/** How every figure looks. */
export const THEME: Config = {
  font: `${FONT}, sans-serif`,
  background: 'white',
  padding: 16,
  title: {
    anchor: 'start',
    color: INK,
    fontSize: 17,
    fontWeight: 600,
    offset: 16,
    subtitleColor: '#555555',
    subtitleFontSize: 13,
    subtitlePadding: 6,
  },
  axis: {
    labelColor: INK,
    labelFontSize: 12,
    titleColor: INK,
    titleFontSize: 13,
    titleFontWeight: 400,
    titlePadding: 10,
    gridColor: FAINT,
    domainColor: INK,
    tickColor: INK,
    labelFlush: false,
  },
  header: { labelColor: INK, labelFontSize: 13, labelFontWeight: 600, title: null },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: 600,
    symbolSize: 130,
    symbolStrokeWidth: 2.2,
    labelLimit: 320,
    titleLimit: 320,
    rowPadding: 4,
  },
  view: { stroke: null, continuousWidth: 540, continuousHeight: 340 },
  line: { strokeWidth: 2.2, strokeCap: 'round' },
  point: { filled: true, size: 42 },
  range: { category: PALETTE },
};
