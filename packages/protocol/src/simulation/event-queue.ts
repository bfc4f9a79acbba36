interface Event {
  readonly time: number;
  readonly order: number;
  readonly action: () => void;
}

/** Actions in the order of their times, equal times in the order of scheduling. A binary heap. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #scheduled = 0;
  #now = 0;

  get now(): number {
    return this.#now;
  }

  schedule(time: number, action: () => void): void {
    const heap = this.#heap;
    heap.push({ time, order: this.#scheduled++, action });
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!isBefore(heap[child]!, heap[parent]!)) break;
      swap(heap, child, parent);
      child = parent;
    }
  }

  /** Runs until nothing is left. */
  run(): void {
    for (let event = this.#pop(); event !== undefined; event = this.#pop()) {
      this.#now = event.time;
      event.action();
    }
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    if (heap.length === 0) return undefined;
    swap(heap, 0, heap.length - 1);
    const event = heap.pop();
    for (let parent = 0; ;) {
      const children = [2 * parent + 1, 2 * parent + 2].filter((child) => child < heap.length);
      const first = children.reduce((best, child) => (isBefore(heap[child]!, heap[best]!) ? child : best), parent);
      if (first === parent) return event;
      swap(heap, parent, first);
      parent = first;
    }
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function swap(heap: Event[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b]!, heap[a]!];
}
