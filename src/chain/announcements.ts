import type { ContractEvent } from './event-index.ts';

/** What the steward announced last of a requester that the pool accepts. */
export interface Announcement {
  readonly requester: string;
  /** Wei, before anything was reserved or slashed. */
  readonly budget: bigint;
}

/** Of every requester that is accepted, the latest announcement last. */
export function announcementsOf(events: readonly ContractEvent[]): readonly Announcement[] {
  const announcements = new Map<string, Announcement>();
  for (const { event } of events) {
    if (event.name !== 'Announced' && event.name !== 'Revoked') continue;
    const { requester, budget } = event.args;
    announcements.delete(requester);
    if (event.name === 'Announced') announcements.set(requester, { requester, budget });
  }
  return [...announcements.values()];
}
