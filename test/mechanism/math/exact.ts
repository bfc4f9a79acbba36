import { Decimal } from 'decimal.js';

/** Fifty digits: what is computed with it is exact beside a double. */
export const Exact = Decimal.clone({ precision: 50, toExpNeg: -9e15, toExpPos: 9e15, minE: -9e15, maxE: 9e15 });

/** The value of a double to its last binary digit; the constructor takes the shortest decimal that rounds to it. */
export function exactly(value: number): Decimal {
  let whole = value;
  let halvings = 0;
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return new Exact(BigInt(whole).toString()).dividedBy(new Exact(2).pow(halvings));
}

/** P[Bin(n, p) = k] for k = from…to, from the definition and the exact value of the double p. */
export function exactPmf(n: number, p: number, from: number, to: number): Decimal[] {
  const success = exactly(p);
  const failure = new Exact(1).minus(success);
  let term = new Exact(1);
  for (let i = 1; i <= from; i++) term = term.times(n - from + i).dividedBy(i);
  term = term.times(success.pow(from)).times(failure.pow(n - from));
  const terms = [term];
  const odds = success.dividedBy(failure);
  for (let k = from; k < to; k++) {
    term = term
      .times(n - k)
      .dividedBy(k + 1)
      .times(odds);
    terms.push(term);
  }
  return terms;
}

export function sumOf(terms: readonly Decimal[]): Decimal {
  return terms.reduce((sum, term) => sum.plus(term), new Exact(0));
}

/** |value - exact| / (1 + |exact|). */
export function errorOf(value: number, exact: Decimal): number {
  return exactly(value).minus(exact).abs().dividedBy(exact.abs().plus(1)).toNumber();
}
