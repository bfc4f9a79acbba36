/**
 * Statements about all ratios ρ = U_y / U_w > 0 (with U_w > 0): a statement that can change at known ratios only is
 * evaluated at each of them and once between neighbours, exactly.
 */
import type { Utilities } from './scheme.ts';

/** A set of ratios without gaps; null is no end on that side (0 or infinity, both left out). */
export interface RatioInterval {
  readonly from: number | null;
  readonly to: number | null;
  /** Text for people: 'any ratio', 'ratio > 1', '1 <= ratio < 3.333', … */
  readonly label: string;
}

/** A value and the ratios at which it holds. */
export interface Conditional<Value> {
  readonly value: Value;
  readonly ratios: RatioInterval;
}

/**
 * Everything that `evaluate` states at some ratio, with the ratios at which it does; values are equal if their JSON is.
 * @param thirds the ratios at which statements may change, times three, whole numbers above 0, at least one.
 */
export function overAllRatios<Value>(
  thirds: readonly number[],
  evaluate: (utilities: Utilities) => readonly Value[],
): readonly Conditional<Value>[] {
  const points = [...new Set(thirds)].toSorted((a, b) => a - b);
  const samples = points.flatMap((point, index): Utilities[] => [
    { outcome: (points[index - 1] ?? 0) + point, reward: 6 },
    { outcome: point, reward: 3 },
  ]);
  samples.push({ outcome: points.at(-1)! + 3, reward: 3 });
  const runs: { key: string; value: Value; first: number; last: number }[] = [];
  for (const [index, utilities] of samples.entries()) {
    for (const value of evaluate(utilities)) {
      const key = JSON.stringify(value);
      const run = runs.find((candidate) => candidate.key === key && candidate.last === index - 1);
      if (run === undefined) runs.push({ key, value, first: index, last: index });
      else run.last = index;
    }
  }
  return runs.map(({ value, first, last }) => ({ value, ratios: interval(points, first, last) }));
}

/** Samples 0, 2, 4, … lie between the points, samples 1, 3, 5, … on them. */
function interval(points: readonly number[], first: number, last: number): RatioInterval {
  const from = first === 0 ? null : points[(first - 1) >> 1]! / 3;
  const to = last === 2 * points.length ? null : points[last >> 1]! / 3;
  const shown = (ratio: number): string => String(Number(ratio.toPrecision(5)));
  const orEqual = (sample: number): string => (sample % 2 === 1 ? '=' : '');
  let label = 'any ratio';
  if (from !== null && from === to) label = `ratio = ${shown(from)}`;
  else if (from !== null && to !== null) {
    label = `${shown(from)} <${orEqual(first)} ratio <${orEqual(last)} ${shown(to)}`;
  } else if (from !== null) label = `ratio >${orEqual(first)} ${shown(from)}`;
  else if (to !== null) label = `ratio <${orEqual(last)} ${shown(to)}`;
  return { from, to, label };
}
