import { topicOf, type BusRecord, type BusTail, type EventBus } from './event-bus';
import { Contiguity } from './contiguity';
import type { Position, StoredEvent } from './event';
import type { EventStore } from './event-store';
import { CodedError } from './errors';
import { readOn } from './read-on';
import { RelayLanes, type LaneOptions, type RelayStats } from './relay-lanes';

export interface RelayOptions extends LaneOptions {
  readonly store: EventStore;
  readonly bus: EventBus;
  /** Published categories; each has its own topic. */
  readonly categories: readonly string[];
  readonly pageSize?: number;
  /** Of so many streams the last revision is remembered, to notice what the log leaves out. */
  readonly rememberedStreams?: number;
  /** Lets everybody else have a turn of the event loop. While records are made, what was published goes out to the bus. */
  readonly turn?: () => Promise<void>;
}

/** Of so many events are records made at a time. */
const sliceSize = 50;

/** A page of the log, and what it is on the bus. */
interface Batch {
  readonly records: readonly BusRecord[];
  /** Events of the page. */
  readonly passed: number;
  readonly position: Position | null;
}

/**
 * Store to bus. Each lane (topic, partition) resumes from the topic's own tail; one batch is in flight; what a second or
 * late relay repeats falls under the reader rule. There is no checkpoint that could disagree with the topic.
 */
export class Relay {
  private lanes: RelayLanes;
  private cursor: Position | null = null;
  private opened = false;
  private readonly pageSize: number;
  private ahead: Promise<Batch> | null = null;
  private contiguity: Contiguity;
  readonly stats: RelayStats = { published: 0, marks: 0, unreadable: 0, holes: 0 };

  constructor(private readonly options: RelayOptions) {
    this.pageSize = options.pageSize ?? 500;
    this.lanes = this.lanesOf(new Map());
    this.contiguity = this.contiguityFrom(null);
  }

  get position(): Position | null {
    return this.cursor;
  }

  /** Reads the tails. @throws CodedError `store-behind-topic` when the topic knows events that the store does not */
  async open(): Promise<void> {
    await this.ahead?.catch(() => undefined);
    this.ahead = null;
    const tails = new Map<string, readonly (BusTail | null)[]>();
    for (const topic of this.options.categories.map(topicOf)) {
      const each = await this.options.bus.tails(topic);
      for (const tail of each) if (tail) await this.check(topic, tail);
      tails.set(topic, each);
    }
    this.lanes = this.lanesOf(tails);
    this.cursor = this.lanes.lowest;
    this.contiguity = this.contiguityFrom(this.cursor);
    this.opened = true;
  }

  /** Publishes one page. @returns how many source events were passed; 0 when caught up */
  async step(): Promise<number> {
    if (!this.opened) await this.open();
    const { records, passed, position } = await this.next();
    if (records.length > 0) await this.publish(records, passed, position);
    this.cursor = position;
    return passed;
  }

  private async next(): Promise<Batch> {
    const { ahead } = this;
    this.ahead = null;
    const batch = await ahead;
    // An empty one tells of the end of the log as it was then.
    return batch !== null && batch.passed > 0 ? batch : this.prepared(this.cursor);
  }

  /** While a batch is on its way, the next one is made. */
  private async publish(records: readonly BusRecord[], passed: number, position: Position | null): Promise<void> {
    try {
      const published = this.options.bus.publish(records);
      if (passed === this.pageSize) this.ahead = this.preparedAhead(position);
      await published;
    } catch (error) {
      // What became of the batch is unknown: only the topic can say, so the tails are read again before anything is sent.
      this.opened = false;
      throw error;
    }
    this.lanes.published(records);
  }

  private preparedAhead(position: Position | null): Promise<Batch> {
    const first = this.options.turn?.() ?? Promise.resolve();
    const ahead = first.then(() => this.prepared(position));
    // Whoever asks for it hears of a failure.
    ahead.catch(() => undefined);
    return ahead;
  }

  private async prepared(after: Position | null): Promise<Batch> {
    const { store, categories } = this.options;
    const { page, position } = await readOn(store, { after, limit: this.pageSize, categories });
    try {
      return { records: page.length === 0 ? [] : await this.recordsOf(page), passed: page.length, position };
    } catch (error) {
      // Some of the page has come by and was not published.
      this.opened = false;
      throw error;
    }
  }

  private lanesOf(tails: ReadonlyMap<string, readonly (BusTail | null)[]>): RelayLanes {
    return new RelayLanes(tails, this.options.store.storeId, this.options, this.stats);
  }

  private contiguityFrom(position: Position | null): Contiguity {
    return new Contiguity(this.options.store, position, this.options.rememberedStreams ?? 100_000);
  }

  private async recordsOf(page: readonly StoredEvent[]): Promise<readonly BusRecord[]> {
    const missing = await this.contiguity.missing(page);
    this.stats.holes += missing.length;
    const healed = new Set(missing);
    const all = missing.length === 0 ? page : [...missing, ...page].sort((a, b) => (a.position < b.position ? -1 : 1));
    const records: BusRecord[] = [];
    for (const [index, event] of all.entries()) {
      if (index % sliceSize === sliceSize - 1) await this.options.turn?.();
      this.lanes.addRecords(event, healed.has(event), records);
    }
    return records;
  }

  private async check(topic: string, tail: BusTail): Promise<void> {
    const [event] = await this.options.store.readStream(tail.key, { from: tail.sequence, to: tail.sequence });
    const same = event !== undefined && event.hash === tail.hash && tail.storeId === this.options.store.storeId;
    if (!same) throw new CodedError('store-behind-topic', { topic, stream: tail.key, revision: tail.sequence });
  }
}
