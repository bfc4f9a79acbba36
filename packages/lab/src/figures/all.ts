import type { Figure } from './figure.ts';
import { indiscriminate } from './indiscriminate.ts';
import { lossTable } from './loss-table.ts';
import type { FigureName } from './names.ts';
import { picketThresholdsFigure } from './picket-thresholds.ts';
import { procurementLoss } from './procurement-loss.ts';
import { punishments } from './punishments.ts';
import { regimes } from './regimes.ts';
import { transition } from './transition.ts';

export const FIGURES: Readonly<Record<FigureName, Figure>> = {
  punishments,
  indiscriminate,
  'procurement-loss': procurementLoss,
  transition,
  regimes,
  'loss-table': lossTable,
  'picket-thresholds': picketThresholdsFigure,
};
