/** Minimises functions of a few variables without derivatives, by moving simplices (Nelder and Mead, 1965). */

export interface SimplexPoint {
  readonly x: readonly number[];
  readonly value: number;
}

const combine = (a: readonly number[], b: readonly number[], weight: number): number[] =>
  a.map((ai, i) => ai + weight * (b[i]! - ai));

/**
 * A local minimum of f from a simplex of side `step` at `start`, by at most `most` further values of f. It ends when the
 * simplex' values differ by less than `spread`. f may be discontinuous and infinite, but not NaN.
 */
export function searchSimplex(
  f: (x: readonly number[]) => number,
  start: SimplexPoint,
  { step, spread, most }: { readonly step: number; readonly spread: number; readonly most: number },
): SimplexPoint {
  const budget = { left: most };
  const at = (x: readonly number[]): SimplexPoint => {
    budget.left--;
    return { x, value: f(x) };
  };
  const ranked = (points: readonly SimplexPoint[]): SimplexPoint[] => points.toSorted((a, b) => a.value - b.value);
  let points = ranked([start, ...start.x.map((xi, i) => at(start.x.with(i, xi + step)))]);
  while (budget.left > 0 && !(points.at(-1)!.value - points[0]!.value < spread)) {
    const best = points[0]!;
    const worst = points.at(-1)!;
    const others = points.slice(0, -1);
    const centre = best.x.map((_, i) => others.reduce((sum, { x }) => sum + x[i]!, 0) / others.length);
    const reflected = at(combine(worst.x, centre, 2));
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = at(combine(worst.x, centre, 3));
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= others.at(-1)!.value) {
      next = at(combine(worst.x, centre, reflected.value < worst.value ? 1.5 : 0.5));
    }
    points =
      next.value < worst.value
        ? ranked([...others, next])
        : ranked([best, ...points.slice(1).map(({ x }) => at(combine(x, best.x, 0.5)))]);
  }
  return points[0]!;
}
