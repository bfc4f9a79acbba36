/** What a rehearsal and its member processes tell each other. */
import type { PeerContact } from '@smartcast/worker/rehearsal';

export type MemberOrder =
  /** Connect to all others, for so many rounds with frames of `bytes` bytes and certificates of `quorum` signatures. */
  | {
      readonly kind: 'connect';
      readonly self: number;
      readonly seats: readonly PeerContact[];
      readonly bytes: number;
      readonly deliveries: number;
      readonly quorum: number;
    }
  /** Send one such frame to each, and act on those of the others. */
  | { readonly kind: 'deliver' };

export type MemberReport =
  | { readonly kind: 'listening'; readonly seat: PeerContact }
  | { readonly kind: 'connected' }
  /** The frames of all others have come, and have been dealt with. */
  | { readonly kind: 'delivered' };
