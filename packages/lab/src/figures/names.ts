/** The figures that there are, in the order of the papers. */
export const FIGURE_NAMES = [
  'punishments',
  'indiscriminate',
  'procurement-loss',
  'transition',
  'regimes',
  'loss-table',
  'picket-thresholds',
] as const;

export type FigureName = (typeof FIGURE_NAMES)[number];
