import { loadSolver } from '@smartcast/mechanism/math/linear-program';
import { planProcurement } from '@smartcast/mechanism/procurement/plan';
import type { Figure, FigureRecord } from './figure.ts';

const SETTINGS = [
  { provers: 5, honest: 3, penalty: 20 },
  { provers: 20, honest: 14, penalty: 100 },
  { provers: 50, honest: 40, penalty: 1000 },
  { provers: 100, honest: 50, penalty: 1000 },
  { provers: 100, honest: 67, penalty: 10_000 },
  { provers: 100, honest: 90, penalty: 100_000 },
  { provers: 200, honest: 100, penalty: 20 },
  { provers: 1000, honest: 667, penalty: 10_000 },
];

/** Each setting without bonds, and with a bond of one proof from each prover. */
async function compute(): Promise<FigureRecord[]> {
  const solver = await loadSolver();
  return SETTINGS.flatMap((setting) => {
    const [free, bonded] = [0, setting.provers].map((bond) => planProcurement({ ...setting, bond }, {}, solver));
    return [free!, bonded!].map((plan, i): FigureRecord => {
      const { designated, symmetric, lottery } = plan;
      return {
        ...setting,
        bond: i === 0 ? 0 : setting.provers,
        designated: designated.loss,
        symmetricBound: symmetric.loss,
        symmetricReached: symmetric.achieved.loss,
        lottery: lottery.loss,
        bound: plan.bound,
        saving: i === 0 ? null : 1 - plan.bound / free!.bound,
      };
    });
  });
}

interface Column {
  readonly field: string;
  readonly title: string;
  /** A specifier of d3-format. */
  readonly format: string;
}

const COLUMNS: readonly Column[] = [
  { field: 'provers', title: 'n', format: ',d' },
  { field: 'honest', title: 'h', format: ',d' },
  { field: 'penalty', title: 'ℓ', format: ',d' },
  { field: 'bond', title: 'S', format: ',d' },
  { field: 'designated', title: 'designated', format: '.2f' },
  { field: 'symmetricBound', title: 'symmetric bound', format: '.2f' },
  { field: 'symmetricReached', title: 'symmetric reached', format: '.2f' },
  { field: 'lottery', title: 'lottery', format: '.2f' },
  { field: 'bound', title: 'best bound', format: '.2f' },
  { field: 'saving', title: 'saved by bonds', format: '.1%' },
];

const FORMATS = Object.fromEntries(COLUMNS.map(({ field, format }) => [field, format]));
const TITLES = Object.fromEntries(COLUMNS.map(({ field, title }) => [field, title]));

function show(value: FigureRecord[string] | undefined, format: string): string {
  if (typeof value !== 'number') return '';
  if (format === '.1%') return `${(100 * value).toFixed(1)}%`;
  return format === '.2f' ? value.toFixed(2) : value.toLocaleString('en');
}

function markdown(rows: readonly FigureRecord[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(({ title }) => title)),
    line(COLUMNS.map(() => '--:')),
    ...rows.map((row) => line(COLUMNS.map(({ field, format }) => show(row[field], format)))),
    '',
  ].join('\n');
}

/** Losses with and without bonds (Adversarial procurement in blockchains, 2026, table of losses). */
export const lossTable: Figure = {
  title: 'What one proof costs in the worst case, with and without bonds',
  subtitle: [
    'n provers, h of them honest, ℓ the loss without a proof, S the sum of all bonds; in units of the cost of one proof.',
    'The best bound is the less of the designated loss and the symmetric bound; reached is the best prize table that was found.',
  ],
  compute,
  markdown,
  drawing: {
    width: { step: 104 },
    height: { step: 24 },
    transform: [
      { window: [{ op: 'row_number', as: 'line' }] },
      { fold: COLUMNS.map(({ field }) => field), as: ['column', 'value'] },
      { filter: 'datum.value !== null' },
      { calculate: `format(datum.value, ${JSON.stringify(FORMATS)}[datum.column])`, as: 'text' },
    ],
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        sort: COLUMNS.map(({ field }) => field),
        title: null,
        axis: {
          orient: 'top',
          domain: false,
          ticks: false,
          labelAngle: 0,
          labelFontWeight: 600,
          labelExpr: `${JSON.stringify(TITLES)}[datum.value]`,
        },
      },
      y: { field: 'line', type: 'ordinal', axis: null },
    },
    layer: [
      {
        transform: [{ filter: 'datum.bond > 0' }],
        mark: { type: 'rect', color: '#EEF4F9' },
      },
      { mark: { type: 'text', fontSize: 13 }, encoding: { text: { field: 'text' } } },
    ],
  },
};
