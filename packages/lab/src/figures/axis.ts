/** Whole powers of ten as people write them: 10⁻⁶, 0.01, 0.1, 1, 10, 100, 10³. */
const POWER_OF_TEN = `(${[
  "abs(log(datum.value) / LN10) < 2.5 ? format(datum.value, '~g')",
  "'10' + (datum.value < 1 ? '⁻' : '') + (EXPONENT > 9 ? '¹' : '') + slice('⁰¹²³⁴⁵⁶⁷⁸⁹', EXPONENT % 10, EXPONENT % 10 + 1)",
].join(' : ')})`.replaceAll('EXPONENT', 'round(abs(log(datum.value) / LN10))');

/** A logarithmic axis from 10^low to 10^high, with a tick at each power of ten, or at each `step` of them, and no more. */
export function decades(field: string, title: string, low: number, high: number, step = 1) {
  const values = Array.from({ length: (high - low) / step + 1 }, (_, i) => Number(`1e${low + i * step}`));
  return {
    field,
    type: 'quantitative',
    title,
    scale: { type: 'log', domain: [values[0], values.at(-1)], nice: false },
    axis: { values, labelExpr: POWER_OF_TEN, labelOverlap: false },
  };
}

/** A channel that tells records apart by name, in the order in which the names occur. */
export function nominal(field: string, title: string) {
  return { field, type: 'nominal', sort: null, title };
}

/** The first name solid, the second one dashed. */
export const SOLID_AND_DASHED = {
  range: [
    [1, 0],
    [5, 4],
  ],
};
