/** minimise Σ minimize[j]·x[j] subject to lower ≤ Σ coefficients[j]·x[j] ≤ upper for each row, and bounds on each x[j]. */
export interface LinearProgram {
  readonly minimize: readonly number[];
  readonly rows: readonly Row[];
  /** One for each variable. */
  readonly bounds: readonly Interval[];
}

/** Either end may be infinite. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Row extends Interval {
  /** One for each variable. */
  readonly coefficients: readonly number[];
}
