/**
 * The memory of a daemon across crashes. Every write is on disk (fsync) when the call returns.
 *
 * A write that fails (full disk, I/O error) throws `JournalError` and sets `failure`; the caller must not act. A later write
 * that succeeds clears `failure`: failed writes are not repeated, so that memory and disk agree.
 */
import { DatabaseSync } from 'node:sqlite';

export class JournalError extends Error {
  override name = 'JournalError';
}

export type Cell = Uint8Array | string | number | null;

/** The file, so that a test can make writes fail or kill the process around each. */
export interface JournalStore {
  /** @returns rows. */
  read(sql: string, ...values: Cell[]): Record<string, unknown>[];
  write(sql: string, ...values: Cell[]): void;
  close(): void;
}

/** A journal's file: its path, or the file itself, opened. */
export type JournalPlace = string | JournalStore;

/** @throws JournalError if the file cannot be opened or another process holds it. */
export function openDatabase(place: JournalPlace, schema: string): JournalStore {
  if (typeof place !== 'string') return place;
  try {
    const database = new DatabaseSync(place);
    // Exclusive: two daemons on one journal could sign contradicting messages.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(schema);
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
    if (isHeld(cause)) throw new JournalError(`another process uses the journal ${place}: stop it first`, { cause });
    throw new JournalError(`cannot open the journal ${place}: ${(cause as Error).message}`, { cause });
  }
}

/** Part of the schema of every journal: its owner. */
export const OWNER_TABLE = `
  CREATE TABLE IF NOT EXISTS owner (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL);
`;

/** The account, contract and chain that a journal is bound to. */
export interface Owner {
  readonly account: string;
  /** Address of the contract that the account works for. */
  readonly contract: string;
  readonly chainId: bigint;
}

/** SQLite's code for a file that another process has locked. */
const SQLITE_BUSY = 5;

function isHeld(error: unknown): boolean {
  return (error as { errcode?: unknown }).errcode === SQLITE_BUSY;
}

/** A store whose failures are `JournalError`s and are remembered. */
export class CheckedStore {
  readonly #store: JournalStore;
  #failure: string | undefined;

  constructor(store: JournalStore) {
    this.#store = store;
  }

  /** Why the last write failed; undefined while writing works. */
  get failure(): string | undefined {
    return this.#failure;
  }

  read(sql: string, ...values: Cell[]): Record<string, unknown>[] {
    try {
      return this.#store.read(sql, ...values);
    } catch (cause) {
      throw new JournalError(`the journal cannot be read: ${(cause as Error).message}`, { cause });
    }
  }

  write(sql: string, ...values: Cell[]): void {
    try {
      this.#store.write(sql, ...values);
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = (cause as Error).message;
      throw new JournalError(`the journal refuses a write: ${this.#failure}`, { cause });
    }
  }

  /**
   * Binds a journal with `OWNER_TABLE` to its owner, if it has none yet: its contents protect one account at one contract on
   * one chain, and mean nothing to another.
   * @throws JournalError if it has another owner.
   */
  claim({ account, contract, chainId }: Owner): void {
    const name = `${account} at ${contract} on chain ${chainId}`;
    const [row] = this.read('SELECT name FROM owner');
    if (row === undefined) this.write('INSERT INTO owner VALUES (1, ?)', name);
    else if (String(row['name']).toLowerCase() !== name.toLowerCase()) {
      throw new JournalError(
        `the journal in the data directory belongs to ${String(row['name'])}, not to ${name}: each account at each ` +
          'contract needs a data directory of its own',
      );
    }
  }

  close(): void {
    this.#store.close();
  }
}
