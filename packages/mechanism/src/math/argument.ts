/** Checks of arguments, shared by the numeric tools: each error names the argument, its value and its range. */

/** @throws RangeError unless `value` is a whole number from `least` to `most`. */
export function requireWhole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most)) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${name} must be a whole number ${range}, not ${value}`);
  }
}

/** @throws RangeError unless `value` is in [0, 1]. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be from 0 to 1, not ${value}`);
}

/** @throws RangeError unless `value` is finite and at least 0. */
export function requireAmount(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be a finite number of at least 0, not ${value}`);
  }
}
