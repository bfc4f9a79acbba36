import type { RequestFacts, RequestStatus } from '@smartcast/client';

/** Something that has happened to a request, or that can happen from or up to a block. */
export interface Moment {
  readonly block: number;
  readonly what: string;
  /** Whether it is over; otherwise `block` is a limit. */
  readonly isPast: boolean;
}

export interface SeatStatus {
  readonly seat: number;
  readonly role: 'designate' | 'committee prover';
  readonly prover: string;
  readonly consented: boolean;
  /** Block of the delivery. */
  readonly deliveredAt: number | null;
  /** What the request has paid it or, while it is open, would pay it if nothing else were delivered; wei. */
  readonly gets: bigint;
}

export interface RequestReport {
  readonly id: string;
  readonly status: RequestStatus;
  readonly requester: string;
  /** The latest. */
  readonly block: number;
  readonly timeline: readonly Moment[];
  /** Empty while nobody is drawn. */
  readonly seats: readonly SeatStatus[];
  /** What the requester gets back, or would if nothing else were delivered; wei. */
  readonly refund: bigint;
  readonly slashed: bigint;
  readonly terms: RequestFacts['terms'];
}

export interface RequestSummary extends Pick<RequestReport, 'id' | 'requester' | 'status'> {
  readonly deliveries: number;
  /** A block. */
  readonly deadline: number;
}
