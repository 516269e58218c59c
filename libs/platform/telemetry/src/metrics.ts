import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export const METRICS = Symbol.for('firebreak.metrics');

export type Readings = ReadonlyMap<string, number>;

type Read = () => Readings | Promise<Readings>;

const readWithinMs = 2_000;

const answered = async (name: string, read: Read, unread: Counter<'metric'>): Promise<Readings> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('no answer in time')), readWithinMs)));
  try {
    return await Promise.race([read(), late]);
  } catch {
    unread.inc({ metric: name });
    return new Map();
  } finally {
    clearTimeout(timer);
  }
};

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

  /**
   * A gauge whose values are asked for when somebody looks: one per label value, or one alone. Without an answer in time it has
   * no values, and everything else is told all the same.
   */
  observed(name: string, help: string, label: string | null, read: Read): void {
    const { registry, unread } = this;
    const labelNames = label === null ? [] : [label];
    const collect = async function (this: Gauge): Promise<void> {
      const values = await answered(name, read, unread);
      this.reset();
      for (const [key, value] of values) this.set(label === null ? {} : { [label]: key }, value);
    };
    this.once(name, () => new Gauge({ name, help, labelNames, registers: [registry], collect }));
  }

  /** As `observed`, for what only grows while a process lives. */
  observedTotal(name: string, help: string, label: string | null, read: Read): void {
    const { registry, unread } = this;
    const labelNames = label === null ? [] : [label];
    const collect = async function (this: Counter): Promise<void> {
      const values = await answered(name, read, unread);
      this.reset();
      for (const [key, value] of values) this.inc(label === null ? {} : { [label]: key }, value);
    };
    this.once(name, () => new Counter({ name, help, labelNames, registers: [registry], collect }));
  }

  private get unread(): Counter<'metric'> {
    return this.counter('firebreak_metrics_unread_total', 'Values that could not be read when somebody looked.', ['metric']);
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
