import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export const METRICS = Symbol.for('firebreak.metrics');

export type Readings = ReadonlyMap<string, number>;

/** Counts and gauges of one process, in a registry of its own. Asking twice for a name gives the same instrument. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly instruments = new Map<string, unknown>();

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Memory, event loop, handles. */
  processMetrics(): void {
    this.once('process', () => collectDefaultMetrics({ register: this.registry, prefix: 'firebreak_' }));
  }

  counter<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Counter<Label> {
    return this.once(name, () => new Counter({ name, help, labelNames: labels, registers: [this.registry] }));
  }

  gauge<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Gauge<Label> {
    return this.once(name, () => new Gauge({ name, help, labelNames: labels, registers: [this.registry] }));
  }

  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels: readonly Label[] = [],
  ): Histogram<Label> {
    return this.once(name, () => new Histogram({ name, help, buckets: [...buckets], labelNames: labels, registers: [this.registry] }));
  }

  /** A gauge whose values are asked for when somebody looks: one per label value, or one alone. */
  observed(name: string, help: string, label: string | null, read: () => Readings | Promise<Readings>): void {
    this.once(
      name,
      () =>
        new Gauge({
          name,
          help,
          labelNames: label === null ? [] : [label],
          registers: [this.registry],
          async collect(): Promise<void> {
            const values = await read();
            this.reset();
            for (const [key, value] of values) this.set(label === null ? {} : { [label]: key }, value);
          },
        }),
    );
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.instruments.has(name)) this.instruments.set(name, make());
    return this.instruments.get(name) as T;
  }
}
