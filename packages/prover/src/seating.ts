/**
 * Where a prover stands in the draw of a request, and when it brings the random value that the draw waits for. Anybody may
 * bring it, and usually the requester does. If nobody does, the provers of the roster take turns: none knows yet whether it
 * gets a seat.
 */
import type { Request } from '@smartcast/client';

/** Place of the prover in the request's roster, and its seat by the draw. */
export interface Place {
  readonly place: number;
  readonly seat: number;
}

/** A prover on the roster of a request whose random value the beacon does not know. */
interface Waiting {
  readonly awaitsDraw: true;
  readonly place: number;
}

export type Seating = Place | Waiting | 'NotOnRoster' | 'NoSeat';

/** Seconds after a request in which provers leave it to others. */
const PATIENCE_SECONDS = 180;
/** Seconds from one prover's turn to the next one's: enough to see the transaction of the one before. */
const TURN_SECONDS = 36;
/** Most that a prover pays, as a part of its part of the deposit. */
const PART = 10n;

/** The time from which on the prover at `place` of the roster brings it, in Unix seconds. It shifts with each request. */
export function bringTurn({ opening }: Request, place: number): number {
  const turn = Number((BigInt(place) + opening.serial) % BigInt(opening.rosterSize));
  return opening.moment + PATIENCE_SECONDS + TURN_SECONDS * turn;
}

/** Wei that it is worth to one prover: a tenth of what each of the roster would get of the deposit. */
export function bringWorth({ opening, terms }: Request): bigint {
  return terms.total / (PART * BigInt(opening.rosterSize));
}
