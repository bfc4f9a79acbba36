/** How large a run is. */
export interface Size {
  readonly members: number;
  readonly faults: number;
  readonly workers: number;
  readonly tasks: number;
  readonly slots: number;
  /** C, bytes. */
  readonly payload: number;
  /** Δ, ms; by default as long as this machine needs for the size, as busy as it is. */
  readonly roundMs?: number;
}

/** Committees that the workers are enough for. */
export function sessionsOf({ members, tasks, workers }: Size): number {
  return Math.min(tasks, Math.floor(workers / members));
}
