import { InvalidArgumentError } from 'commander';
import type { SweepRow } from './csv.ts';

/** Values of one parameter of a plan. */
export interface Sweep<Name extends string = string> {
  readonly name: Name;
  readonly values: readonly number[];
}

const MOST_POINTS = 10_000;
/** Points of a sweep that names no number of them: in each power of ten, or in all. */
const PER_DECADE = 8;
const LINEAR_POINTS = 21;

function bad(names: readonly string[]): InvalidArgumentError {
  return new InvalidArgumentError(
    `It must be NAME=FROM:TO[:lin|log[:POINTS]] with NAME one of ${names.join(', ')}, FROM below TO, FROM above 0 for log, ` +
      `and from 2 to ${MOST_POINTS} POINTS, as in penalty=1:1e6:log.`,
  );
}

/**
 * Parser of `penalty=1:1e6:log`: a parameter from a value to another, evenly spaced or by equal factors. Parameters that
 * are counts are rounded, and come once each.
 * @param names the parameters that can be swept, and whether each is a count.
 */
export function sweepOf<Name extends string>(names: Readonly<Record<Name, 'count' | 'amount'>>) {
  const known = Object.keys(names) as Name[];
  return (text: string): Sweep<Name> => {
    const [, name = '', low = '', high = '', scale = 'lin', count] =
      /^(\w+)=([\d.e+-]+):([\d.e+-]+)(?::(lin|log)(?::(\d+))?)?$/i.exec(text) ?? [];
    const [from, to] = [Number(low), Number(high)];
    const isLog = scale.toLowerCase() === 'log';
    const preset = isLog ? Math.round(PER_DECADE * Math.log10(to / from)) + 1 : LINEAR_POINTS;
    const points = count === undefined ? Math.max(2, preset) : Number(count);
    const isRange = Number.isFinite(to) && from >= 0 && from < to && (!isLog || from > 0);
    if (!(known.includes(name as Name) && low !== '' && isRange && points >= 2 && points <= MOST_POINTS))
      throw bad(known);
    const values = Array.from({ length: points }, (_, i) => {
      const share = i / (points - 1);
      if (share === 1) return to;
      return isLog ? from * (to / from) ** share : from + (to - from) * share;
    });
    const isCount = names[name as Name] === 'count';
    return { name: name as Name, values: isCount ? [...new Set(values.map(Math.round))] : values };
  };
}

/** A row for each value, where a plan can be made for it. */
export async function sweepRows<Wish>(
  { name, values }: Sweep,
  wish: Wish,
  row: (wish: Wish) => SweepRow | Promise<SweepRow>,
): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  for (const value of values) rows.push(await row({ ...wish, [name]: value }));
  return rows;
}
