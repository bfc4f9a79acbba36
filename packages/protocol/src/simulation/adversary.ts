import type { Protocol } from '../protocol.ts';
import type { SessionInput } from '../session-parameters.ts';
import type { SessionOutput } from '../session.ts';

/** A protocol that a Byzantine member runs in place of the session, on the same host. */
export type Adversary = (session: Session) => Session;

export type Session = Protocol<SessionInput, SessionOutput>;
