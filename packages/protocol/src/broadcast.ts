import type { Protocol } from './protocol.ts';

/** What a terminating reliable broadcast ends with. */
export type BroadcastOutcome =
  | { readonly status: 'value'; readonly value: Uint8Array }
  /** ⊥: the leader failed, and every correct member knows. */
  | { readonly status: 'nothing' }
  /** This member missed something (an absence, a refused signature) and cannot tell. */
  | { readonly status: 'unknown' };

/** Terminating reliable broadcast. Input: the leader's value; undefined at every other member. */
export type Broadcast = Protocol<Uint8Array | undefined, BroadcastOutcome>;
