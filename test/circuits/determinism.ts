import type { LinearCombination, R1cs } from '../../circuits/r1cs.ts';
import { FIELD } from '../../packages/prover/src/circuit.ts';

/** The constant wire. */
const ONE = 0;

/**
 * The wires that do not follow from the inputs by two rules, applied until none gives more. While there are none,
 * nobody can vary a witness without varying the inputs. The rules read the constraints alone, no witness.
 *
 * 1. a · b = c: if all of it is known but one wire, which stands in c alone, that wire is known.
 * 2. w · (w - 1) = 0 makes the combination w a bit. If w sums up known wires and bits, and the coefficients of the bits
 *    and of w itself are those of a binary number, up to a common factor and signs: all these bits are known, since a number
 *    below the field's order is written in one way.
 */
export function undetermined({ wires, publicOutputs, publicInputs, privateInputs, constraints }: R1cs): number[] {
  const known = new Set([ONE]);
  for (let i = 1; i <= publicInputs + privateInputs; i++) known.add(publicOutputs + i);
  const unknownIn = (...combinations: LinearCombination[]) => [
    ...new Set(combinations.flatMap((combination) => [...combination.keys()].filter((wire) => !known.has(wire)))),
  ];

  const binary = constraints.flatMap(({ a, b, c }) => (c.size === 0 ? (twoValued(a, b) ?? []) : []));
  const bits = new Set(binary.flatMap((value) => value.bit ?? []));

  for (let before = -1; before !== known.size;) {
    before = known.size;
    for (const { a, b, c } of constraints) {
      const [wire, ...others] = unknownIn(a, b, c);
      if (wire !== undefined && others.length === 0 && !a.has(wire) && !b.has(wire)) known.add(wire);
    }
    for (const { combination, coefficient } of binary) {
      const unknown = unknownIn(combination);
      if (!unknown.every((wire) => bits.has(wire))) continue;
      if (isBinary([...unknown.map((wire) => combination.get(wire)!), coefficient])) {
        for (const wire of unknown) known.add(wire);
      }
    }
  }
  return Array.from({ length: wires }, (_, wire) => wire).filter((wire) => !known.has(wire));
}

interface TwoValued {
  readonly combination: LinearCombination;
  /** combination + coefficient · v = 0 for some bit v. */
  readonly coefficient: bigint;
  /** The combination's only wire, if it is itself a bit. */
  readonly bit?: number;
}

/** Reads a · b = 0 with b = ratio · a + rest, for constants ratio and rest, as: a is 0 or -rest / ratio. */
function twoValued(a: LinearCombination, b: LinearCombination): TwoValued | undefined {
  const variables = [...a.keys()].filter((wire) => wire !== ONE);
  const [first] = variables;
  if (first === undefined || variables.length !== [...b.keys()].filter((wire) => wire !== ONE).length) return undefined;
  const ratio = divide(b.get(first) ?? 0n, a.get(first)!);
  if (ratio === 0n || variables.some((wire) => modulo(a.get(wire)! * ratio) !== b.get(wire))) return undefined;
  const rest = modulo((b.get(ONE) ?? 0n) - ratio * (a.get(ONE) ?? 0n));
  const coefficient = divide(rest, ratio);
  const roots = [0n, -coefficient].map((value) => divide(value - (a.get(ONE) ?? 0n), a.get(first)!));
  const isBit = variables.length === 1 && roots.includes(0n) && roots.includes(1n);
  return { combination: a, coefficient, ...(isBit && { bit: first }) };
}

/** Exponents of 2^0 .. 2^252 and their negatives: sums of these without repetition are below the field's order. */
const EXPONENTS = new Map(
  Array.from({ length: 253 }, (_, exponent) => [2n ** BigInt(exponent), exponent] as const).flatMap(
    ([power, exponent]) => [
      [power, exponent],
      [FIELD - power, exponent],
    ],
  ),
);

/** Whether the numbers are, up to a common factor and signs (1 less a bit is a bit), distinct powers of two. */
function isBinary(coefficients: readonly bigint[]): boolean {
  return coefficients.some((unit) => {
    const inverse = divide(1n, unit);
    const exponents = coefficients.map((coefficient) => EXPONENTS.get(modulo(coefficient * inverse)));
    return !exponents.includes(undefined) && new Set(exponents).size === exponents.length;
  });
}

function modulo(value: bigint): bigint {
  return ((value % FIELD) + FIELD) % FIELD;
}

/** By the extended Euclidean algorithm. */
function divide(numerator: bigint, denominator: bigint): bigint {
  let [r, next, s, t] = [FIELD, modulo(denominator), 0n, 1n];
  while (next > 0n) {
    const quotient = r / next;
    [r, next, s, t] = [next, r - quotient * next, t, s - quotient * t];
  }
  return modulo(numerator * s);
}
