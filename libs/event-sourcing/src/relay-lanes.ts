import { topicOf, type BusRecord, type BusTail } from './event-bus';
import type { Position, StoredEvent } from './event';
import { categoryOf } from './stream-name';

/** What a context says of one stored event in public. */
export interface Contract {
  readonly type: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The context could not read the event and says no more than that there was one. */
  readonly unreadable?: true;
}

export const progressMark = 'firebreak.progress';

/** Stands for an event of which its context says nothing at all: whoever follows that stream stops there, the others go on. */
export const unreadableEvent = 'firebreak.unreadable';

export interface LaneOptions {
  /** Every stored event of a published category is one record, so that a sequence has no holes. */
  readonly toContract: (event: StoredEvent) => Contract;
  readonly partitionOf: (stream: string, partitions: number) => number;
  /** A lane whose tail is further behind than this many source events gets a progress mark. */
  readonly markAfter?: number;
}

export interface RelayStats {
  published: number;
  marks: number;
  unreadable: number;
  /** Events that the log left out and their streams had. */
  holes: number;
}

interface Lane {
  readonly topic: string;
  readonly partition: number;
  tail: Position | null;
  /** Source events passed since the lane's last record. */
  passed: number;
}

const laneKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/** Topic by partition, each with the position of its own last record: what becomes of an event on the bus. */
export class RelayLanes {
  private readonly all: readonly Lane[];
  private readonly byKey: ReadonlyMap<string, Lane>;
  private readonly partitions: ReadonlyMap<string, number>;

  /** @param tails of every partition, by topic */
  constructor(
    tails: ReadonlyMap<string, readonly (BusTail | null)[]>,
    private readonly storeId: string,
    private readonly options: LaneOptions,
    private readonly stats: RelayStats,
  ) {
    this.all = [...tails].flatMap(([topic, each]) => each.map((tail, partition): Lane => ({ topic, partition, tail: tail?.position ?? null, passed: 0 })));
    this.byKey = new Map(this.all.map((lane) => [laneKey(lane.topic, lane.partition), lane]));
    this.partitions = new Map([...tails].map(([topic, each]) => [topic, each.length]));
  }

  /** Up to where every lane has everything; null where one has nothing yet. */
  get lowest(): Position | null {
    let min: Position | null = null;
    for (const { tail } of this.all) {
      if (tail === null) return null;
      if (min === null || tail < min) min = tail;
    }
    return min;
  }

  published(records: readonly BusRecord[]): void {
    for (const { topic, partition, position } of records) this.byKey.get(laneKey(topic, partition))!.tail = position;
  }

  /** What is healed behind the tail goes out all the same: the reader rule drops it, and who misses it finds it under its key. */
  addRecords(event: StoredEvent, healed: boolean, records: BusRecord[]): void {
    const topic = topicOf(categoryOf(event.stream));
    const own = this.options.partitionOf(event.stream, this.partitions.get(topic) ?? 0);
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
      storeId: this.storeId,
      hash: event.hash,
      headers: contract.headers,
      value: contract.value,
    };
  }
}
