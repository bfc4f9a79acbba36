import { Counter, Gauge, Registry } from 'prom-client';

const PREFIX = 'smartcast_';

/** Values of a gauge with their labels. */
export type Samples = readonly (readonly [Readonly<Record<string, string | number>>, number])[];

/** Metrics of a daemon (`GET /metrics`). Counters count since the process started; gauges are read when somebody asks. */
export class Meter {
  readonly #registry = new Registry();

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.#registry] });
  }

  gauge(name: string, help: string, labelNames: string[], read: () => Samples): void {
    const gauge = new Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
    this.#registry.registerMetric(gauge);
  }
}
