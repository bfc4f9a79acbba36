/**
 * Exact arithmetic on doubles: which of two votes pays more may hang on the last bit of a utility, so payoffs are
 * compared as whole multiples of one power of two, and rounded only where a number leaves the library.
 */

/** The values times 2^e, with the least e ≥ 0 that makes all of them whole. The values must be finite. */
export function toCommonScale<Name extends string>(values: Readonly<Record<Name, number>>): Record<Name, bigint> {
  const parts = Object.entries<number>(values).map(([name, value]) => {
    let [whole, exponent] = [value, 0];
    for (; !Number.isInteger(whole); exponent++) whole *= 2;
    return { name, whole: BigInt(whole), exponent };
  });
  const scale = Math.max(...parts.map(({ exponent }) => exponent));
  const scaled = parts.map(({ name, whole, exponent }) => [name, whole << BigInt(scale - exponent)]);
  return Object.fromEntries(scaled) as Record<Name, bigint>;
}

/** a / b for a ≥ 0 and b > 0, to 2⁻⁵² of itself (0 below the smallest double). */
export function quotient(a: bigint, b: bigint): number {
  const shift = Math.max(0, 64 + b.toString(2).length - a.toString(2).length);
  return Number((a << BigInt(shift)) / b) * 2 ** -shift;
}

export function sign(value: bigint): -1 | 0 | 1 {
  if (value === 0n) return 0;
  return value > 0n ? 1 : -1;
}
