/** How large a run is. */
export interface DemoSize {
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

/** The size of a run that names none, where so many members of each committee are faulty. */
export function defaultSize(faulty: number): DemoSize {
  // The others are b + 1, as many as it takes to certify a log.
  const members = Math.max(4, 2 * faulty + 1);
  const tasks = 2;
  return {
    members,
    faults: Math.max(1, faulty),
    workers: Math.max(10, tasks * members),
    tasks,
    // Each member leads three.
    slots: 3 * members,
    payload: 8192,
  };
}

/** Committees that the workers are enough for. */
export function sessionsOf({ members, tasks, workers }: DemoSize): number {
  return Math.min(tasks, Math.floor(workers / members));
}
