import type { Protocol } from '../protocol.ts';
import type { SessionOutput } from '../session.ts';
import type { SessionInput } from '../session-parameters.ts';
import { equivocating, lateRevealing, withholding } from './adversaries/dissenting.ts';
import { flooding, lazy, malformed, silent, spiteful } from './adversaries/careless.ts';
import { impersonating, replaying } from './adversaries/forging.ts';

/** A protocol that a Byzantine member runs in place of the session, on the same host. */
export type Adversary = (session: Session) => Session;

export type Session = Protocol<SessionInput, SessionOutput>;

const ADVERSARIES: Readonly<Record<string, (seed: number, parameter: string | undefined) => Adversary>> = {
  silent: () => silent,
  lazy: (seed, gamma) => lazy(seed, parseGamma(gamma)),
  equivocate: () => equivocating,
  'late-reveal': () => lateRevealing,
  withhold: () => withholding,
  spiteful: () => spiteful,
  flood: () => flooding,
  malformed: (seed) => malformed(seed),
  replay: () => replaying,
  impersonate: (seed) => impersonating(seed),
};

/** Names of the known adversaries; `lazy` takes a parameter, as in `lazy:0.5`. */
export const ADVERSARY_NAMES: readonly string[] = Object.keys(ADVERSARIES);

/**
 * The adversary that `spec` names. Its host should sign whatever it is asked to, or the adversary is held back.
 * @param spec `NAME` or `lazy:GAMMA`, GAMMA in [0, 1]: the probability with which it withholds from each peer.
 * @throws RangeError for an unknown name or a parameter out of range.
 */
export function adversary(spec: string, seed: number): Adversary {
  const [name = '', parameter, ...rest] = spec.split(':');
  const create = Object.hasOwn(ADVERSARIES, name) ? ADVERSARIES[name] : undefined;
  if (create === undefined) throw new RangeError(`no adversary "${name}"; known: ${ADVERSARY_NAMES.join(', ')}`);
  if (rest.length > 0 || (parameter !== undefined && name !== 'lazy')) {
    throw new RangeError(`"${spec}": only lazy takes a parameter, as in lazy:0.5`);
  }
  return create(seed, parameter);
}

function parseGamma(text: string | undefined): number {
  const gamma = Number(text?.trim() === '' ? undefined : text);
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`lazy needs a probability, as in lazy:0.5, not "${text}"`);
  return gamma;
}
