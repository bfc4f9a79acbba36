/**
 * The prover's memory across crashes. It holds coins before they are used, batches before a proof of them is promised,
 * proofs before they are delivered, and transactions before they are sent. A journal belongs to one account at one escrow:
 * coins and nonces of another mean nothing here.
 */
import {
  ACCOUNT_TABLES,
  AccountJournal,
  type JournaledTransaction,
  type JournalPlace,
  type JournalStore,
  openDatabase,
} from '@smartcast/hosting';

const SCHEMA = `
  ${ACCOUNT_TABLES}
  CREATE TABLE IF NOT EXISTS coins (request TEXT PRIMARY KEY, heads INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS batches (request TEXT PRIMARY KEY, batch BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS proofs (request TEXT PRIMARY KEY, proof BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS failures (position INTEGER PRIMARY KEY, reason TEXT NOT NULL);
`;

/** The journal's record of one request. */
export interface RequestRecord {
  /** The coin: heads or tails; undefined before it was tossed. */
  readonly coin: boolean | undefined;
  readonly proof: Uint8Array | undefined;
  /** The latest transaction of each step. */
  readonly bring: JournaledTransaction | undefined;
  readonly consent: JournaledTransaction | undefined;
  readonly deliver: JournaledTransaction | undefined;
  /** All transactions of the account that may still be mined, for any purpose. */
  readonly open: readonly JournaledTransaction[];
}

/** @throws JournalError if the file cannot be opened or another process holds it. */
export function openStore(place: JournalPlace): JournalStore {
  return openDatabase(place, SCHEMA);
}

export class ProverJournal extends AccountJournal {
  record(request: string): RequestRecord {
    return {
      coin: this.coin(request),
      proof: this.proof(request),
      bring: this.transaction(`bring ${request}`),
      consent: this.transaction(`consent ${request}`),
      deliver: this.transaction(`deliver ${request}`),
      open: this.openTransactions(),
    };
  }

  /** The coin of a request: heads or tails; undefined before it was recorded. */
  coin(request: string): boolean | undefined {
    const [row] = this.store.read('SELECT heads FROM coins WHERE request = ?', request);
    return row === undefined ? undefined : row['heads'] === 1;
  }

  /** The first coin that is recorded for a request stays: a second one changes nothing. */
  recordCoin(request: string, heads: boolean): void {
    this.store.write('INSERT OR IGNORE INTO coins VALUES (?, ?)', request, heads ? 1 : 0);
  }

  /** The batch of a promised proof. */
  batch(request: string): Uint8Array | undefined {
    const [row] = this.store.read('SELECT batch FROM batches WHERE request = ?', request);
    return row?.['batch'] as Uint8Array | undefined;
  }

  recordBatch(request: string, batch: Uint8Array): void {
    this.store.write('INSERT OR REPLACE INTO batches VALUES (?, ?)', request, batch);
  }

  proof(request: string): Uint8Array | undefined {
    const [row] = this.store.read('SELECT proof FROM proofs WHERE request = ?', request);
    return row?.['proof'] as Uint8Array | undefined;
  }

  recordProof(request: string, proof: Uint8Array): void {
    this.store.write('INSERT OR REPLACE INTO proofs VALUES (?, ?)', request, proof);
  }

  forgetProof(request: string): void {
    this.store.write('DELETE FROM proofs WHERE request = ?', request);
  }

  /** Forgets what only an open request needs. Its coin stays. */
  forgetWork(request: string): void {
    this.forgetProof(request);
    this.store.write('DELETE FROM batches WHERE request = ?', request);
  }

  /** Why proofs and deliveries failed since the last success or reset, oldest first. */
  failures(): string[] {
    return this.store.read('SELECT reason FROM failures ORDER BY position').map((row) => row['reason'] as string);
  }

  recordFailure(reason: string): void {
    this.store.write('INSERT INTO failures (reason) VALUES (?)', reason);
  }

  forgetFailures(): void {
    this.store.write('DELETE FROM failures');
  }
}
