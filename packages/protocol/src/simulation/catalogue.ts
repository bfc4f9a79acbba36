/**
 * Everything that can be wrong with a member, for the simulator, the demo, its help and the documentation. A new adversary
 * is a file under adversaries/, an entry here and a row in docs/faults.md.
 */
import type { SmartBarOptions } from '../smart-bar.ts';
import { flooding, lazy, malformed, silent, spiteful } from './adversaries/careless.ts';
import { equivocating, lateRevealing, withholding } from './adversaries/dissenting.ts';
import { impersonating, replaying } from './adversaries/forging.ts';
import type { Adversary } from './adversary.ts';

export type Judgement = SmartBarOptions['judgement'];

/**
 * What honest members report of a faulty one: `enemy`, all of them call it so; `friend`, none does; `by bytes`, each as many
 * bytes as it received in time; `open`, nothing is certain.
 */
export type PeerVerdict = 'enemy' | 'friend' | 'by bytes' | 'open';

interface FaultDescription {
  /** The NAME in `--fault NAME`. */
  readonly name: string;
  /** What follows the name after a colon. */
  readonly parameter?: Parameter;
  /** A sentence whose subject is the member, without its full stop. */
  readonly does: string;
  /** Verdict by the rule under which honest members judge. */
  readonly verdict: Readonly<Record<Judgement, PeerVerdict>>;
  /** Slots that the member must have led for the strict verdict to be certain; before, that is open. Default 0. */
  readonly slotsLed?: number;
}

export interface Parameter {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Verdict for the greatest value, in place of the entry's. */
  readonly verdictAtMost: PeerVerdict;
}

/** The member itself runs another protocol. */
export interface AdversaryEntry extends FaultDescription {
  readonly level: 'protocol';
  /** @param seed of its random choices. @param parameter a number in range if the entry has one. */
  create(seed: number, parameter: number): Adversary;
}

/** The member is honest; its host kills its process or cuts its network link. */
export interface HostEntry extends FaultDescription {
  readonly level: 'process' | 'link';
}

export type CatalogueEntry = AdversaryEntry | HostEntry;

const FRIEND = { lenient: 'friend', strict: 'friend' } as const;
const STRICT_ENEMY = { lenient: 'friend', strict: 'enemy' } as const;

const ADVERSARY_ROWS: readonly Omit<AdversaryEntry, 'level'>[] = [
  {
    name: 'silent',
    does: 'sends nothing at all',
    verdict: { lenient: 'enemy', strict: 'enemy' },
    create: () => silent,
  },
  {
    name: 'lazy',
    parameter: { name: 'GAMMA', least: 0, most: 1, verdictAtMost: 'enemy' },
    does: 'sends nothing to each peer with probability GAMMA, and does its share for the others',
    // With a small γ some peers get everything.
    verdict: { lenient: 'by bytes', strict: 'by bytes' },
    create: lazy,
  },
  {
    name: 'equivocate',
    does: 'shows half of its peers other batches than the rest',
    verdict: STRICT_ENEMY,
    slotsLed: 1,
    create: () => equivocating,
  },
  {
    name: 'late-reveal',
    does: 'keeps every message back until the last round of a slot, and sends it to half of its peers then',
    // Only the peers that it reveals something to can convict it.
    verdict: { lenient: 'friend', strict: 'open' },
    create: () => lateRevealing,
  },
  {
    name: 'withhold',
    does: 'sends the lower half of the seats zeros in place of messages',
    verdict: FRIEND,
    create: () => withholding,
  },
  {
    name: 'spiteful',
    does: 'does its share and reports all others as enemies',
    verdict: FRIEND,
    create: () => spiteful,
  },
  {
    name: 'flood',
    does: 'sends M bytes too many in every round',
    verdict: STRICT_ENEMY,
    create: () => flooding,
  },
  {
    name: 'malformed',
    does: 'sends garbage of several kinds in place of half of its messages',
    verdict: { lenient: 'by bytes', strict: 'enemy' },
    slotsLed: 2,
    create: malformed,
  },
  {
    name: 'replay',
    does: 'sends again what it sent when the same member led before',
    verdict: STRICT_ENEMY,
    slotsLed: 2,
    create: () => replaying,
  },
  {
    name: 'impersonate',
    does: 'passes on what it has heard with other values under the same signatures, or made-up ones',
    verdict: STRICT_ENEMY,
    slotsLed: 1,
    create: impersonating,
  },
];
export const ADVERSARIES: readonly AdversaryEntry[] = ADVERSARY_ROWS.map((row) => ({ level: 'protocol', ...row }));

/** Under the strict rule a member that comes back may have sent something twice. */
const HOST_FAULTS: readonly HostEntry[] = [
  {
    name: 'crash-restart',
    level: 'process',
    does: 'is killed in the middle of the session and started again',
    // It sends what it owes late, but in time.
    verdict: { lenient: 'friend', strict: 'open' },
  },
  {
    name: 'cut',
    level: 'link',
    does: 'is cut off from the network for several slots',
    // It does not know what was lost on the way.
    verdict: { lenient: 'by bytes', strict: 'open' },
  },
];

/** No two have the same name. */
export const CATALOGUE: readonly CatalogueEntry[] = [...ADVERSARIES, ...HOST_FAULTS];
