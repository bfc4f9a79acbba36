/**
 * The daemon's memory across crashes: everything that decides what a party does next is written here before it happens,
 * so that a restart is a replay. Every write is on disk (fsync) when the call returns.
 *
 * A write that fails (full disk, I/O error) throws `JournalError` and sets `failure`; whoever asked must not act. A later
 * write that succeeds clears `failure`: what was refused in between was refused for good, so nothing contradicts the disk.
 */
import { DatabaseSync } from 'node:sqlite';
import type { Message } from '../protocol/protocol.ts';
import { decodeInbox, encodeInbox } from './inbox-codec.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS signatures (
    session BLOB NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (session, slot, kind, digest)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY, session BLOB NOT NULL, round INTEGER, data BLOB);
  CREATE INDEX IF NOT EXISTS events_of_session ON events (session, position);
`;

export class JournalError extends Error {
  override name = 'JournalError';
}

/**
 * What happened to a session, in the order it happened: steps with their inboxes (`Party.step`), and notes, which are all
 * else that the host did to the party's state between steps.
 */
export type JournalEvent =
  | { readonly kind: 'step'; readonly round: number; readonly inbox: readonly Message[] | null }
  | { readonly kind: 'note'; readonly note: Uint8Array };

/** The writes, so that a test can make them fail or kill the process around each. */
export interface JournalStore {
  /** @returns rows. */
  read(sql: string, ...values: (Uint8Array | string | number)[]): Record<string, unknown>[];
  write(sql: string, ...values: (Uint8Array | string | number | null)[]): void;
  close(): void;
}

/** @throws JournalError if the file cannot be opened or another process holds it. */
export function openStore(path: string): JournalStore {
  try {
    const database = new DatabaseSync(path);
    // Exclusive: two daemons on one journal could sign two values, each in good faith.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(SCHEMA);
    const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
    const prepared = (sql: string) => {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      return statement;
    };
    return {
      read: (sql, ...values) => prepared(sql).all(...values),
      write: (sql, ...values) => void prepared(sql).run(...values),
      close: () => database.close(),
    };
  } catch (cause) {
    throw new JournalError(`cannot open the journal ${path}: ${(cause as Error).message}`, { cause });
  }
}

export class Journal {
  readonly #store: JournalStore;
  #failure: string | undefined;

  constructor(store: JournalStore) {
    this.#store = store;
  }

  /** Why the last write failed; undefined while the journal works. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Digests of what was signed (or is about to be) for one slot, for one kind of signature. */
  signed(session: Uint8Array, slot: number, kind: string): Uint8Array[] {
    const sql = 'SELECT digest FROM signatures WHERE session = ? AND slot = ? AND kind = ?';
    return this.#read(sql, session, slot, kind).map((row) => row['digest'] as Uint8Array);
  }

  recordSignature(session: Uint8Array, slot: number, kind: string, digest: Uint8Array): void {
    this.#write('INSERT INTO signatures VALUES (?, ?, ?, ?)', session, slot, kind, digest);
  }

  recordStep(session: Uint8Array, round: number, inbox: readonly Message[] | null): void {
    const data = inbox === null ? null : encodeInbox(inbox);
    this.#write('INSERT INTO events (session, round, data) VALUES (?, ?, ?)', session, round, data);
  }

  recordNote(session: Uint8Array, note: Uint8Array): void {
    this.#write('INSERT INTO events (session, round, data) VALUES (?, NULL, ?)', session, note);
  }

  /** Drops all that is known of a session that nothing will be signed for any more. */
  forget(session: Uint8Array): void {
    this.#write('DELETE FROM events WHERE session = ?', session);
    this.#write('DELETE FROM signatures WHERE session = ?', session);
  }

  events(session: Uint8Array): JournalEvent[] {
    const rows = this.#read('SELECT round, data FROM events WHERE session = ? ORDER BY position', session);
    return rows.map(({ round, data }) => {
      if (round === null) return { kind: 'note', note: data as Uint8Array };
      return { kind: 'step', round: round as number, inbox: data === null ? null : decodeInbox(data as Uint8Array) };
    });
  }

  close(): void {
    this.#store.close();
  }

  #read(sql: string, ...values: (Uint8Array | string | number)[]): Record<string, unknown>[] {
    try {
      return this.#store.read(sql, ...values);
    } catch (cause) {
      throw new JournalError(`the journal cannot be read: ${(cause as Error).message}`, { cause });
    }
  }

  #write(sql: string, ...values: (Uint8Array | string | number | null)[]): void {
    try {
      this.#store.write(sql, ...values);
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = (cause as Error).message;
      throw new JournalError(`the journal refuses a write: ${this.#failure}`, { cause });
    }
  }
}
