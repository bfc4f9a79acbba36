import type { JournalStore } from '../packages/hosting/src/store.ts';

/**
 * A journal that ends the process without warning at its `killAt`-th write (1, 2, …), before it or after it.
 * `isLate` is the mutant: writes reach the disk only after the caller has gone on to act.
 */
export function killingStore(
  store: JournalStore,
  killAt: number,
  when: 'before' | 'after',
  isLate = false,
): JournalStore {
  let writes = 0;
  const write: JournalStore['write'] = (sql, ...values) => {
    const isLast = ++writes === killAt;
    if (isLast && when === 'before') die();
    store.write(sql, ...values);
    if (isLast) die();
  };
  return { ...store, write: isLate ? (...write_) => queueMicrotask(() => write(...write_)) : write };
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing may happen in it.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
