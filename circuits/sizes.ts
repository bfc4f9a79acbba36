import type { CircuitSize } from '@smartcast/client/transfers';

/** `small` is committed with its set-up, for tests and the demo; `large` is for benchmarks and made where it is needed. */
export const SIZES = {
  small: { depth: 3, transfers: 2 },
  large: { depth: 6, transfers: 10 },
} as const satisfies Record<string, CircuitSize>;

export type SizeName = keyof typeof SIZES;
