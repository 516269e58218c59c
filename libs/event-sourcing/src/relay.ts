import type { BusRecord, BusTail, EventBus } from './event-bus';
import { topicOf } from './event-bus';
import { Contiguity } from './contiguity';
import type { Position, StoredEvent } from './event';
import type { EventStore } from './event-store';
import { CodedError } from './errors';
import { readOn } from './read-on';
import { categoryOf } from './stream-name';

/** What a context says of one stored event in public. */
export interface Contract {
  readonly type: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The context could not read the event and says no more than that there was one. */
  readonly unreadable?: true;
}

export interface RelayOptions {
  readonly store: EventStore;
  readonly bus: EventBus;
  /** Published categories; each has its own topic. */
  readonly categories: readonly string[];
  /** Every stored event of a published category is one record, so that a sequence has no holes. */
  readonly toContract: (event: StoredEvent) => Contract;
  readonly partitionOf: (stream: string, partitions: number) => number;
  readonly pageSize?: number;
  /** A lane whose tail is further behind than this many source events gets a progress mark. */
  readonly markAfter?: number;
  /** Of so many streams the last revision is remembered, to notice what the log leaves out. */
  readonly rememberedStreams?: number;
  /** Lets everybody else have a turn of the event loop. While records are made, what was published goes out to the bus. */
  readonly turn?: () => Promise<void>;
}

export const progressMark = 'firebreak.progress';

/** Stands for an event of which its context says nothing at all: whoever follows that stream stops there, the others go on. */
export const unreadableEvent = 'firebreak.unreadable';

interface Lane {
  readonly topic: string;
  readonly partition: number;
  tail: Position | null;
  /** Source events passed since the lane's last record. */
  passed: number;
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

const laneKey = (topic: string, partition: number): string => `${topic}/${partition}`;

const lowest = (lanes: Iterable<Lane>): Position | null => {
  let min: Position | null | undefined;
  for (const lane of lanes) {
    if (lane.tail === null) return null;
    if (min === undefined || min === null || lane.tail < min) min = lane.tail;
  }
  return min ?? null;
};

/**
 * Store to bus. Each lane (topic, partition) resumes from the topic's own tail; one batch is in flight; what a second or
 * late relay repeats falls under the reader rule. There is no checkpoint that could disagree with the topic.
 */
export class Relay {
  private lanes = new Map<string, Lane>();
  private all: readonly Lane[] = [];
  private byTopic = new Map<string, readonly Lane[]>();
  private cursor: Position | null = null;
  private opened = false;
  private readonly pageSize: number;
  private ahead: Promise<Batch> | null = null;
  private contiguity: Contiguity;
  /** `holes`: events that the log left out and their streams had. */
  readonly stats = { published: 0, marks: 0, unreadable: 0, holes: 0 };

  constructor(private readonly options: RelayOptions) {
    this.pageSize = options.pageSize ?? 500;
    this.contiguity = this.contiguityFrom(null);
  }

  get position(): Position | null {
    return this.cursor;
  }

  /** Reads the tails. @throws CodedError `store-behind-topic` when the topic knows events that the store does not */
  async open(): Promise<void> {
    const lanes = new Map<string, Lane>();
    for (const category of this.options.categories) {
      const topic = topicOf(category);
      const tails = await this.options.bus.tails(topic);
      for (const [partition, tail] of tails.entries()) {
        if (tail) await this.check(topic, tail);
        lanes.set(laneKey(topic, partition), { topic, partition, tail: tail?.position ?? null, passed: 0 });
      }
    }
    this.lanes = lanes;
    this.all = [...lanes.values()];
    this.byTopic = Map.groupBy(this.all, ({ topic }) => topic);
    this.cursor = lowest(lanes.values());
    this.contiguity = this.contiguityFrom(this.cursor);
    this.opened = true;
  }

  /** Publishes one page. @returns how many source events were passed; 0 when caught up */
  async step(): Promise<number> {
    if (!this.opened) await this.open();
    try {
      const { records, passed, position } = await this.next();
      if (records.length > 0) await this.publish(records, passed, position);
      this.cursor = position;
      return passed;
    } catch (error) {
      // What became of the batch is unknown: only the topic can say, so the tails are read again before anything is sent.
      this.opened = false;
      await this.ahead?.catch(() => undefined);
      this.ahead = null;
      throw error;
    }
  }

  private async next(): Promise<Batch> {
    const ahead = await this.ahead;
    this.ahead = null;
    // An empty one tells of the end of the log as it was then.
    return ahead !== null && ahead.passed > 0 ? ahead : this.prepared(this.cursor);
  }

  /** While a batch is on its way, the next one is made. */
  private async publish(records: readonly BusRecord[], passed: number, position: Position | null): Promise<void> {
    const published = this.options.bus.publish(records);
    if (passed === this.pageSize) {
      published.catch(() => undefined);
      await this.options.turn?.();
      this.ahead = this.prepared(position);
      this.ahead.catch(() => undefined);
    }
    await published;
    for (const record of records) this.lanes.get(laneKey(record.topic, record.partition))!.tail = record.position;
  }

  private async prepared(after: Position | null): Promise<Batch> {
    const { store, categories } = this.options;
    const { page, position } = await readOn(store, { after, limit: this.pageSize, categories });
    return { records: page.length === 0 ? [] : await this.recordsOf(page), passed: page.length, position };
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
      this.addRecords(event, healed.has(event), records);
    }
    return records;
  }

  private async check(topic: string, tail: BusTail): Promise<void> {
    const [event] = await this.options.store.readStream(tail.key, { from: tail.sequence, to: tail.sequence });
    const same = event !== undefined && event.hash === tail.hash && tail.storeId === this.options.store.storeId;
    if (!same) throw new CodedError('store-behind-topic', { topic, stream: tail.key, revision: tail.sequence });
  }

  /** What is healed behind the tail goes out all the same: the reader rule drops it, and who misses it finds it under its key. */
  private addRecords(event: StoredEvent, healed: boolean, records: BusRecord[]): void {
    const topic = topicOf(categoryOf(event.stream));
    const own = this.options.partitionOf(event.stream, this.byTopic.get(topic)?.length ?? 0);
    for (const lane of this.all) {
      const isOwn = lane.partition === own && lane.topic === topic;
      if (lane.tail !== null && event.position <= lane.tail && !(isOwn && healed)) continue;
      if (isOwn) {
        lane.passed = 0;
        this.stats.published += 1;
        records.push(this.record(event, lane, this.contractOf(event)));
      } else if ((lane.passed += 1) > (this.options.markAfter ?? 1000)) {
        lane.passed = 0;
        this.stats.marks += 1;
        records.push(this.record(event, lane, { type: progressMark, value: '{}', headers: {} }));
      }
    }
  }

  private contractOf(event: StoredEvent): Contract {
    let contract: Contract;
    try {
      contract = this.options.toContract(event);
    } catch {
      contract = { type: unreadableEvent, value: '{}', headers: {}, unreadable: true };
    }
    if (contract.unreadable) this.stats.unreadable += 1;
    return contract;
  }

  private record(event: StoredEvent, lane: Lane, contract: Contract): BusRecord {
    return {
      topic: lane.topic,
      partition: lane.partition,
      key: event.stream,
      id: event.id,
      type: contract.type,
      sequence: event.revision,
      position: event.position,
      storeId: this.options.store.storeId,
      hash: event.hash,
      headers: contract.headers,
      value: contract.value,
    };
  }
}
