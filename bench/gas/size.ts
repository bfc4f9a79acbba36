/** A size that is measured: the paper's four configurations, and three larger ones with as many tasks as workers fill. */
export interface MarketSize {
  /** N. */
  readonly members: number;
  /** P. */
  readonly workers: number;
  /** T. */
  readonly tasks: number;
}

/** Table 1 of the paper (pyethereum, 2016). */
export interface PaperGas {
  readonly registerWorker: number;
  readonly registerTask: number;
  readonly finalize: number;
}

const paper = (finalize: number): PaperGas => ({ registerWorker: 110_743, registerTask: 153_347, finalize });

export const SIZES: readonly (MarketSize & { readonly paper?: PaperGas })[] = [
  { members: 4, workers: 10, tasks: 2, paper: paper(1_215_702) },
  { members: 8, workers: 18, tasks: 2, paper: paper(1_863_111) },
  { members: 16, workers: 34, tasks: 2, paper: paper(2_966_784) },
  { members: 32, workers: 66, tasks: 2, paper: paper(5_271_727) },
  { members: 32, workers: 250, tasks: 7 },
  { members: 32, workers: 1_000, tasks: 31 },
  { members: 32, workers: 10_000, tasks: 312 },
];

/** θ and collateral, in wei: amounts with as many non-zero bytes as real ones have. */
export const THETA = 123_456_789_012_345n;
export const COLLATERAL = 9_876_543_210_987_654n;
export const REPORT_SECONDS = 86_400;

export function nameOf({ members, workers, tasks }: MarketSize): string {
  return `${members},${workers},${tasks}`;
}

/** Rounded up. */
export function mean(values: readonly bigint[]): number {
  return Math.ceil(Number(values.reduce((sum, value) => sum + value, 0n)) / values.length);
}

export function worst(values: readonly bigint[]): number {
  return Math.max(...values.map(Number));
}
