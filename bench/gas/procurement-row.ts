/** Figures of procurement, as the tables and the snapshot have them. */

/**
 * Gas by operation. A settlement whose name ends in `First` credits accounts without a balance, in `Later` accounts with
 * one.
 */
export type ProcurementGas = Readonly<Record<string, number>>;

/** c of the requests that differ in D. */
export const SEATS = 8;

export interface ProcurementRow {
  /** The size that is measured. */
  readonly name: string;
  /** c, where it is about requests to so many provers. */
  readonly seats?: number;
  /** n, where it is about rosters of so many. */
  readonly provers?: number;
  /** D, where it is about requests to so many. */
  readonly designates?: number;
  readonly gas: ProcurementGas;
}

/** Leaves out what did not happen. */
export function gasOf(measured: Readonly<Record<string, bigint | number | undefined>>): ProcurementGas {
  const entries = Object.entries(measured).filter(([, gas]) => gas !== undefined);
  return Object.fromEntries(entries.map(([operation, gas]) => [operation, Number(gas)]));
}
