/**
 * The worker's memory across crashes: every input of a party is written here before the party takes it, so that a restart
 * is a replay.
 */
import { ACCOUNT_TABLES, AccountJournal, type JournalPlace, type JournalStore, openDatabase } from '@smartcast/hosting';
import type { Message } from '@smartcast/protocol';
import { decodeInbox, encodeInbox } from './inbox-codec.ts';

export type { JournalPlace } from '@smartcast/hosting';

const SCHEMA = `
  ${ACCOUNT_TABLES}
  CREATE TABLE IF NOT EXISTS signatures (
    session BLOB NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (session, slot, kind, digest)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY, session BLOB NOT NULL, round INTEGER, data BLOB);
  CREATE INDEX IF NOT EXISTS events_of_session ON events (session, position);
`;

/**
 * Events of a session in their order: steps with their inboxes (`Party.step`), and notes, which are all other changes that
 * the host made to the party's state between steps.
 */
export type JournalEvent =
  | { readonly kind: 'step'; readonly round: number; readonly inbox: readonly Message[] | null }
  | { readonly kind: 'note'; readonly note: Uint8Array };

/** @throws JournalError if the file cannot be opened or another process holds it. */
export function openStore(place: JournalPlace): JournalStore {
  return openDatabase(place, SCHEMA);
}

export class Journal extends AccountJournal {
  /** Digests that were signed, or are about to be, in one slot with one kind of signature. */
  signed(session: Uint8Array, slot: number, kind: string): Uint8Array[] {
    const sql = 'SELECT digest FROM signatures WHERE session = ? AND slot = ? AND kind = ?';
    return this.store.read(sql, session, slot, kind).map((row) => row['digest'] as Uint8Array);
  }

  recordSignature(session: Uint8Array, slot: number, kind: string, digest: Uint8Array): void {
    this.store.write('INSERT INTO signatures VALUES (?, ?, ?, ?)', session, slot, kind, digest);
  }

  recordStep(session: Uint8Array, round: number, inbox: readonly Message[] | null): void {
    const data = inbox === null ? null : encodeInbox(inbox);
    this.store.write('INSERT INTO events (session, round, data) VALUES (?, ?, ?)', session, round, data);
  }

  recordNote(session: Uint8Array, note: Uint8Array): void {
    this.store.write('INSERT INTO events (session, round, data) VALUES (?, NULL, ?)', session, note);
  }

  /** Drops all records of a session for which nothing will be signed any more. */
  forget(session: Uint8Array): void {
    this.store.write('DELETE FROM events WHERE session = ?', session);
    this.store.write('DELETE FROM signatures WHERE session = ?', session);
  }

  events(session: Uint8Array): JournalEvent[] {
    const rows = this.store.read('SELECT round, data FROM events WHERE session = ? ORDER BY position', session);
    return rows.map(({ round, data }) => {
      if (round === null) return { kind: 'note', note: data as Uint8Array };
      return { kind: 'step', round: round as number, inbox: data === null ? null : decodeInbox(data as Uint8Array) };
    });
  }
}
