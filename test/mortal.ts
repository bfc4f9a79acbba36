import type { JournalStore } from '../packages/hosting/src/store.ts';

/** Where a process dies: around a write of its journal, or a call to something outside. */
export interface Death<Event extends string> {
  readonly event: Event | 'write';
  readonly when: 'before' | 'after';
  /** 1, 2, … */
  readonly at: number;
}

/** A process that can die: from then on nothing that it does reaches the disk or the chain. */
export class Mortal<Event extends string> {
  isDead = false;
  #seen = 0;
  readonly #death: Death<Event>;

  constructor(death: Death<Event>) {
    this.#death = death;
  }

  store(store: JournalStore): JournalStore {
    return {
      ...store,
      write: (sql, ...values) => {
        this.#live('write', 'before');
        store.write(sql, ...values);
        this.#live('write', 'after');
      },
    };
  }

  port<Port extends object>(chain: Port): Port {
    return new Proxy(chain, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => this.around(name as Event, () => Reflect.apply(value, target, args) as unknown);
      },
    });
  }

  around<T>(event: Event, call: () => T): T {
    this.#live(event, 'before');
    const answer = call();
    if (!(answer instanceof Promise)) return answer;
    return answer.then((result: unknown) => {
      this.#live(event, 'after');
      return result;
    }) as T;
  }

  #live(event: Event | 'write', when: 'before' | 'after'): void {
    const isIt = event === this.#death.event;
    if (isIt && when === 'before') this.#seen++;
    if (isIt && when === this.#death.when && this.#seen === this.#death.at) this.isDead = true;
    if (this.isDead) throw new Error('this process is dead');
  }
}
