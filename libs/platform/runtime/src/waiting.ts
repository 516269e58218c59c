import { topicOf, type EventBus, type EventStore, type Instant, type Position, type ReceivedRecord } from '@firebreak/event-sourcing';
import type { BusProjections } from './projections/unit';

/** Who reads the event store in this process: the relay, projections. */
export interface StoreReader {
  readonly name: string;
  readonly categories: readonly string[];
  readonly position: () => Position | null;
}

/** What a reader has before it. */
export interface Waiting {
  /** Name of the store's reader, or the consumer group. */
  readonly reader: string;
  readonly source: 'store' | 'bus';
  /** Reader, topic and partition: what advances by itself. */
  readonly lane: string;
  /** The first event that it has not applied. */
  readonly next: string;
  /** When that one was recorded; null where nobody can tell. */
  readonly since: Instant | null;
  /** How many there are, the first included; of the store no more than `maxCounted`, of the bus only this one. */
  readonly events: number;
}

export const maxCounted = 1_000;

const recordedAtOf = (metadata: string): Instant | null => {
  try {
    const { recordedAt } = JSON.parse(metadata) as { readonly recordedAt?: unknown };
    return typeof recordedAt === 'string' ? recordedAt : null;
  } catch {
    return null;
  }
};

/** @returns null where a reader has applied everything */
export const waitingInStore = async (store: EventStore, { name, categories, position }: StoreReader): Promise<Waiting | null> => {
  const found = await store.readAll({ after: position(), limit: maxCounted, categories });
  const [first] = found;
  return first ? { reader: name, source: 'store', lane: name, next: first.id, since: recordedAtOf(first.metadata), events: found.length } : null;
};

const sinceOf = (record: ReceivedRecord, decode: BusProjections['decode']): Instant | null => {
  try {
    return decode(record).recordedAt;
  } catch {
    return null;
  }
};

export const waitingOnBus = async (bus: EventBus, { group, categories, decode }: Pick<BusProjections, 'group' | 'categories' | 'decode'>): Promise<readonly Waiting[]> =>
  (await bus.waiting(group, categories.map(topicOf))).map((record) => ({
    reader: group,
    source: 'bus',
    lane: `${group} ${record.topic}/${record.partition}`,
    next: `${record.offset} ${record.id}`,
    since: sinceOf(record, decode),
    events: 1,
  }));
