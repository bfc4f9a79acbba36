/**
 * Each check that the daemon's safety rests on, taken out of a copy of the sources: the named test must fail then. Together
 * with the same tests passing on the sources as they are, this shows that the tests see the check.
 */
import { type SourceMutant, describeMutants } from '../source-mutants.ts';

const MUTANTS: readonly SourceMutant[] = [
  {
    without: 'the pin of the dialled peer’s key',
    file: 'dial.ts',
    text: 'Buffer.compare(key, transportKey) !== 0',
    instead: 'false',
    test: 'transport',
    grep: 'somebody else than the registered key',
  },
  {
    without: 'the pin of the dialling peer’s key',
    file: 'transport.ts',
    text: 'Buffer.compare(seat.transportKey, key) !== 0',
    instead: 'false',
    test: 'transport',
    grep: 'refuses the seat of another key',
  },
  {
    without: 'the limit on bytes held of a peer',
    file: 'allowance.ts',
    text: 'Math.min(count, this.#maxHeld - this.#held, this.#maxRead - this.#read)',
    instead: 'count',
    test: 'transport',
    grep: 'holds at most M bytes',
  },
  {
    without: 'the bar after rubbish',
    file: 'transport.ts',
    text: 'time.monotonic() < this.#peers[from]!.barredUntil',
    instead: 'false',
    test: 'transport',
    grep: 'bars it for a while',
  },
  {
    without: 'the deadline of frames',
    file: 'session-host.ts',
    text: 'now < clock.endOf(frame.round)',
    instead: 'true',
    test: 'session-host',
    grep: 'until the end of its round',
  },
  {
    without: 'the notion of absence',
    file: 'session-host.ts',
    text: 'const inbox = wasPresent ? taken : null;',
    instead: 'const inbox = taken;',
    test: 'session-host',
    grep: 'slept through',
  },
  {
    without: 'the journal of steps',
    file: 'session-host.ts',
    text: 'journal.recordStep(name, round, inbox);',
    instead: '',
    test: 'session-host',
    grep: 'replays its journal',
  },
  {
    without: 'the same answers in a replay',
    file: 'session-host.ts',
    text: 'this.#mayGrant = index === last;',
    instead: 'this.#mayGrant = true;',
    test: 'session-host',
    grep: 'grants in a replay exactly',
  },
  {
    without: 'abstention',
    file: 'session-host.ts',
    text: '(this.#options.lateness.margin() ?? 0) < 0',
    instead: 'false',
    test: 'session-host',
    grep: 'abstains',
  },
  {
    without: 'the allowance for b late peers',
    file: 'lateness.ts',
    text: 'slowest[this.#faults]',
    instead: 'slowest[0]',
    test: 'round-clock',
    grep: 'late on purpose',
  },
  {
    without: 'the number of values a slot allows',
    file: 'signer.ts',
    text: 'signed.length >= MOST_VALUES[kind]',
    instead: 'false',
    test: 'signer',
    grep: 'one value as leader',
  },
  {
    without: 'the lock on the journal',
    file: '../../hosting/src/store.ts',
    text: 'PRAGMA locking_mode = EXCLUSIVE;',
    instead: '',
    test: 'signer',
    grep: 'does not share its journal',
  },
  {
    without: 'the journal of entries',
    file: 'committee-session.ts',
    text: "if (answer.ok) this.#host.note(encodeNote({ kind: 'entry', entry }));",
    instead: '',
    test: 'committee-session',
    grep: 'could lose',
  },
  {
    without: 'the comparison of draws',
    file: 'worker.ts',
    text: 'current !== undefined && Buffer.compare(current.digest, sessionDigest(identity)) === 0',
    instead: 'current !== undefined',
    test: 'worker',
    grep: 'reorganised before the start',
  },
];

describeMutants('worker', MUTANTS);
