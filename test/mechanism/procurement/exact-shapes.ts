/** The formulas of both shapes with 40 digits, by bisection in q: slow and simple. */
import { Decimal } from 'decimal.js';
import type { Setting } from '../../../packages/mechanism/src/procurement/mechanism.ts';

const Exact = Decimal.clone({ precision: 40 });
const ONE = new Exact(1);

/** Where a function that rises from below 0 is 0. */
function bisect(f: (q: Decimal) => Decimal): Decimal {
  let [low, high] = [new Exact(0), ONE];
  for (let step = 0; step < 110; step++) {
    const middle = low.plus(high).div(2);
    if (f(middle).lt(0)) low = middle;
    else high = middle;
  }
  return low;
}

function least(losses: readonly Decimal[]): Decimal {
  return losses.reduce((a, b) => Decimal.min(a, b));
}

/** The values of c with at least one honest seat. */
function seats({ provers, honest }: Setting): { c: number; k: number }[] {
  return Array.from({ length: honest }, (_, i) => ({ c: provers - honest + i + 1, k: i + 1 }));
}

export function exactDesignated(setting: Setting, designates: number): Decimal {
  const { provers, honest, penalty, bond } = setting;
  if (designates > provers - honest) return new Exact(designates);
  const silent = new Exact(penalty).minus(bond);
  const alone = Decimal.max(designates, silent);
  if (silent.lte(designates)) return alone;
  const losses = seats(setting).map(({ c, k }) => {
    const paid = (q: Decimal): Decimal => q.times(c - designates).plus(designates);
    const q = bisect((p) => paid(p).plus(bond).minus(ONE.minus(p).pow(k).times(penalty)));
    return paid(q);
  });
  return least([alone, ...losses]);
}

/** min over q of max{ A, B }: to the right of the root of A' and of A = B, since A' and, where A rises, A - B rise. */
export function exactSymmetric(setting: Setting): Decimal {
  const { penalty, bond } = setting;
  const losses = seats(setting).map(({ c, k }) => {
    const everybody = (q: Decimal): Decimal => q.times(c).plus(ONE.minus(q).pow(c).times(penalty));
    const silenced = (q: Decimal): Decimal => ONE.minus(q).pow(k).times(penalty).minus(bond);
    const isRising = (q: Decimal): boolean =>
      ONE.minus(q)
        .pow(c - 1)
        .times(penalty)
        .lte(1);
    const q = bisect((p) => (isRising(p) && everybody(p).gte(silenced(p)) ? ONE : ONE.neg()));
    return Decimal.max(everybody(q), silenced(q));
  });
  return least(losses);
}
