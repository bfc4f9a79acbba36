/** Roots and minima of functions of one variable, without derivatives. */

/** f(x). @throws RangeError for NaN, which cannot be compared. */
function evaluate(f: (x: number) => number, x: number): number {
  const value = f(x);
  if (Number.isNaN(value)) throw new RangeError(`f must be a number on the whole bracket, not NaN at ${x}`);
  return value;
}

function requireBracket(low: number, high: number): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new RangeError(`low and high must be finite with low <= high, not ${low} and ${high}`);
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The next point within the bracket from `a` to `b`, as a share of the way: by inverse quadratic interpolation through
 * a, b and the point c dropped last if these are in reach of it, else halfway.
 */
function interpolationShare(a: Point, b: Point, c: Point): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.y - b.y) / (c.y - b.y);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return (
    (a.y / (b.y - a.y)) * (c.y / (b.y - c.y)) + ((c.x - a.x) / (b.x - a.x)) * (a.y / (c.y - a.y)) * (b.y / (c.y - b.y))
  );
}

/**
 * A root of f between `low` and `high`: an x with f(x) = 0 or, of two neighbouring doubles between which f changes its
 * sign, the one with the smaller |f|.
 *
 * Method: inverse quadratic interpolation guarded by bisection (Chandrupatla, Advances in Engineering Software 28,
 * 1997). f need not be continuous or finite, only signed; infinite values are fine.
 * @throws RangeError if f has the same sign at both ends, or is NaN somewhere.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  requireBracket(low, high);
  let b: Point = { x: low, y: evaluate(f, low) };
  let a: Point = { x: high, y: evaluate(f, high) };
  if (a.y === 0) return a.x;
  if (b.y === 0) return b.x;
  if (a.y > 0 === b.y > 0) {
    throw new RangeError(`f must change its sign from low = ${low} to high = ${high}, not be ${b.y} and ${a.y}`);
  }
  let share = 0.5;
  for (;;) {
    let x = a.x + share * (b.x - a.x);
    if (x === a.x || x === b.x) x = a.x + 0.5 * (b.x - a.x);
    if (x === a.x || x === b.x) return Math.abs(a.y) < Math.abs(b.y) ? a.x : b.x;
    const next: Point = { x, y: evaluate(f, x) };
    if (next.y === 0) return x;
    const c = next.y > 0 === a.y > 0 ? a : b;
    if (c === a) a = next;
    else [b, a] = [a, next];
    const nearest = Math.abs(a.y) < Math.abs(b.y) ? a : b;
    const step = (Number.EPSILON * Math.abs(nearest.x) + Number.MIN_VALUE) / Math.abs(b.x - a.x);
    share = step > 0.25 ? 0.5 : Math.min(1 - step, Math.max(step, interpolationShare(a, b, c)));
  }
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

export interface Minimum {
  readonly x: number;
  readonly value: number;
}

/**
 * The least value of a unimodal f on [low, high], by golden section; the ends are candidates too.
 *
 * x is right to 1e-9 of itself or 1e-15 of the bracket, or as far as f is level in double precision (near a smooth
 * minimum about 1e-8 of x); `value` is f(x), hence right to rounding near a smooth minimum. If f is not unimodal, the
 * result is a local minimum.
 * @throws RangeError if f is NaN somewhere.
 */
export function minimize(f: (x: number) => number, low: number, high: number): Minimum {
  requireBracket(low, high);
  let [from, to] = [low, high];
  const at = (x: number): Minimum => ({ x, value: evaluate(f, x) });
  const ends = [at(low), at(high)];
  let left = at(to - GOLDEN * (to - from));
  let right = at(from + GOLDEN * (to - from));
  while (to - from > Math.max(1e-9 * Math.max(Math.abs(from), Math.abs(to)), 1e-15 * (high - low))) {
    if (left.value <= right.value) {
      [to, right] = [right.x, left];
      left = at(to - GOLDEN * (to - from));
    } else {
      [from, left] = [left.x, right];
      right = at(from + GOLDEN * (to - from));
    }
  }
  return [...ends, left, right].reduce((least, point) => (point.value < least.value ? point : least));
}
