import type { JournalStore } from '../packages/hosting/src/store.ts';

/** A disk that is full when the test says so. */
export class Disk {
  #refused: string | undefined;

  /** From now on writes fail: those with the text in their SQL, by default all. */
  fill(text = ''): void {
    this.#refused = text;
  }

  free(): void {
    this.#refused = undefined;
  }

  /** The journal on this disk. */
  hold(store: JournalStore): JournalStore {
    return {
      ...store,
      write: (sql, ...values) => {
        if (this.#refused !== undefined && sql.includes(this.#refused)) throw new Error('database or disk is full');
        store.write(sql, ...values);
      },
    };
  }
}
