/** Lambert's W: the inverse of w ↦ w·e^w. (Corless et al., On the Lambert W function, 1996.) */

/**
 * W(x) on the principal branch for x ≥ 0; relative error a few 2⁻⁵³.
 * @throws RangeError unless x is finite and at least 0.
 */
export function lambertW(x: number): number {
  if (!(x >= 0 && Number.isFinite(x))) throw new RangeError(`x must be finite and at least 0, not ${x}`);
  if (x > Math.E) return lambertWExp(Math.log(x));
  let w = Math.log1p(x) / (1 + 0.25 * x);
  for (let last = Infinity; ;) {
    const residual = w - x * Math.exp(-w);
    const step = residual / (1 + w - (0.5 * residual * (2 + w)) / (1 + w));
    if (!(Math.abs(step) < last)) return w;
    last = Math.abs(step);
    w -= step;
  }
}

/**
 * W(e^y), the w with w + ln w = y, without forming e^y; relative error a few 2⁻⁵³ for y ≥ -700, and W(e^y) = e^y to
 * double precision (possibly 0) below.
 * @throws RangeError unless y is finite.
 */
export function lambertWExp(y: number): number {
  if (!Number.isFinite(y)) throw new RangeError(`y must be finite, not ${y}`);
  if (y <= 1) return lambertW(Math.exp(y));
  let w = y > 2 ? y - Math.log(y) : 1 + 0.5 * (y - 1);
  for (let last = Infinity; ;) {
    const step = ((w + Math.log(w) - y) * w) / (1 + w);
    if (!(Math.abs(step) < last)) return w;
    last = Math.abs(step);
    w -= step;
  }
}
