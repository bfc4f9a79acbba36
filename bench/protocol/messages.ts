/** What the benchmark and its member processes tell each other. */
import type { Committee } from '../../packages/client/src/market/types.ts';
import type { MemberOrder, MemberReport } from '../../packages/cli/demo/rehearsal/messages.ts';
import type { Entry } from '../../packages/protocol/src/entry.ts';
import type { PeerContact } from '../../packages/worker/src/transport.ts';

export type SessionOrder =
  | MemberOrder
  /** Take part in the session of `committee`, and propose `entry`. */
  | {
      readonly kind: 'serve';
      readonly seat: number;
      readonly committee: Committee;
      readonly entry: Entry | undefined;
    };

export interface SessionResult {
  readonly kind: 'served';
  /** Root after the last slot, hex. */
  readonly root: string;
  readonly slots: number;
  /** Whether b + 1 members' signatures on that root have been verified. */
  readonly isCertified: boolean;
  readonly friends: readonly boolean[];
  /** M, as the session itself says. */
  readonly maxBytesPerPeer: number;
  /** Bytes of frames sent to each other member. */
  readonly sent: readonly number[];
  readonly relayVerifications: number;
  readonly rootVerifications: number;
  /** What is left of Δ after the slow frames: `Lateness.margin`; null if there were too few frames. */
  readonly marginMs: number | null;
  /** CPU time of this process in the session, all threads. */
  readonly cpuSeconds: number;
  /** Largest resident set so far, by the operating system's count. */
  readonly peakMemoryMiB: number;
}

export type SessionReport =
  | { readonly kind: 'listening'; readonly account: string; readonly seat: PeerContact }
  | Exclude<MemberReport, { kind: 'listening' }>
  | SessionResult;
