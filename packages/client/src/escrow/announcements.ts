import type { ContractEvent } from '../chain/event-index.ts';

/** What the steward announced of a requester last. It may be revoked since. */
export interface Announcement {
  readonly requester: string;
  /** Wei, before anything was reserved or slashed. */
  readonly budget: bigint;
}

/** The last announcement of every requester, in the order of the first ones. */
export function announcementsOf(events: readonly ContractEvent[]): readonly Announcement[] {
  const announcements = new Map<string, Announcement>();
  for (const { event } of events) {
    if (event.name !== 'Announced') continue;
    const { requester, budget } = event.args;
    announcements.set(requester, { requester, budget });
  }
  return [...announcements.values()];
}
