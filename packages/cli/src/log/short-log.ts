/** Slots of a log, counted. */
export interface SlotCounts {
  /** Up to the last certificate. */
  readonly slots: number;
  /** By the member that was asked. */
  readonly served: number;
  /** K. */
  readonly planned: number;
}

/** `certified up to slot 1, served 3, planned 4`; slots count from 0. Undefined for a log that is certified to its end. */
export function shortLog({ slots, served, planned }: SlotCounts): string | undefined {
  return slots < planned ? `certified up to slot ${slots - 1}, served ${served}, planned ${planned}` : undefined;
}

/** Says on stderr how far a log is certified, unless that is to its end. */
export function noteShortLog(counts: SlotCounts): void {
  const note = shortLog(counts);
  if (note !== undefined) process.stderr.write(`${note}\n`);
}
