/** The part that every daemon's journal has: its owner, and the transactions of the account before they are sent. */
import type { SignedTransaction } from '@smartcast/client';
import { CheckedStore, type JournalStore, type Owner, OWNER_TABLE } from './store.ts';

/** Part of the schema of every journal. */
export const ACCOUNT_TABLES = `
  ${OWNER_TABLE}
  CREATE TABLE IF NOT EXISTS transactions (
    position INTEGER PRIMARY KEY, purpose TEXT NOT NULL, nonce INTEGER NOT NULL, hash TEXT NOT NULL, raw TEXT NOT NULL,
    sentAt INTEGER NOT NULL, lastBlock INTEGER, fate TEXT, lastTime INTEGER);
  CREATE INDEX IF NOT EXISTS transactions_of_purpose ON transactions (purpose, position);
`;

/** How a transaction ended: in a block, or `lost` because another one used its nonce. */
export type Fate = 'succeeded' | 'reverted' | 'lost';

/** Last block or time at which a transaction is of use, if there is one. */
export interface Expiry {
  readonly lastBlock?: number | undefined;
  /** Time of the last block in which it is of use, Unix seconds. */
  readonly lastTime?: number | undefined;
}

export interface JournaledTransaction extends SignedTransaction, Required<Expiry> {
  readonly position: number;
  /** Name of what it is for; one transaction for each purpose at a time. */
  readonly purpose: string;
  /** Latest block when it was signed. */
  readonly sentAt: number;
  /** Undefined while it may still be mined. */
  readonly fate: Fate | undefined;
}

/** A journal belongs to one account at one contract: nonces of another mean nothing here. */
export class AccountJournal {
  protected readonly store: CheckedStore;

  /** @param store opened with `ACCOUNT_TABLES` in its schema. */
  constructor(store: JournalStore) {
    this.store = new CheckedStore(store);
    const columns = this.store.read("SELECT name FROM pragma_table_info('transactions')");
    // Journals of earlier versions know no times.
    if (!columns.some(({ name }) => name === 'lastTime')) {
      this.store.write('ALTER TABLE transactions ADD COLUMN lastTime INTEGER');
    }
  }

  /** Why the last write failed; undefined while the journal works. */
  get failure(): string | undefined {
    return this.store.failure;
  }

  /** See `CheckedStore.claim`. */
  claim(owner: Owner): void {
    this.store.claim(owner);
  }

  /** @param sentAt the latest block. */
  recordTransaction(
    purpose: string,
    { hash, nonce, raw }: SignedTransaction,
    sentAt: number,
    { lastBlock, lastTime }: Expiry = {},
  ): void {
    const sql =
      'INSERT INTO transactions (purpose, nonce, hash, raw, sentAt, lastBlock, lastTime) VALUES (?, ?, ?, ?, ?, ?, ?)';
    this.store.write(sql, purpose, nonce, hash, raw, sentAt, lastBlock ?? null, lastTime ?? null);
  }

  /** Undefined takes a fate back, after a reorganisation. */
  recordFate(position: number, fate: Fate | undefined): void {
    this.store.write('UPDATE transactions SET fate = ? WHERE position = ?', fate ?? null, position);
  }

  /** The latest transaction for a purpose. */
  transaction(purpose: string): JournaledTransaction | undefined {
    const sql = 'SELECT * FROM transactions WHERE purpose = ? ORDER BY position DESC LIMIT 1';
    return this.store.read(sql, purpose).map(transactionFrom)[0];
  }

  /** All transactions that may still be mined, oldest first. */
  openTransactions(): JournaledTransaction[] {
    return this.store.read('SELECT * FROM transactions WHERE fate IS NULL ORDER BY position').map(transactionFrom);
  }

  close(): void {
    this.store.close();
  }
}

function transactionFrom(row: Record<string, unknown>): JournaledTransaction {
  const { lastBlock, lastTime, fate, ...rest } = row;
  const ends = { lastBlock: lastBlock ?? undefined, lastTime: lastTime ?? undefined, fate: fate ?? undefined };
  return { ...rest, ...ends } as unknown as JournaledTransaction;
}
